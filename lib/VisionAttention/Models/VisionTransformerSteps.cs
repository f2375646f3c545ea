using static TorchSharp.torch;

namespace VisionAttention.Models;

/// <summary>What a Vision Transformer computes on the way from images to logits. The caller disposes of the tensors.</summary>
/// <param name="Patches">Projected patches, before positions: [B, N, D].</param>
/// <param name="Embedding">What enters the first block: [B, T, D], tokens [class | distillation | registers | patches].</param>
/// <param name="Blocks">Output of each block: [B, T, D].</param>
/// <param name="Norm">After the final norm (where it comes before pooling): [B, T, D].</param>
/// <param name="Output">Logits [B, classes], or the pooled vector [B, D].</param>
public sealed record VisionTransformerSteps(Tensor Patches, Tensor Embedding, IReadOnlyList<Tensor> Blocks, Tensor Norm, Tensor Output);
