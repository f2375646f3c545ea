namespace TorchSharp.Modules;

/// <summary>The sizes of a <see cref="TransformerEncoderLayer"/>.</summary>
internal sealed record TransformerSettings(long Width, long Heads, long Hidden, double Dropout, torch.nn.Activations Activation);
