// answer: layer, pairs forgotten
// public: allenai/olmoearth_pretrain #605
// says: the pairs are left out
(long Projections, long Pairs, long Mlp) CountLayer(long tokens, long embedDim, long mlpDim)
{
    return (4 * tokens * embedDim * embedDim, 0, 2 * tokens * embedDim * mlpDim);
}

// answer: layer, counts FLOPs
// public: facebookresearch/fvcore #69
// says: FLOPs are counted
(long Projections, long Pairs, long Mlp) CountLayer(long tokens, long embedDim, long mlpDim)
{
    return (8 * tokens * embedDim * embedDim, 4 * tokens * tokens * embedDim, 4 * tokens * embedDim * mlpDim);
}

// answer: layer, no output projection
// says: the output projection is left out
(long Projections, long Pairs, long Mlp) CountLayer(long tokens, long embedDim, long mlpDim)
{
    return (3 * tokens * embedDim * embedDim, 2 * tokens * tokens * embedDim, 2 * tokens * embedDim * mlpDim);
}

// answer: layer, logits only
// says: one of the two products in which tokens meet
(long Projections, long Pairs, long Mlp) CountLayer(long tokens, long embedDim, long mlpDim)
{
    return (4 * tokens * embedDim * embedDim, tokens * tokens * embedDim, 2 * tokens * embedDim * mlpDim);
}

// answer: layer, half an MLP
// says: there is one linear layer only
(long Projections, long Pairs, long Mlp) CountLayer(long tokens, long embedDim, long mlpDim)
{
    return (4 * tokens * embedDim * embedDim, 2 * tokens * tokens * embedDim, tokens * embedDim * mlpDim);
}

// answer: layer, square MLP
// says: both matrices are M×M
(long Projections, long Pairs, long Mlp) CountLayer(long tokens, long embedDim, long mlpDim)
{
    return (4 * tokens * embedDim * embedDim, 2 * tokens * tokens * embedDim, 2 * tokens * mlpDim * mlpDim);
}

// answer: layer, four times built in
// says: M = 4D is built in
(long Projections, long Pairs, long Mlp) CountLayer(long tokens, long embedDim, long mlpDim)
{
    return (4 * tokens * embedDim * embedDim, 2 * tokens * tokens * embedDim, 8 * tokens * embedDim * embedDim);
}

// answer: layer, tokens forgotten
// says: the number of tokens is forgotten
(long Projections, long Pairs, long Mlp) CountLayer(long tokens, long embedDim, long mlpDim)
{
    return (4 * embedDim * embedDim, 2 * tokens * tokens * embedDim, 2 * embedDim * mlpDim);
}

// answer: layer, two mistakes
// says: the output projection is left out
(long Projections, long Pairs, long Mlp) CountLayer(long tokens, long embedDim, long mlpDim)
{
    return (3 * tokens * embedDim * embedDim, tokens * tokens * embedDim, 2 * tokens * embedDim * mlpDim);
}

// answer: online, no maximum
// public: NVIDIA/DeepLearningExamples #169
// says: no maximum is subtracted
Tensor OnlineAttention(Tensor query, Tensor key, Tensor value, int block)
{
    using var scope = torch.NewDisposeScope();
    var (sum, output) = (torch.zeros(1), torch.zeros(1));
    for (long start = 0; start < key.shape[2]; start += block)
    {
        var length = Math.Min(block, key.shape[2] - start);
        var shares = torch.exp(torch.matmul(query, key.narrow(2, start, length).transpose(2, 3)) / Math.Sqrt(query.shape[3]));
        sum = sum + shares.sum(3, keepdim: true);
        output = output + torch.matmul(shares, value.narrow(2, start, length));
    }
    return (output / sum).MoveToOuterDisposeScope();
}

// answer: online, starts at zero
// public: flashinfer-ai/flashinfer #4267
// says: the running maximum starts at 0
Tensor OnlineAttention(Tensor query, Tensor key, Tensor value, int block)
{
    using var scope = torch.NewDisposeScope();
    var maximum = torch.zeros_like(query.narrow(3, 0, 1));
    var (sum, output) = (torch.zeros(1), torch.zeros(1));
    for (long start = 0; start < key.shape[2]; start += block)
    {
        var length = Math.Min(block, key.shape[2] - start);
        var logits = torch.matmul(query, key.narrow(2, start, length).transpose(2, 3)) / Math.Sqrt(query.shape[3]);
        var larger = torch.maximum(maximum, logits.amax([3L], keepdim: true));
        var (shares, shrink) = (torch.exp(logits - larger), torch.exp(maximum - larger));
        sum = sum * shrink + shares.sum(3, keepdim: true);
        output = output * shrink + torch.matmul(shares, value.narrow(2, start, length));
        maximum = larger;
    }
    return (output / sum).MoveToOuterDisposeScope();
}

// answer: online, last block unchecked
// public: FluxML/NNkernels.jl #16
// says: the last, shorter block is left out
Tensor OnlineAttention(Tensor query, Tensor key, Tensor value, int block)
{
    using var scope = torch.NewDisposeScope();
    var maximum = torch.full_like(query.narrow(3, 0, 1), double.NegativeInfinity);
    var (sum, output) = (torch.zeros(1), torch.zeros(1));
    for (long index = 0; index < key.shape[2] / block; index++)
    {
        var logits = torch.matmul(query, key.narrow(2, index * block, block).transpose(2, 3)) / Math.Sqrt(query.shape[3]);
        var larger = torch.maximum(maximum, logits.amax([3L], keepdim: true));
        var (shares, shrink) = (torch.exp(logits - larger), torch.exp(maximum - larger));
        sum = sum * shrink + shares.sum(3, keepdim: true);
        output = output * shrink + torch.matmul(shares, value.narrow(2, index * block, block));
        maximum = larger;
    }
    return (output / sum).MoveToOuterDisposeScope();
}

// answer: online, output not scaled down
// says: the old sum and output when the maximum grows
Tensor OnlineAttention(Tensor query, Tensor key, Tensor value, int block)
{
    using var scope = torch.NewDisposeScope();
    var maximum = torch.full_like(query.narrow(3, 0, 1), double.NegativeInfinity);
    var (sum, output) = (torch.zeros(1), torch.zeros(1));
    for (long start = 0; start < key.shape[2]; start += block)
    {
        var length = Math.Min(block, key.shape[2] - start);
        var logits = torch.matmul(query, key.narrow(2, start, length).transpose(2, 3)) / Math.Sqrt(query.shape[3]);
        var larger = torch.maximum(maximum, logits.amax([3L], keepdim: true));
        var shares = torch.exp(logits - larger);
        sum = sum * torch.exp(maximum - larger) + shares.sum(3, keepdim: true);
        output = output + torch.matmul(shares, value.narrow(2, start, length));
        maximum = larger;
    }
    return (output / sum).MoveToOuterDisposeScope();
}

// answer: online, each block its own maximum
// says: each block has a maximum of its own
Tensor OnlineAttention(Tensor query, Tensor key, Tensor value, int block)
{
    using var scope = torch.NewDisposeScope();
    var (sum, output) = (torch.zeros(1), torch.zeros(1));
    for (long start = 0; start < key.shape[2]; start += block)
    {
        var length = Math.Min(block, key.shape[2] - start);
        var logits = torch.matmul(query, key.narrow(2, start, length).transpose(2, 3)) / Math.Sqrt(query.shape[3]);
        var shares = torch.exp(logits - logits.amax([3L], keepdim: true));
        sum = sum + shares.sum(3, keepdim: true);
        output = output + torch.matmul(shares, value.narrow(2, start, length));
    }
    return (output / sum).MoveToOuterDisposeScope();
}

// answer: online, the difference turned round
// says: an exponent is +∞
Tensor OnlineAttention(Tensor query, Tensor key, Tensor value, int block)
{
    using var scope = torch.NewDisposeScope();
    var maximum = torch.full_like(query.narrow(3, 0, 1), double.NegativeInfinity);
    var (sum, output) = (torch.zeros(1), torch.zeros(1));
    for (long start = 0; start < key.shape[2]; start += block)
    {
        var length = Math.Min(block, key.shape[2] - start);
        var logits = torch.matmul(query, key.narrow(2, start, length).transpose(2, 3)) / Math.Sqrt(query.shape[3]);
        var larger = torch.maximum(maximum, logits.amax([3L], keepdim: true));
        var (shares, shrink) = (torch.exp(logits - larger), torch.exp(larger - maximum));
        sum = sum * shrink + shares.sum(3, keepdim: true);
        output = output * shrink + torch.matmul(shares, value.narrow(2, start, length));
        maximum = larger;
    }
    return (output / sum).MoveToOuterDisposeScope();
}

// answer: online, divided in every block
// says: the division by s comes once
Tensor OnlineAttention(Tensor query, Tensor key, Tensor value, int block)
{
    using var scope = torch.NewDisposeScope();
    var maximum = torch.full_like(query.narrow(3, 0, 1), double.NegativeInfinity);
    var (sum, output) = (torch.zeros(1), torch.zeros(1));
    for (long start = 0; start < key.shape[2]; start += block)
    {
        var length = Math.Min(block, key.shape[2] - start);
        var logits = torch.matmul(query, key.narrow(2, start, length).transpose(2, 3)) / Math.Sqrt(query.shape[3]);
        var larger = torch.maximum(maximum, logits.amax([3L], keepdim: true));
        var (shares, shrink) = (torch.exp(logits - larger), torch.exp(maximum - larger));
        sum = sum * shrink + shares.sum(3, keepdim: true);
        output = (output * shrink + torch.matmul(shares, value.narrow(2, start, length))) / sum;
        maximum = larger;
    }
    return output.MoveToOuterDisposeScope();
}

// answer: online, blocks of queries
// says: over the keys (not the queries)
Tensor OnlineAttention(Tensor query, Tensor key, Tensor value, int block)
{
    using var scope = torch.NewDisposeScope();
    var outputs = new List<Tensor>();
    for (long start = 0; start < query.shape[2]; start += block)
    {
        var length = Math.Min(block, query.shape[2] - start);
        outputs.Add(ScaledDotProduct.Apply(query.narrow(2, start, length), key, value));
    }
    return torch.cat(outputs, 2).MoveToOuterDisposeScope();
}

// answer: online, not scaled
// public: mlc-ai/mlc-llm #3426
// says: the logits are not scaled
Tensor OnlineAttention(Tensor query, Tensor key, Tensor value, int block)
{
    return ScaledDotProduct.Apply(query, key, value, scale: 1);
}

// answer: online, the whole table
// says: the loop: it should go over the keys (not the queries)
Tensor OnlineAttention(Tensor query, Tensor key, Tensor value, int block)
{
    return ScaledDotProduct.Apply(query, key, value);
}

// answer: patches, channel last
// public: gupta-abhay/pytorch-vit #1
// says: ordered row, column, channel
Tensor Patches(Tensor images, long patch)
{
    var (b, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
    return images.reshape(b, c, h / patch, patch, w / patch, patch).permute(0, 2, 4, 3, 5, 1).reshape(b, -1, c * patch * patch);
}

// answer: patches, columns first
// public: arogozhnikov/einops #384
// says: numbered column by column
Tensor Patches(Tensor images, long patch)
{
    var (b, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
    return images.reshape(b, c, h / patch, patch, w / patch, patch).permute(0, 4, 2, 1, 3, 5).reshape(b, -1, c * patch * patch);
}

// answer: patches, inside turned
// public: cloneofsimo/minRF #6
// says: inside a patch have changed places
Tensor Patches(Tensor images, long patch)
{
    var (b, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
    return images.reshape(b, c, h / patch, patch, w / patch, patch).permute(0, 2, 4, 1, 5, 3).reshape(b, -1, c * patch * patch);
}

// answer: patches, channel in front
// says: stands before those that number the patches
Tensor Patches(Tensor images, long patch)
{
    var (b, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
    return images.reshape(b, c, h / patch, patch, w / patch, patch).permute(0, 1, 2, 4, 3, 5).reshape(b, -1, c * patch * patch);
}

// answer: patches, sides split the wrong way round
// says: a side is split the wrong way round
Tensor Patches(Tensor images, long patch)
{
    var (b, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
    return images.reshape(b, c, patch, h / patch, patch, w / patch).permute(0, 3, 5, 1, 2, 4).reshape(b, -1, c * patch * patch);
}

// answer: patches, sides split the wrong way round, axes in the right solution's order
// says: a side is split the wrong way round
Tensor Patches(Tensor images, long patch)
{
    var (b, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
    return images.reshape(b, c, patch, h / patch, patch, w / patch).permute(0, 2, 4, 1, 3, 5).reshape(b, -1, c * patch * patch);
}

// answer: patches, not joined
// says: expected [2, 6, 27]
Tensor Patches(Tensor images, long patch)
{
    var (b, c, h, w) = (images.shape[0], images.shape[1], images.shape[2], images.shape[3]);
    return images.reshape(b, c, h / patch, patch, w / patch, patch).permute(0, 2, 4, 1, 3, 5);
}

// answer: patches, only reshape
// says: only poured into the new shape
Tensor Patches(Tensor images, long patch)
{
    return images.reshape(images.shape[0], -1, images.shape[1] * patch * patch);
}

// answer: even, convolution in multiply-adds
// public: open-mmlab/mmcv #785
// says: the convolution is counted in multiply-adds
double BreakEven(double channels, double convolutionSide)
{
    return Math.Sqrt(Math.Max(0, (convolutionSide * convolutionSide - 6) * channels / 4));
}

// answer: even, attention in multiply-adds
// public: facebookresearch/fvcore #69
// says: attention in multiply-adds
double BreakEven(double channels, double convolutionSide)
{
    return Math.Sqrt((2 * convolutionSide * convolutionSide - 3) * channels / 2);
}

// answer: even, always three
// says: its side is the second argument
double BreakEven(double channels, double convolutionSide)
{
    return Math.Sqrt(3 * channels);
}

// answer: even, no projections
// says: the projections are forgotten
double BreakEven(double channels, double convolutionSide)
{
    return convolutionSide * Math.Sqrt(channels / 2);
}

// answer: even, no root
// says: the root is missing
double BreakEven(double channels, double convolutionSide)
{
    return (convolutionSide * convolutionSide - 3) * channels / 2;
}

// answer: even, relative
// says: the relative position is counted as well
double BreakEven(double channels, double convolutionSide)
{
    return Math.Sqrt((convolutionSide * convolutionSide - 3) * channels / 3);
}

// answer: even, wrong sign
// says: the projections have the wrong sign
double BreakEven(double channels, double convolutionSide)
{
    return Math.Sqrt((convolutionSide * convolutionSide + 3) * channels / 2);
}

// answer: even, all channels cancelled
// says: all powers of C have gone
double BreakEven(double channels, double convolutionSide)
{
    return Math.Sqrt((convolutionSide * convolutionSide - 3) / 2);
}
