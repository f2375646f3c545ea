using System.Globalization;
using System.Text.RegularExpressions;
using VisionAttention.Positions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Weights;

/// <summary>How a code base calls the weights of its models, and how it lays them out: a name map to the library's own names.</summary>
/// <remarks>Inside the library the names are timm's for Vision Transformers and torchvision's for ResNets.</remarks>
public sealed class WeightNames
{
    private readonly NameRule[] _rules;
    private readonly string[] _prefixes;
    private readonly bool _ownNames;

    private WeightNames(string source, ResizeConvention resize, NameRule[] rules, string[]? prefixes = null, bool ownNames = false) =>
        (Source, Resize, _rules, _prefixes, _ownNames) = (source, resize, rules, prefixes ?? [], ownNames);

    /// <summary>The library's own: timm's ViT, DeiT's and DINO's checkpoints, torchvision's and timm's ResNets.</summary>
    /// <remarks>The prefixes are those of wrappers of parallel training and of DINO's student and teacher.</remarks>
    public static WeightNames Timm { get; } = new("timm", ResizeConvention.BicubicAntialias, NameTables.Timm, ["module.", "backbone."], ownNames: true);

    /// <summary>Hugging Face's ViT and DeiT.</summary>
    public static WeightNames HuggingFace { get; } = new("Hugging Face", ResizeConvention.BicubicScalePlusTenth, NameTables.HuggingFace, ["vit.", "deit."]);

    /// <summary>torchvision's Vision Transformer.</summary>
    public static WeightNames Torchvision { get; } = new("torchvision", ResizeConvention.Bicubic, NameTables.Torchvision);

    /// <summary>lucidrains' vit-pytorch from version 1 on: ViT and SimpleViT.</summary>
    public static WeightNames Lucidrains { get; } = new("lucidrains", ResizeConvention.Bicubic, NameTables.Lucidrains);

    /// <summary>lucidrains' vit-pytorch before version 1.</summary>
    public static WeightNames LucidrainsBefore1 { get; } = new("lucidrains 0.x", ResizeConvention.Bicubic, NameTables.LucidrainsBefore1);

    /// <summary>Google's .npz checkpoints, those of big_vision included.</summary>
    public static WeightNames Google { get; } = new("Google", ResizeConvention.BilinearAlignCorners, NameTables.Google, ["opt/target/", "params/", "target/"]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WeightNames> All { get; } = [HuggingFace, Torchvision, Lucidrains, LucidrainsBefore1, Google, Timm];

    /// <summary>Whose names they are.</summary>
    public string Source { get; }

    /// <summary>How that code base resizes position embeddings when an image has another size.</summary>
    public ResizeConvention Resize { get; }

    /// <summary>Tells from the names of a file whose they are.</summary>
    /// <param name="names">All names of the file.</param>
    /// <returns>The naming that knows most of them; the library's own where none knows any.</returns>
    public static WeightNames Detect(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var best = All.Where(naming => !naming._ownNames).MaxBy(naming => names.Count(name => naming.Find(name) is not null))!;
        // The others share single words with the library's own names (cls_token, head); they must know at least half.
        return 2 * names.Count(name => best.Find(name) is not null) >= names.Count && names.Count > 0 ? best : Timm;
    }

    /// <summary>Where a weight belongs.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <returns>Its place in the library's models; null for a name that this naming does not have.</returns>
    public WeightPlace? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var bare = _prefixes.Aggregate(name, (rest, prefix) => rest.StartsWith(prefix, StringComparison.Ordinal) ? rest[prefix.Length..] : rest);
        return _rules.Select(rule => rule.Match(bare)).FirstOrDefault(place => place is not null) ?? (_ownNames ? new WeightPlace(bare, Part: null) : null);
    }
}

/// <summary>Where a weight of a file belongs in a model.</summary>
/// <param name="Name">The model's name for it; empty where it has no use here and is passed over.</param>
/// <param name="Part">Which third of a stacked query, key and value weight it is, 0 to 2; null where it is the whole.</param>
public sealed record WeightPlace(string Name, int? Part)
{
    /// <summary>How the numbers lie in the file.</summary>
    internal Func<Tensor, PatchShape, Tensor?> Layout { get; init; } = (source, _) => source;

    /// <summary>Whether the weight has no use here.</summary>
    public bool IsPassedOver => Name.Length == 0;

    /// <summary>The file's numbers in the library's layout. Numbers are only moved, so a gradient can be arranged like its weight.</summary>
    /// <param name="source">The weight, or something of its shape.</param>
    /// <param name="model">The model it is for, which tells the shape of a patch.</param>
    /// <returns>The arranged tensor; null for a shape that the layout cannot be.</returns>
    public Tensor? Arrange(Tensor source, Module model) => Layout(source, PatchShape.Of(model));
}

/// <summary>One line of a name table: how a weight is called elsewhere, what the library calls it, and how its numbers lie.</summary>
internal sealed class NameRule
{
    private readonly Regex _pattern;
    private readonly WeightPlace _place;

    /// <param name="source">The name elsewhere; <c>{i}</c> stands for a number, <c>{p}</c> for weight or bias, <c>*</c> for anything.</param>
    /// <param name="target">The library's name with the same places; empty where the weight has no use here and is passed over.</param>
    /// <param name="layout">How the numbers lie; null for PyTorch's way.</param>
    /// <param name="part">Which third of a stacked query, key and value weight it is; null where it is the whole.</param>
    public NameRule(string source, string target, Func<Tensor, PatchShape, Tensor?>? layout = null, int? part = null)
    {
        var pattern = Regex.Escape(source)
            .Replace(@"\{i}", @"(?<i>\d{1,6})", StringComparison.Ordinal)
            .Replace(@"\{p}", "(?<p>weight|bias)", StringComparison.Ordinal)
            .Replace(@"\*", ".*", StringComparison.Ordinal);
        _pattern = new Regex($"^{pattern}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        _place = new WeightPlace(target, part);
        if (layout is not null)
            _place = _place with { Layout = layout };
    }

    /// <summary>The place of a weight of that name; null for a name of another rule.</summary>
    public WeightPlace? Match(string name)
    {
        var match = _pattern.Match(name);
        if (!match.Success)
            return null;
        var index = match.Groups["i"].Success ? int.Parse(match.Groups["i"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var target = _place.Name
            .Replace("{i}", index.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{p}", match.Groups["p"].Value, StringComparison.Ordinal);
        return _place with { Name = target };
    }
}

/// <summary>The shape of a model's patches, which some layouts of a patch projection do not tell.</summary>
/// <param name="Channels">Channels C of the map that is cut.</param>
/// <param name="Side">Side P of a patch.</param>
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
