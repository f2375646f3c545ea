using System.Text.Json;
using System.Text.Json.Serialization;
using VisionAttention.Models;
using VisionAttention.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>Everything that is needed to build a classifier anew: its settings, and the size of the images it is for. Weights are kept apart.</summary>
/// <remarks>A training run keeps it as model.json, so that <c>ModelRecipe.Read(folder).Build()</c> is the network that was trained.</remarks>
public sealed record ModelRecipe
{
    /// <summary>What it is called in a run's folder.</summary>
    public const string FileName = "model.json";

    /// <summary>What people call it, such as <c>resnet26</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Size of the images, in pixels.</summary>
    public required ImageSize Image { get; init; }

    /// <summary>The settings of a residual network; null where the model is a Vision Transformer.</summary>
    public AttentionResNetOptions? Network { get; init; }

    /// <summary>The settings of a Vision Transformer; null where the model is a residual network.</summary>
    public VisionTransformerOptions? Transformer { get; init; }

    /// <summary>Channels of the images.</summary>
    [JsonIgnore]
    public int Channels => Network?.InChannels ?? Transformer?.InChannels ?? 0;

    /// <summary>Number of classes.</summary>
    [JsonIgnore]
    public int Classes => Network?.Classes ?? Transformer?.Classes ?? 0;

    /// <summary>The names of the classifier's weights begin with one of these, and a dot.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Head => Network is not null ? ["fc"] : ["head", "head_dist"];

    /// <summary>Whether any layer attends.</summary>
    [JsonIgnore]
    public bool Attends => Transformer is not null || Network is { Stem: StemKind.Attention } || (Network?.Groups.Contains(SpatialOperator.Attention) ?? false);

    /// <summary>The same model for other images or classes.</summary>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="image">Their size, in pixels.</param>
    /// <param name="classes">Number of classes.</param>
    public ModelRecipe For(int channels, ImageSize image, int classes)
    {
        return this with
        {
            Image = image,
            Network = Network is null ? null : Network with { InChannels = channels, Classes = classes },
            Transformer = Transformer is null ? null : Transformer with { InChannels = channels, Classes = classes, Image = image },
        };
    }

    /// <summary>Refuses settings that do not fit each other, without making anything.</summary>
    /// <exception cref="ArgumentException">The message names the numbers.</exception>
    public void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        if ((Network is null) == (Transformer is null))
            throw new ArgumentException($"{Name} must have the settings of a residual network or of a Vision Transformer, one of them");
        Require.AboveZero(Classes, "classes");
        if (Network is not null)
            CheckNetwork(Network);
        else
            CheckTransformer(Transformer!);
    }

    /// <summary>A model with fresh weights, drawn from the global generator.</summary>
    /// <returns>Images [B, Channels, H, W] to logits [B, Classes].</returns>
    /// <exception cref="ArgumentException">Settings that do not fit each other.</exception>
    public Module<Tensor, Tensor> Build()
    {
        Check();
        return Network is not null ? new AttentionResNet(Network) : new VisionTransformer(Transformer!);
    }

    /// <summary>All settings as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TrainingOptionsJson.Format);

    /// <summary>The settings of a text.</summary>
    /// <param name="json">As <see cref="ToJson"/> makes it.</param>
    /// <exception cref="InvalidDataException">No JSON, an unknown or repeated setting, a value of the wrong kind, settings that do not fit each other.</exception>
    public static ModelRecipe FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return TrainingOptionsJson.Parse<ModelRecipe>(json, "the model's settings", recipe => recipe.Check());
    }

    /// <summary>Keeps the settings in a folder, as <see cref="FileName"/>.</summary>
    /// <param name="folder">It must exist.</param>
    public void Write(string folder)
    {
        var text = ToJson() + Environment.NewLine;
        AtomicFile.WriteText(Path.Combine(folder, FileName), text);
    }

    /// <summary>The settings that a folder keeps.</summary>
    /// <param name="folder">The folder of a training run.</param>
    /// <exception cref="FileNotFoundException">It keeps none.</exception>
    /// <exception cref="InvalidDataException">They are damaged; the message names the file.</exception>
    public static ModelRecipe Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{FileErrors.OneLine(folder)} has no {FileName}, so its model cannot be built", path);
        return TrainingOptionsJson.Parse<ModelRecipe>(File.ReadAllText(path), FileErrors.OneLine(path), recipe => recipe.Check());
    }

    private void CheckNetwork(AttentionResNetOptions network)
    {
        network.Check();
        var block = network.AttentionStem.Block;
        if (network.Stem == StemKind.Attention && (Image.Height % block != 0 || Image.Width % block != 0))
            throw new ArgumentException($"images of {Image} pixels are not filled by the attention stem's blocks of {block}");
    }

    private void CheckTransformer(VisionTransformerOptions transformer)
    {
        transformer.Check();
        if (transformer.Image != Image)
            throw new ArgumentException($"the images are {Image} pixels, the positions are made for {transformer.Image}");
    }
}
