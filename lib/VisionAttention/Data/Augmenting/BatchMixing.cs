using TorchSharp;
using VisionAttention.Training;

namespace VisionAttention.Data.Augmenting;

/// <summary>MixUp or CutMix of a batch in place, with the shares and rectangles of <see cref="MixUp"/> and <see cref="CutMix"/>.</summary>
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
        if (cuts)
        {
            (var box, lambda) = CutMix.Box(height, width, lambda, random.NextBelow(height), random.NextBelow(width));
            Paste(images, labels.Length, height, width, box);
        }
        else
        {
            Blend(images, labels.Length, (float)lambda);
        }
        Write(targets, labels, (float)lambda);
    }

    /// <summary>λ · image + (1 − λ) · its partner at the same place of the reversed batch.</summary>
    public static void Blend(Span<float> images, int batch, float lambda)
    {
        var length = images.Length / batch;
        for (var place = 0; place < batch / 2; place++)
        {
            var first = images.Slice(place * length, length);
            var second = images.Slice((batch - 1 - place) * length, length);
            for (var pixel = 0; pixel < first.Length && pixel < second.Length; pixel++)
            {
                var (own, partner) = (first[pixel], second[pixel]);
                first[pixel] = own * lambda + partner * (1 - lambda);
                second[pixel] = partner * lambda + own * (1 - lambda);
            }
        }
    }

    /// <summary>Exchanges a rectangle with the partner.</summary>
    public static void Paste(Span<float> images, int batch, int height, int width, CutBox box)
    {
        var length = images.Length / batch;
        var (left, columns) = ((int)box.Left, (int)(box.Right - box.Left));
        for (var place = 0; place < batch / 2; place++)
        {
            var first = images.Slice(place * length, length);
            var second = images.Slice((batch - 1 - place) * length, length);
            for (var line = 0; line < length / width; line++)
            {
                if (line % height < box.Top || line % height >= box.Bottom)
                    continue;
                var own = first.Slice(line * width + left, columns);
                var partner = second.Slice(line * width + left, columns);
                for (var pixel = 0; pixel < own.Length; pixel++)
                    (own[pixel], partner[pixel]) = (partner[pixel], own[pixel]);
            }
        }
    }

    /// <summary>λ for the own class, 1 − λ for the partner's.</summary>
    public static void Write(Span<float> targets, ReadOnlySpan<long> labels, float lambda)
    {
        targets.Clear();
        var classes = targets.Length / labels.Length;
        for (var place = 0; place < labels.Length; place++)
        {
            targets[place * classes + (int)labels[place]] += lambda;
            targets[place * classes + (int)labels[^(place + 1)]] += 1 - lambda;
        }
    }

    private static double Share(double alpha, ulong seed)
    {
        using var generator = new torch.Generator(seed);
        return SymmetricBeta.Draw(alpha, generator);
    }
}
