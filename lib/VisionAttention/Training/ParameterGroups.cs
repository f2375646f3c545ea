using TorchSharp.Modules;

namespace VisionAttention.Training;

/// <summary>Which parameters the weight decay acts on.</summary>
internal static class ParameterGroups
{
    // Last parts of names; the tables are matrices by shape, but hold a place each and not a map from input to output.
    private static readonly string[] Tables =
        ["pos_embed", "cls_token", "dist_token", "reg_token", "relative_position_bias_table", "rel_h", "rel_w", "row_embedding", "column_embedding", "mixture_embedding"];

    /// <summary>The parameters with weight decay, and those without.</summary>
    public static (List<(string Name, Parameter Value)> Decayed, List<(string Name, Parameter Value)> Plain) Of(
        IEnumerable<(string Name, Parameter Value)> parameters, WeightDecayTarget target)
    {
        var groups = parameters.ToLookup(entry => target == WeightDecayTarget.All || IsMatrix(entry.Name, entry.Value));
        return ([.. groups[true]], [.. groups[false]]);
    }

    private static bool IsMatrix(string name, Parameter parameter)
    {
        return parameter.ndim > 1 && !Tables.Contains(name[(name.LastIndexOf('.') + 1)..], StringComparer.Ordinal);
    }
}
