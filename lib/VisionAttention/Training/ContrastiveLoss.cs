using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>The loss that <see cref="Models.Clip"/> is trained with: in a batch of pairs, each image is to find its text and each text its image.</summary>
/// <remarks>Radford et al. 2021, section 2.3 and Figure 3: the mean of the cross-entropies over the rows and over the columns of one matrix of
/// logits, where pair i's place is (i, i). At the start, when nothing is known, it is ln B for B pairs.</remarks>
public static class ContrastiveLoss
{
    /// <summary>How well each image of a batch fits each text: cosines times the scale.</summary>
    /// <param name="images">[B, E], of any length above 0: they are brought to length 1 here.</param>
    /// <param name="texts">[C, E], likewise.</param>
    /// <param name="logScale">Scalar: the logarithm of the scale.</param>
    /// <returns>[B, C]</returns>
    /// <exception cref="ArgumentException">Shapes or element types that do not fit.</exception>
    public static Tensor Logits(Tensor images, Tensor texts, Tensor logScale)
    {
        Check(images, nameof(images), texts, nameof(texts));
        ArgumentNullException.ThrowIfNull(logScale);
        LossRules.SameDevice(logScale, nameof(logScale), images, nameof(images));
        Require.That(logScale.numel() == 1 && logScale.is_floating_point(), $"logScale is {logScale.dtype} {Shapes.Text(logScale)}, expected one floating number");
        using var scope = NewDisposeScope();
        var cosines = functional.normalize(images, dim: 1).matmul(functional.normalize(texts, dim: 1).t());
        return (logScale.exp() * cosines).MoveToOuterDisposeScope();
    }

    /// <summary>The loss of a batch of pairs.</summary>
    /// <param name="logits">[B, B]: images down, texts across, pairs on the diagonal; <see cref="Logits"/> or <see cref="Models.Clip"/> make them.</param>
    /// <param name="targets">[B, B], as <see cref="SharedTargets"/> returns them; null where each image has one right text, the one beside it.</param>
    /// <returns>A scalar, in nats.</returns>
    /// <exception cref="ArgumentException">Logits that are not square, or targets of another shape.</exception>
    public static Tensor Apply(Tensor logits, Tensor? targets = null)
    {
        using var scope = NewDisposeScope();
        var (overTexts, overImages) = Sides(logits, targets);
        return ((overTexts + overImages) / 2).MoveToOuterDisposeScope();
    }

    /// <summary>The two halves of the loss.</summary>
    /// <param name="logits">As for <see cref="Apply"/>.</param>
    /// <param name="targets">As for <see cref="Apply"/>.</param>
    /// <returns>Scalars: the cross-entropy of the images over the texts (rows), and of the texts over the images (columns).</returns>
    /// <exception cref="ArgumentException">As for <see cref="Apply"/>.</exception>
    public static (Tensor OverTexts, Tensor OverImages) Sides(Tensor logits, Tensor? targets = null)
    {
        LossRules.Logits(logits, nameof(logits));
        if (logits.shape[0] != logits.shape[1])
            throw new ArgumentException($"logits are {Shapes.Text(logits)}, expected as many images as texts: they are pairs");
        if (targets is not null)
            LossRules.Same(targets, nameof(targets), logits, nameof(logits));
        using var scope = NewDisposeScope();
        targets ??= eye(logits.shape[0], dtype: logits.dtype, device: logits.device);
        return (Losses.SoftTargetCrossEntropy(logits, targets).MoveToOuterDisposeScope(), Losses.SoftTargetCrossEntropy(logits.t(), targets.t()).MoveToOuterDisposeScope());
    }

    /// <summary>Targets for a batch in which several pairs have one caption: each image of it is as right as the others.</summary>
    /// <remarks>UniCL, Yang et al. 2022 (2204.03610). With the diagonal alone they count as each other's wrong answers.</remarks>
    /// <param name="captions">[B], Int64: equal numbers for equal captions.</param>
    /// <returns>[B, B], float32; each row shares 1 among the places of its caption, and so does each column.</returns>
    /// <exception cref="ArgumentException">Another shape or element type.</exception>
    public static Tensor SharedTargets(Tensor captions)
    {
        using var scope = NewDisposeScope();
        var same = Same(captions);
        return (same / same.sum(1, keepdim: true)).MoveToOuterDisposeScope();
    }

    /// <summary>The least that the loss can be with pairs on the diagonal alone, where captions repeat: the mean of ln n over the pairs, n of one caption.</summary>
    /// <param name="captions">[B], Int64: equal numbers for equal captions.</param>
    /// <returns>Nats; 0 where all captions differ.</returns>
    /// <exception cref="ArgumentException">Another shape or element type.</exception>
    public static double Floor(Tensor captions)
    {
        using var scope = NewDisposeScope();
        return Same(captions).sum(1).to(float64).log().mean().item<double>();
    }

    private static Tensor Same(Tensor captions)
    {
        ArgumentNullException.ThrowIfNull(captions);
        Require.That(
            captions.ndim == 1 && captions.dtype == ScalarType.Int64 && captions.numel() > 0,
            $"captions are {captions.dtype} {Shapes.Text(captions)}, expected Int64 [B], B above 0");
        return captions.unsqueeze(1).eq(captions.unsqueeze(0)).to(float32);                         // [B, B]
    }

    private static void Check(Tensor first, string firstName, Tensor second, string secondName)
    {
        foreach (var (vectors, name) in new[] { (first, firstName), (second, secondName) })
        {
            ArgumentNullException.ThrowIfNull(vectors, name);
            if (vectors.ndim != 2 || vectors.numel() == 0)
                throw new ArgumentException($"{name} are {Shapes.Text(vectors)}, expected [B, E], B and E above 0");
            Require.Floats(vectors, name);
        }
        Require.SameType(second, secondName, first, firstName);
        LossRules.SameDevice(second, secondName, first, firstName);
        if (first.shape[1] != second.shape[1])
            throw new ArgumentException($"{firstName} are {Shapes.Text(first)}, {secondName} {Shapes.Text(second)}: their vectors must be equally wide");
    }
}
