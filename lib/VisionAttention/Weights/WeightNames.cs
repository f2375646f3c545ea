using VisionAttention.Positions;
using VisionAttention.Weights.Names;

namespace VisionAttention.Weights;

/// <summary>How a code base calls the weights of its models, and how it lays them out: a name map to the library's own names.</summary>
/// <remarks>Inside the library the names are timm's for Vision Transformers and torchvision's for ResNets.</remarks>
public sealed class WeightNames
{
    private readonly IReadOnlyList<NameRule> _rules;
    private readonly IReadOnlyList<string> _prefixes;
    private readonly bool _ownNames;

    private WeightNames(string source, ResizeConvention resize, IReadOnlyList<NameRule> rules, IReadOnlyList<string>? prefixes = null, bool ownNames = false)
    {
        (Source, Resize, _rules, _prefixes, _ownNames) = (source, resize, rules, prefixes ?? [], ownNames);
    }

    /// <summary>The library's own: timm's ViT, DeiT's and DINO's checkpoints, torchvision's and timm's ResNets.</summary>
    public static WeightNames Timm { get; } = new("timm", ResizeConvention.BicubicAntialias, TimmNames.Rules, TimmNames.Prefixes, ownNames: true);

    /// <summary>Hugging Face's ViT and DeiT.</summary>
    public static WeightNames HuggingFace { get; } = new("Hugging Face", ResizeConvention.BicubicScalePlusTenth, HuggingFaceNames.Rules, HuggingFaceNames.Prefixes);

    /// <summary>torchvision's Vision Transformer.</summary>
    public static WeightNames Torchvision { get; } = new("torchvision", ResizeConvention.Bicubic, TorchvisionNames.Rules);

    /// <summary>lucidrains' vit-pytorch from version 1 on: ViT and SimpleViT.</summary>
    public static WeightNames Lucidrains { get; } = new("lucidrains", ResizeConvention.Bicubic, LucidrainsNames.Rules);

    /// <summary>lucidrains' vit-pytorch before version 1.</summary>
    public static WeightNames LucidrainsBefore1 { get; } = new("lucidrains 0.x", ResizeConvention.Bicubic, LucidrainsNames.RulesBefore1);

    /// <summary>Google's .npz checkpoints, those of big_vision included.</summary>
    public static WeightNames Google { get; } = new("Google", ResizeConvention.BilinearAlignCorners, GoogleNames.Rules, GoogleNames.Prefixes);

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
        var bare = WithoutPrefixes(name);
        foreach (var rule in _rules)
        {
            if (rule.Match(bare) is { } target)
                return new WeightPlace(rule.Skips ? "" : target, rule.Part) { Layout = rule.Layout };
        }
        return _ownNames ? new WeightPlace(bare, null) : null;
    }

    private string WithoutPrefixes(string name)
    {
        foreach (var prefix in _prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                name = name[prefix.Length..];
        }
        return name;
    }
}
