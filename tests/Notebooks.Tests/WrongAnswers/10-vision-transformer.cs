// answer: cost, no class token
// says: the class token is forgotten
double MultiplyAdds(double patch, double imageSide, double channels, double embedDim, double depth, double classes)
{
    var patches = imageSide / patch * (imageSide / patch);
    var tokens = patches;
    var block = 12 * tokens * embedDim * embedDim + 2 * tokens * tokens * embedDim;
    return patches * patch * patch * channels * embedDim + depth * block + embedDim * classes;
}

// answer: cost, no mlp
// says: the MLP is forgotten
double MultiplyAdds(double patch, double imageSide, double channels, double embedDim, double depth, double classes)
{
    var patches = imageSide / patch * (imageSide / patch);
    var tokens = patches + 1;
    var block = 4 * tokens * embedDim * embedDim + 2 * tokens * tokens * embedDim;
    return patches * patch * patch * channels * embedDim + depth * block + embedDim * classes;
}

// answer: cost, no pairs
// says: the pairs are forgotten
double MultiplyAdds(double patch, double imageSide, double channels, double embedDim, double depth, double classes)
{
    var patches = imageSide / patch * (imageSide / patch);
    var tokens = patches + 1;
    var block = 12 * tokens * embedDim * embedDim;
    return patches * patch * patch * channels * embedDim + depth * block + embedDim * classes;
}

// answer: cost, one block
// says: there is one block only
double MultiplyAdds(double patch, double imageSide, double channels, double embedDim, double depth, double classes)
{
    var patches = imageSide / patch * (imageSide / patch);
    var tokens = patches + 1;
    var block = 12 * tokens * embedDim * embedDim + 2 * tokens * tokens * embedDim;
    return patches * patch * patch * channels * embedDim + block + embedDim * classes;
}

// answer: mean, class token too
// says: the class token is among the tokens
Tensor MeanOfPatches(Tensor tokens)
{
    return tokens.mean([1L]);
}

// answer: mean, last left out
// says: the last token is left out
Tensor MeanOfPatches(Tensor tokens)
{
    return tokens.narrow(1, 0, tokens.shape[1] - 1).mean([1L]);
}

// answer: mean, over the width
// says: the mean is taken over the width
Tensor MeanOfPatches(Tensor tokens)
{
    return tokens[.., 1..].mean([2L]);
}

// answer: post, begins again
// says: the second half begins again at x
Tensor PostNormBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<Tensor, Tensor> norm1, Func<Tensor, Tensor> norm2)
{
    var y = norm1(x + attend(x));
    return norm2(x + mlp(y));
}

// answer: post, norm first
// says: the norms stand before attention and MLP
Tensor PostNormBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<Tensor, Tensor> norm1, Func<Tensor, Tensor> norm2)
{
    var y = x + attend(norm1(x));
    return y + mlp(norm2(y));
}

// answer: post, norm of a half
// says: the norm sees attention's or the MLP's output only
Tensor PostNormBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<Tensor, Tensor> norm1, Func<Tensor, Tensor> norm2)
{
    var y = x + norm1(attend(x));
    return y + norm2(mlp(y));
}

// answer: post, nothing added
// says: nothing is added
Tensor PostNormBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<Tensor, Tensor> norm1, Func<Tensor, Tensor> norm2)
{
    var y = norm1(attend(x));
    return norm2(mlp(y));
}

// answer: paste, columns first
// says: the patches are laid column by column
Tensor Paste(Tensor patches, long side)
{
    var patch = (long)Math.Sqrt(patches.shape[2]);
    return patches
        .reshape(-1, side / patch, side / patch, patch, patch)
        .permute(0, 2, 3, 1, 4)
        .reshape(-1, 1, side, side);
}

// answer: paste, poured
// says: the numbers are only poured
Tensor Paste(Tensor patches, long side)
{
    return patches
        .reshape(-1, 1, side, side);
}

// answer: paste, turned
// says: each patch is turned over
Tensor Paste(Tensor patches, long side)
{
    var patch = (long)Math.Sqrt(patches.shape[2]);
    return patches
        .reshape(-1, side / patch, side / patch, patch, patch)
        .permute(0, 1, 4, 2, 3)
        .reshape(-1, 1, side, side);
}
