using TorchSharp.Modules;
using TorchSharp.Utils;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Models;

/// <summary>CLIP: a tower for images and one for texts, whose vectors are the closer the better the two fit.</summary>
/// <remarks>
/// Radford et al. 2021 (2103.00020), section 2.3 and Figure 3: I = ℓ₂(f(image)·W_i), T = ℓ₂(g(text)·W_t), logits = exp(τ)·I·Tᵀ, with a learned τ
/// that starts at ln(1/0.07). Trained by the contrastive loss of <c>Training</c>. First values are those of OpenAI's program: the tower for texts, tokens and
/// projections are drawn by width and depth, the blocks of the tower for images are PyTorch's. Weights: <c>visual.</c> with the names of
/// <see cref="VisionTransformer"/>, <c>text.</c> with those of <see cref="TextEncoder"/>, <c>visual_proj</c>, <c>text_proj</c>, <c>logit_scale</c>.
/// </remarks>
public sealed class Clip : Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "visual")] private readonly VisionTransformer _image;
    [ComponentName(Name = "text")] private readonly TextEncoder _text;
    [ComponentName(Name = "visual_proj")] private readonly Linear _imageProjection;
    [ComponentName(Name = "text_proj")] private readonly Linear _textProjection;
    [ComponentName(Name = "logit_scale")] private readonly Parameter _logScale;

    /// <summary>A model with fresh weights.</summary>
    /// <param name="options">The towers and the width in which they meet.</param>
    /// <exception cref="ArgumentException">Settings that do not fit each other; the message names them.</exception>
    public Clip(ClipOptions options)
        : base(nameof(Clip))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Options = options;
        _image = new VisionTransformer(options.Image);
        _text = new TextEncoder(options.Text);
        _imageProjection = Linear(options.Image.EmbedDim, options.JointDim, hasBias: false);
        _textProjection = Linear(options.Text.EmbedDim, options.JointDim, hasBias: false);
        _logScale = OwnedParameter.From(tensor((float)Math.Log(1 / options.Temperature), device: get_default_device()));
        RegisterComponents();
        Start();
    }

    /// <summary>The settings the model was made with.</summary>
    public ClipOptions Options { get; }

    /// <summary>The tower for images, before the projection.</summary>
    public VisionTransformer Image => _image;

    /// <summary>The tower for texts, before the projection.</summary>
    public TextEncoder Text => _text;

    /// <summary>τ, the logarithm of the scale: a scalar that is learned.</summary>
    public Tensor LogScale => _logScale;

    /// <summary>Parameter count.</summary>
    public long ParameterCount => parameters().Sum(parameter => parameter.numel());

    /// <summary>How well every image fits every text.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <param name="ids">[C, T], Int64: texts.</param>
    /// <returns>Logits [B, C]; transposed they are those of each text over the images.</returns>
    public override Tensor forward(Tensor images, Tensor ids)
    {
        using var scope = NewDisposeScope();
        return Compare(EncodeImages(images), EncodeTexts(ids)).MoveToOuterDisposeScope();
    }

    /// <summary>The vectors of images.</summary>
    /// <param name="images">[B, inChannels, H, W]</param>
    /// <returns>[B, E], of length 1.</returns>
    public Tensor EncodeImages(Tensor images)
    {
        using var scope = NewDisposeScope();
        return Normalised(_imageProjection.call(_image.call(images))).MoveToOuterDisposeScope();
    }

    /// <summary>The vectors of texts.</summary>
    /// <param name="ids">[C, T], Int64.</param>
    /// <param name="mask">[C, T], Bool: true for real tokens; null for what the text tower makes of the ids.</param>
    /// <returns>[C, E], of length 1.</returns>
    public Tensor EncodeTexts(Tensor ids, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        return Normalised(_textProjection.call(_text.ForwardMasked(ids, mask))).MoveToOuterDisposeScope();
    }

    /// <summary>How well images fit texts whose vectors are there already.</summary>
    /// <param name="imageVectors">[B, E], as <see cref="EncodeImages"/> returns them.</param>
    /// <param name="textVectors">[C, E], as <see cref="EncodeTexts"/> returns them.</param>
    /// <returns>Logits [B, C]: products times the scale.</returns>
    public Tensor Compare(Tensor imageVectors, Tensor textVectors)
    {
        ArgumentNullException.ThrowIfNull(imageVectors);
        ArgumentNullException.ThrowIfNull(textVectors);
        if (imageVectors.ndim != 2 || textVectors.ndim != 2 || imageVectors.shape[1] != textVectors.shape[1])
            throw new ArgumentException($"image vectors are {Shapes.Text(imageVectors)}, text vectors {Shapes.Text(textVectors)}, expected [B, E] and [C, E]");
        using var scope = NewDisposeScope();
        return (_logScale.exp() * imageVectors.matmul(textVectors.t())).MoveToOuterDisposeScope();
    }

    /// <summary>Brings the scale back to <see cref="ClipOptions.LargestScale"/> where it has grown beyond. To be called after each step of training.</summary>
    public void ClampScale() => ClampLogScale(_logScale, Options.LargestScale);

    /// <summary>Brings a scale back to its bound where it has grown beyond.</summary>
    /// <remarks>Section 2.5. The parameter itself is cut: cut within the loss it would get no gradient any more, and never come back. OpenAI's
    /// published program has the cut in neither place; it was rewritten for use without training.</remarks>
    /// <param name="logScale">Scalar: the logarithm of the scale; changed in place.</param>
    /// <param name="largest">The most the scale may be, above 0; the paper's is 100.</param>
    public static void ClampLogScale(Tensor logScale, double largest = 100)
    {
        ArgumentNullException.ThrowIfNull(logScale);
        Require.That(double.IsFinite(largest) && largest > 0, $"largest {largest} is not above 0");
        using var off = no_grad();
        logScale.clamp_(max: Math.Log(largest));
    }

    private Tensor Normalised(Tensor vectors) => Options.Normalise ? functional.normalize(vectors, dim: 1) : vectors.alias();

    // OpenAI's initialize_parameters draws the tower for texts, tokens and projections; what it passes over is as PyTorch makes it.
    private void Start()
    {
        using var off = no_grad();
        foreach (var (name, parameter) in named_parameters())
        {
            var deviation = name switch
            {
                "text.tok_embed.weight" => 0.02,
                "text.pos_embed" => 0.01,
                "visual.cls_token" or "visual.pos_embed" or "visual_proj.weight" => 1 / Math.Sqrt(Options.Image.EmbedDim),
                "text_proj.weight" => 1 / Math.Sqrt(Options.Text.EmbedDim),
                _ => 0,
            };
            if (deviation > 0)
                init.normal_(parameter, std: deviation);
        }
        foreach (var (name, module) in named_modules().Where(entry => entry.module is Linear && entry.name.Contains(".blocks.", StringComparison.Ordinal)))
        {
            var layer = (Linear)module;
            var inputs = layer.weight!.shape[1];
            if (name.StartsWith("text.", StringComparison.Ordinal))
                init.normal_(layer.weight, std: TextDeviation(name));
            else if (name.EndsWith(".qkv", StringComparison.Ordinal))
                init.xavier_uniform_(layer.weight);
            else
                init.uniform_(layer.weight, -1 / Math.Sqrt(inputs), 1 / Math.Sqrt(inputs));
            if (layer.bias is not null && name.Contains(".mlp.", StringComparison.Ordinal))
                init.uniform_(layer.bias, -1 / Math.Sqrt(inputs), 1 / Math.Sqrt(inputs));
        }
    }

    private double TextDeviation(string layer)
    {
        var (width, depth) = ((double)Options.Text.EmbedDim, Options.Text.Depth);
        return layer[(layer.LastIndexOf('.') + 1)..] switch
        {
            "qkv" => 1 / Math.Sqrt(width),
            "fc1" => 1 / Math.Sqrt(2 * width),
            _ => 1 / Math.Sqrt(2 * width * depth), // what the residual sums grow by
        };
    }
}
