using TorchSharp;
using static TorchSharp.torch;

namespace VisionAttention.Data;

/// <summary>MixUp or CutMix of a batch in place: each image and its target are mixed with a partner's.</summary>
/// <remarks>
/// MixUp (Zhang et al. 2018, 1710.09412, section 2) blends whole images, CutMix (Yun et al. 2019, 1905.04899, section 3) pastes a rectangle of
/// the partner. One share and one rectangle for the batch, as timm has it. In a shuffled batch the reversed order is a random partner.
/// </remarks>
internal static class BatchMixing
{
    /// <summary>Mixes images [B, C, H, W] by an augmentation with at least one α above 0, and writes the targets [B, classes] that belong to them.</summary>
    public static void Apply(
        Augmentation augmentation, Span<float> images, ReadOnlySpan<long> labels, Span<float> targets, int height, int width, ref KeyedRandom random)
    {
        var cuts = augmentation.CutMixAlpha > 0 && (augmentation.MixUpAlpha <= 0 || random.NextIs(0.5));
        var lambda = Share(cuts ? augmentation.CutMixAlpha : augmentation.MixUpAlpha, random.NextBits());
        CutBox? box = cuts ? CutBox.Around(height, width, lambda, (int)random.NextBelow(height), (int)random.NextBelow(width)) : null;
        Apply(images, labels, targets, height, width, Reversed(labels.Length), box, box?.ShareOutside(height, width) ?? lambda);
    }

    /// <summary>As the other, with everything given that is random. The targets become λ for the own class, 1 − λ for the partner's.</summary>
    /// <remarks>Partners, each image once, are whom each is mixed with; the box is what CutMix pastes, null for MixUp.</remarks>
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

/// <summary>A rectangle of pixels: rows from Top to below Bottom, columns from Left to below Right.</summary>
internal readonly record struct CutBox(int Top, int Bottom, int Left, int Right)
{
    /// <summary>CutMix's rectangle: the image's proportions, 1 − λ of its area, cut off at its border.</summary>
    /// <remarks>Yun et al. 2019 (1905.04899), section 3. Each side is ⌊side · √(1 − λ)⌋, and half of it, rounded down, lies on each side of
    /// the centre: an odd side loses a pixel.</remarks>
    public static CutBox Around(int height, int width, double lambda, int centreRow, int centreColumn)
    {
        var ratio = Math.Sqrt(1 - lambda);
        var (top, bottom) = Side(height, ratio, centreRow);
        var (left, right) = Side(width, ratio, centreColumn);
        return new CutBox(top, bottom, left, right);
    }

    /// <summary>Share of an image that lies outside the box, from 0 to 1: the λ that the targets are mixed by, as timm corrects it.</summary>
    public double ShareOutside(int height, int width) => 1 - (long)(Bottom - Top) * (Right - Left) / ((double)height * width);

    private static (int From, int To) Side(int length, double ratio, int centre)
    {
        var half = (int)(length * ratio) / 2;
        return (Math.Max(0, centre - half), Math.Min(length, centre + half));
    }
}

/// <summary>Draws the share λ of a mixture from Beta(α, α).</summary>
/// <remarks>
/// Mean ½, variance 1 / (4 (2α + 1)): α = 1 is uniform, a small α leaves most pairs nearly unmixed, a large one halves them. Up to
/// α = 1 by Jöhnk's method (Jöhnk 1964): of two uniform numbers, x = u^(1/α) and y = v^(1/α) are kept if x + y ≤ 1, and then
/// x / (x + y) has the distribution; in logarithms, since the powers of a small α are 0 in float64. Above 1, where Jöhnk's pairs
/// are rarely kept, by rejection from the uniform distribution: u is kept with probability (4 u (1 − u))^(α − 1), the density over
/// its peak at ½. That takes about 1.13 √α pairs.
/// </remarks>
internal static class SymmetricBeta
{
    /// <summary>One number from Beta(α, α), α from 0.001 to 1000.</summary>
    public static double Draw(double alpha, Generator generator)
    {
        while (true)
        {
            var (first, second) = Uniforms(generator);
            if (alpha > 1)
            {
                if (second <= Math.Pow(4 * first * (1 - first), alpha - 1))
                    return first;
                continue;
            }
            var logX = Math.Log(first) / alpha;
            var logY = Math.Log(second) / alpha;
            var larger = Math.Max(logX, logY);
            var logSum = larger + Math.Log(Math.Exp(logX - larger) + Math.Exp(logY - larger));
            if (logSum <= 0)
                return Math.Exp(logX - logSum);
        }
    }

    // Above 0, so that their logarithms are finite: rand is from 0 to below 1.
    private static (double First, double Second) Uniforms(Generator generator)
    {
        using var scope = NewDisposeScope();
        var uniforms = rand(2, dtype: ScalarType.Float64, device: CPU, generator: generator);
        return (1 - uniforms[0].item<double>(), 1 - uniforms[1].item<double>());
    }
}
