using System.Text.RegularExpressions;
using VisionAttention.Positions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Weights;

/// <summary>How a code base calls the weights of its models, and how it lays them out: a name map to the library's own names.</summary>
/// <remarks>Inside the library the names are timm's for Vision Transformers and torchvision's for ResNets.</remarks>
internal sealed class WeightNames
{
    private readonly NameRule[] _rules;
    private readonly string[] _prefixes;

    private WeightNames(string source, ResizeConvention resize, NameRule[] rules, params string[] prefixes) =>
        (Source, Resize, _rules, _prefixes) = (source, resize, rules, prefixes);

    /// <summary>The library's own: timm's ViT, DeiT's and DINO's checkpoints, torchvision's and timm's ResNets.</summary>
    /// <remarks>A classifier that was replaced by an nn.Sequential of one linear layer has a number in its name.</remarks>
    public static WeightNames Timm { get; } =
        new("timm", ResizeConvention.BicubicAntialias,
        [
            new("pre_logits.fc.{p}", "pre_logits.{p}"), new("head.{i}.{p}", "head.{p}"), new("fc.{i}.{p}", "fc.{p}"), new("{any}", "{any}"),
        ]);

    /// <summary>Google's .npz checkpoints, those of big_vision included.</summary>
    public static WeightNames Google { get; } = new("Google", ResizeConvention.BilinearAlignCorners, NameTables.Google, "opt/target/", "params/", "target/");

    /// <summary>Hugging Face's BERT.</summary>
    public static WeightNames Bert { get; } = new("BERT", ResizeConvention.Bicubic, NameTables.Bert);

    /// <summary>All of them, the library's own last.</summary>
    public static IReadOnlyList<WeightNames> All { get; } =
    [
        new("Hugging Face", ResizeConvention.BicubicScalePlusTenth, NameTables.HuggingFace, "vit.", "deit."),
        Bert,
        // OpenAI's program resizes nothing, open_clip's does.
        new("CLIP", ResizeConvention.BicubicAntialias, NameTables.OpenAi),
        new("CLIP's images", ResizeConvention.BicubicAntialias, NameTables.OpenAiImages),
        new("Hugging Face CLIP", ResizeConvention.Bicubic, NameTables.HuggingFaceClip),
        new("Hugging Face CLIP's images", ResizeConvention.Bicubic, NameTables.HuggingFaceClipImages),
        new("torchvision", ResizeConvention.Bicubic, NameTables.Torchvision),
        new("lucidrains", ResizeConvention.Bicubic, NameTables.Lucidrains),
        new("lucidrains 0.x", ResizeConvention.Bicubic, NameTables.LucidrainsBefore1),
        new("KerasHub with pre_logits", ResizeConvention.Bicubic, NameTables.KerasPreLogits, "layers/vi_t_backbone/"),
        new("KerasHub", ResizeConvention.Bicubic, NameTables.Keras, "layers/vi_t_backbone/"),
        Google,
        Timm,
    ];

    /// <summary>Whose names they are.</summary>
    public string Source { get; }

    /// <summary>How that code base resizes position embeddings when an image has another size.</summary>
    public ResizeConvention Resize { get; }

    /// <summary>Tells from the names of a file whose they are: the naming that knows most of them, the library's own where none knows half.</summary>
    public static WeightNames Detect(IReadOnlyCollection<string> names)
    {
        var best = All.SkipLast(1).MaxBy(Known)!;
        // The others share single words with the library's own names (cls_token, head); they must know at least half.
        return 2 * Known(best) >= names.Count && names.Count > 0 ? best : Timm;

        int Known(WeightNames naming) => names.Count(name => naming.Find(name) is not null);
    }

    /// <summary>Where a weight of a file belongs; null for a name that this naming does not have.</summary>
    public WeightPlace? Find(string name)
    {
        var bare = _prefixes.Aggregate(name, (rest, prefix) => rest.StartsWith(prefix, StringComparison.Ordinal) ? rest[prefix.Length..] : rest);
        return _rules.Select(rule => rule.Match(bare)).FirstOrDefault(place => place is not null);
    }
}

/// <summary>
/// Where a weight of a file belongs in a model: its name there, which third of a stacked weight it is, if any, how its numbers lie, and whether
/// a model without such a place does as well.
/// </summary>
internal sealed record WeightPlace(string Name, int? Part, Func<Tensor, PatchShape, Tensor?> Layout, bool IsOptional = false)
{
    /// <summary>Whether the weight has no use here.</summary>
    public bool IsPassedOver => Name.Length == 0;

    /// <summary>The file's numbers, or a gradient of them, in the library's layout; null for a shape that it cannot be.</summary>
    public Tensor? Arrange(Tensor source, Module model) => Layout(source, PatchShape.Of(model));
}

/// <summary>One line of a name table: how a weight is called elsewhere, what the library calls it, and how its numbers lie.</summary>
internal sealed class NameRule
{
    private readonly Regex _pattern;
    private readonly WeightPlace _place;
    private readonly string _beginning;

    // In a name {i} stands for a number, {p} for weight or bias, {any} for anything.
    public NameRule(string source, string target, Func<Tensor, PatchShape, Tensor?>? layout = null, int? part = null, bool isOptional = false)
    {
        var pattern = Regex.Escape(source)
            .Replace(@"\{i}", @"(?<i>\d{1,6})", StringComparison.Ordinal)
            .Replace(@"\{p}", "(?<p>weight|bias)", StringComparison.Ordinal)
            .Replace(@"\{any}", "(?<any>.*)", StringComparison.Ordinal);
        _beginning = source.Split('{')[0];
        _pattern = new Regex($"^{pattern}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline);
        _place = new WeightPlace(target.Replace("{", "${", StringComparison.Ordinal), part, layout ?? ((tensor, _) => tensor), isOptional);
    }

    /// <summary>The place of a weight of that name; null for a name of another rule.</summary>
    public WeightPlace? Match(string name) =>
        name.StartsWith(_beginning, StringComparison.Ordinal) && _pattern.Match(name) is { Success: true } match ? _place with { Name = match.Result(_place.Name) } : null;
}

/// <summary>The shape of a model's patches, which some layouts of a patch projection do not tell.</summary>
internal readonly record struct PatchShape(long Channels, long Side)
{
    /// <summary>Numbers of a patch, P·P·C.</summary>
    public long Numbers => Side * Side * Channels;

    /// <summary>The patches of a model; empty ones where it cuts none.</summary>
    public static PatchShape Of(Module model)
    {
        var projection = model.named_parameters().FirstOrDefault(entry => entry.name == "patch_embed.proj.weight").parameter;
        return projection is null ? default : new PatchShape(projection.shape[1], projection.shape[2]);
    }
}
