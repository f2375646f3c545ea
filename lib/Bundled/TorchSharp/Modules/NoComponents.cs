namespace TorchSharp.Modules;

/// <summary>What a layer without parameters answers when something is to be registered in it.</summary>
internal static class NoComponents
{
    public static InvalidOperationException Refusal(torch.nn.Module layer, string kind, string component) =>
        new($"{layer.GetName()} has no parameters, so the {kind} {component} cannot be registered: derive from Module instead");
}
