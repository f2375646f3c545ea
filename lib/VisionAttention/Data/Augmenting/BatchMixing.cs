using TorchSharp;

namespace VisionAttention.Data.Augmenting;

/// <summary>MixUp or CutMix of a batch in place: each image and its target are mixed with a partner's.</summary>
/// <remarks>
/// MixUp (Zhang et al. 2018, 1710.09412, section 2) blends whole images, CutMix (Yun et al. 2019, 1905.04899, section 3) pastes a rectangle of
/// the partner. One share and one rectangle for the batch, as timm has it. In a shuffled batch the reversed order is a random partner.
/// </remarks>
internal static class BatchMixing
{
    /// <summary>Mixes images, and writes the targets that belong to them.</summary>
    /// <param name="augmentation">With at least one α above 0.</param>
    /// <param name="images">[B, C, H, W].</param>
    /// <param name="labels">[B].</param>
    /// <param name="targets">Receives [B, classes].</param>
    /// <param name="height">Rows H.</param>
    /// <param name="width">Columns W.</param>
    /// <param name="random">Decides way, share and rectangle.</param>
    public static void Apply(
        Augmentation augmentation, Span<float> images, ReadOnlySpan<long> labels, Span<float> targets, int height, int width, ref CounterRandom random)
    {
        var cuts = augmentation.CutMixAlpha > 0 && (augmentation.MixUpAlpha <= 0 || random.NextIs(0.5));
        var lambda = Share(cuts ? augmentation.CutMixAlpha : augmentation.MixUpAlpha, random.NextBits());
        CutBox? box = cuts ? CutBox.Around(height, width, lambda, (int)random.NextBelow(height), (int)random.NextBelow(width)) : null;
        Apply(images, labels, targets, height, width, Reversed(labels.Length), box, box?.ShareOutside(height, width) ?? lambda);
    }

    /// <summary>As the other, with everything given that is random.</summary>
    /// <param name="images">[B, C, H, W].</param>
    /// <param name="labels">[B].</param>
    /// <param name="targets">Receives [B, classes]: λ for the own class, 1 − λ for the partner's.</param>
    /// <param name="height">Rows H.</param>
    /// <param name="width">Columns W.</param>
    /// <param name="partners">[B], each image once: whom each is mixed with.</param>
    /// <param name="box">What CutMix pastes; null for MixUp.</param>
    /// <param name="lambda">Share λ that each image keeps.</param>
    public static void Apply(
        Span<float> images, ReadOnlySpan<long> labels, Span<float> targets, int height, int width, ReadOnlySpan<int> partners, CutBox? box, double lambda)
    {
        Mix(images, partners, height, width, box ?? new CutBox(0, height, 0, width), box is null ? (float)lambda : 0);
        targets.Clear();
        var classes = targets.Length / labels.Length;
        for (var place = 0; place < labels.Length; place++)
        {
            targets[place * classes + (int)labels[place]] += (float)lambda;
            targets[place * classes + (int)labels[partners[place]]] += 1 - (float)lambda;
        }
    }

    /// <summary>The batch from its end.</summary>
    public static int[] Reversed(int batch) => [.. Enumerable.Range(0, batch).Reverse()];

    // Along each cycle of partners: all but the last image of a cycle meet a partner that is not mixed yet; the last one meets the first.
    private static void Mix(Span<float> images, ReadOnlySpan<int> partners, int height, int width, CutBox box, float lambda)
    {
        var length = images.Length / partners.Length;
        var first = new float[length];
        var isMixed = new bool[partners.Length];
        for (var start = 0; start < partners.Length; start++)
        {
            if (isMixed[start] || partners[start] == start)
                continue;
            images.Slice(start * length, length).CopyTo(first);
            for (var place = start; !isMixed[place]; place = partners[place])
            {
                isMixed[place] = true;
                var partner = partners[place] == start ? first : images.Slice(partners[place] * length, length);
                Blend(images.Slice(place * length, length), partner, height, width, box, lambda);
            }
        }
    }

    // λ · own + (1 − λ) · partner inside the box, in every channel.
    private static void Blend(Span<float> own, ReadOnlySpan<float> partner, int height, int width, CutBox box, float lambda)
    {
        for (var line = 0; line < own.Length / width; line++)
        {
            if (line % height < box.Top || line % height >= box.Bottom)
                continue;
            var to = own.Slice(line * width + box.Left, box.Right - box.Left);
            var from = partner.Slice(line * width + box.Left, to.Length);
            if (lambda == 0)
            {
                from.CopyTo(to);
                continue;
            }
            for (var pixel = 0; pixel < to.Length && pixel < from.Length; pixel++)
                to[pixel] = to[pixel] * lambda + from[pixel] * (1 - lambda);
        }
    }

    private static double Share(double alpha, ulong seed)
    {
        using var generator = new torch.Generator(seed);
        return SymmetricBeta.Draw(alpha, generator);
    }
}
