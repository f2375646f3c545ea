// answer: patches, channels last
// public: gupta-abhay/pytorch-vit #1
// says: the channels of a pixel stand together
Tensor Patches(Tensor images, long side)
{
    var (batch, channels) = (images.shape[0], images.shape[1]);
    var (rows, columns) = (images.shape[2] / side, images.shape[3] / side);
    return images
        .reshape(batch, channels, rows, side, columns, side)
        .permute(0, 2, 4, 3, 5, 1)                                // [B, rows, columns, C, P, P]
        .reshape(batch, rows * columns, channels * side * side);
}

// answer: patches, the two parts of an axis exchanged
// public: arogozhnikov/einops #384
// says: Look at: what each axis counts
Tensor Patches(Tensor images, long side)
{
    var (batch, channels) = (images.shape[0], images.shape[1]);
    var (rows, columns) = (images.shape[2] / side, images.shape[3] / side);
    return images
        .reshape(batch, channels, side, rows, side, columns)
        .permute(0, 3, 5, 1, 2, 4)                                // [B, rows, columns, C, P, P]
        .reshape(batch, rows * columns, channels * side * side);
}

// answer: patches, columns first
// says: numbered column by column
Tensor Patches(Tensor images, long side)
{
    var (batch, channels) = (images.shape[0], images.shape[1]);
    var (rows, columns) = (images.shape[2] / side, images.shape[3] / side);
    return images
        .reshape(batch, channels, rows, side, columns, side)
        .permute(0, 4, 2, 1, 3, 5)                                // [B, rows, columns, C, P, P]
        .reshape(batch, rows * columns, channels * side * side);
}

// answer: patches, poured
// says: poured into the new shape
Tensor Patches(Tensor images, long side)
{
    var (batch, channels) = (images.shape[0], images.shape[1]);
    var (rows, columns) = (images.shape[2] / side, images.shape[3] / side);
    return images
        .reshape(batch, channels, rows, side, columns, side)
        .reshape(batch, rows * columns, channels * side * side);
}

// answer: patches, turned over
// says: each patch is turned over
Tensor Patches(Tensor images, long side)
{
    var (batch, channels) = (images.shape[0], images.shape[1]);
    var (rows, columns) = (images.shape[2] / side, images.shape[3] / side);
    return images
        .reshape(batch, channels, rows, side, columns, side)
        .permute(0, 2, 4, 1, 5, 3)                                // [B, rows, columns, C, P, P]
        .reshape(batch, rows * columns, channels * side * side);
}

// answer: block, the residual takes the normed tokens
// public: SHI-Labs/Compact-Transformers #25
// says: the sum takes the normed tokens
Tensor Normed(Tensor tokens, Tensor weight, Tensor bias)
{
    var centred = tokens - tokens.mean([-1L], keepdim: true);
    var variance = centred.pow(2).mean([-1L], keepdim: true);             // [B, T, 1]: of each token by itself
    return centred / (variance + 1e-6).sqrt() * weight + bias;
}

Tensor MyBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<string, Tensor> weight)
{
    x = Normed(x, weight("norm1.weight"), weight("norm1.bias"));
    var y = x + attend(x);
    y = Normed(y, weight("norm2.weight"), weight("norm2.bias"));
    return y + mlp(y);
}

// answer: block, the norm after attention and MLP
// public: google-research/tuning_playbook #4
// says: Look at: what attention and MLP get to see
Tensor Normed(Tensor tokens, Tensor weight, Tensor bias)
{
    var centred = tokens - tokens.mean([-1L], keepdim: true);
    var variance = centred.pow(2).mean([-1L], keepdim: true);             // [B, T, 1]: of each token by itself
    return centred / (variance + 1e-6).sqrt() * weight + bias;
}

Tensor MyBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<string, Tensor> weight)
{
    var y = x + Normed(attend(x), weight("norm1.weight"), weight("norm1.bias"));
    return y + Normed(mlp(y), weight("norm2.weight"), weight("norm2.bias"));
}

// answer: block, post-norm for pre-norm
// public: lucidrains/perceiver-pytorch #42
// says: the norms stand after the sums
Tensor Normed(Tensor tokens, Tensor weight, Tensor bias)
{
    var centred = tokens - tokens.mean([-1L], keepdim: true);
    var variance = centred.pow(2).mean([-1L], keepdim: true);             // [B, T, 1]: of each token by itself
    return centred / (variance + 1e-6).sqrt() * weight + bias;
}

Tensor MyBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<string, Tensor> weight)
{
    var y = Normed(x + attend(x), weight("norm1.weight"), weight("norm1.bias"));
    return Normed(y + mlp(y), weight("norm2.weight"), weight("norm2.bias"));
}

// answer: block, divided by D − 1
// says: divided by D − 1
Tensor Normed(Tensor tokens, Tensor weight, Tensor bias)
{
    var centred = tokens - tokens.mean([-1L], keepdim: true);
    var variance = centred.pow(2).sum(-1, keepdim: true) / (tokens.shape[^1] - 1);             // [B, T, 1]: of each token by itself
    return centred / (variance + 1e-6).sqrt() * weight + bias;
}

Tensor MyBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<string, Tensor> weight)
{
    var y = x + attend(Normed(x, weight("norm1.weight"), weight("norm1.bias")));
    return y + mlp(Normed(y, weight("norm2.weight"), weight("norm2.bias")));
}

// answer: block, the mean over all tokens of a picture
// says: Look at: the axis
Tensor Normed(Tensor tokens, Tensor weight, Tensor bias)
{
    var centred = tokens - tokens.mean([1L, 2L], keepdim: true);
    var variance = centred.pow(2).mean([1L, 2L], keepdim: true);             // [B, T, 1]: of each token by itself
    return centred / (variance + 1e-6).sqrt() * weight + bias;
}

Tensor MyBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<string, Tensor> weight)
{
    var y = x + attend(Normed(x, weight("norm1.weight"), weight("norm1.bias")));
    return y + mlp(Normed(y, weight("norm2.weight"), weight("norm2.bias")));
}

// answer: block, ε beside the root
// says: Look at: the axis
Tensor Normed(Tensor tokens, Tensor weight, Tensor bias)
{
    var centred = tokens - tokens.mean([-1L], keepdim: true);
    var variance = centred.pow(2).mean([-1L], keepdim: true);             // [B, T, 1]: of each token by itself
    return centred / (variance.sqrt() + 1e-6) * weight + bias;
}

Tensor MyBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp, Func<string, Tensor> weight)
{
    var y = x + attend(Normed(x, weight("norm1.weight"), weight("norm1.bias")));
    return y + mlp(Normed(y, weight("norm2.weight"), weight("norm2.bias")));
}

// answer: whole, no position for the class token
// public: labmlai/annotated_deep_learning_paper_implementations #221
// says: the class token gets no position
Tensor MyTransformer(Tensor images, Func<string, Tensor> weight, long side, int depth, long heads)
{
    Tensor Linear(Tensor x, string name) => F.linear(x, weight(name + ".weight"), weight(name + ".bias"));
    Tensor Norm(Tensor x, string name) =>
        F.layer_norm(x, [x.shape[^1]], weight(name + ".weight"), weight(name + ".bias"), eps: 1e-6);

    var (b, bias) = (images.shape[0], weight("patch_embed.proj.bias"));
    var patches = F.conv2d(images, weight("patch_embed.proj.weight"), bias, strides: [side, side])
        .flatten(2).transpose(1, 2);                                                     // [B, N, D]
    var x = torch.cat([weight("cls_token").expand(b, -1, -1), patches + weight("pos_embed")[.., 1..]], dim: 1);
    var (t, d) = (x.shape[1], x.shape[2]);
    for (var block = 0; block < depth; block++)
    {
        var at = $"blocks.{block}.";
        var qkv = Linear(Norm(x, at + "norm1"), at + "attn.qkv")                         // [B, T, 3·D]
            .reshape(b, t, 3, heads, d / heads).permute(2, 0, 3, 1, 4);                  // [3, B, H, T, Dh]
        var heard = ScaledDotProduct.Apply(qkv[0], qkv[1], qkv[2])                       // [B, H, T, Dh]
            .transpose(1, 2).reshape(b, t, d);
        x = x + Linear(heard, at + "attn.proj");
        x = x + Linear(F.gelu(Linear(Norm(x, at + "norm2"), at + "mlp.fc1")), at + "mlp.fc2");
    }
    return Linear(Norm(x, "norm").select(1, 0), "head");                                 // [B, classes]
}

// answer: whole, scale of the whole width
// public: omihub777/ViT-CIFAR #11
// says: √D and not by √Dh
Tensor MyTransformer(Tensor images, Func<string, Tensor> weight, long side, int depth, long heads)
{
    Tensor Linear(Tensor x, string name) => F.linear(x, weight(name + ".weight"), weight(name + ".bias"));
    Tensor Norm(Tensor x, string name) =>
        F.layer_norm(x, [x.shape[^1]], weight(name + ".weight"), weight(name + ".bias"), eps: 1e-6);

    var (b, bias) = (images.shape[0], weight("patch_embed.proj.bias"));
    var patches = F.conv2d(images, weight("patch_embed.proj.weight"), bias, strides: [side, side])
        .flatten(2).transpose(1, 2);                                                     // [B, N, D]
    var x = torch.cat([weight("cls_token").expand(b, -1, -1), patches], dim: 1) + weight("pos_embed");
    var (t, d) = (x.shape[1], x.shape[2]);
    for (var block = 0; block < depth; block++)
    {
        var at = $"blocks.{block}.";
        var qkv = Linear(Norm(x, at + "norm1"), at + "attn.qkv")                         // [B, T, 3·D]
            .reshape(b, t, 3, heads, d / heads).permute(2, 0, 3, 1, 4);                  // [3, B, H, T, Dh]
        var heard = ScaledDotProduct.Apply(qkv[0], qkv[1], qkv[2], scale: 1 / Math.Sqrt(d))                       // [B, H, T, Dh]
            .transpose(1, 2).reshape(b, t, d);
        x = x + Linear(heard, at + "attn.proj");
        x = x + Linear(F.gelu(Linear(Norm(x, at + "norm2"), at + "mlp.fc1")), at + "mlp.fc2");
    }
    return Linear(Norm(x, "norm").select(1, 0), "head");                                 // [B, classes]
}

// answer: whole, heads joined without a transpose
// public: jsbaan/transformer-from-scratch #6
// says: Look at: the shapes at each arrow
Tensor MyTransformer(Tensor images, Func<string, Tensor> weight, long side, int depth, long heads)
{
    Tensor Linear(Tensor x, string name) => F.linear(x, weight(name + ".weight"), weight(name + ".bias"));
    Tensor Norm(Tensor x, string name) =>
        F.layer_norm(x, [x.shape[^1]], weight(name + ".weight"), weight(name + ".bias"), eps: 1e-6);

    var (b, bias) = (images.shape[0], weight("patch_embed.proj.bias"));
    var patches = F.conv2d(images, weight("patch_embed.proj.weight"), bias, strides: [side, side])
        .flatten(2).transpose(1, 2);                                                     // [B, N, D]
    var x = torch.cat([weight("cls_token").expand(b, -1, -1), patches], dim: 1) + weight("pos_embed");
    var (t, d) = (x.shape[1], x.shape[2]);
    for (var block = 0; block < depth; block++)
    {
        var at = $"blocks.{block}.";
        var qkv = Linear(Norm(x, at + "norm1"), at + "attn.qkv")                         // [B, T, 3·D]
            .reshape(b, t, 3, heads, d / heads).permute(2, 0, 3, 1, 4);                  // [3, B, H, T, Dh]
        var heard = ScaledDotProduct.Apply(qkv[0], qkv[1], qkv[2])                       // [B, H, T, Dh]
            .reshape(b, t, d);
        x = x + Linear(heard, at + "attn.proj");
        x = x + Linear(F.gelu(Linear(Norm(x, at + "norm2"), at + "mlp.fc1")), at + "mlp.fc2");
    }
    return Linear(Norm(x, "norm").select(1, 0), "head");                                 // [B, classes]
}

// answer: whole, heads cut before query, key and value
// says: Look at: the shapes at each arrow
Tensor MyTransformer(Tensor images, Func<string, Tensor> weight, long side, int depth, long heads)
{
    Tensor Linear(Tensor x, string name) => F.linear(x, weight(name + ".weight"), weight(name + ".bias"));
    Tensor Norm(Tensor x, string name) =>
        F.layer_norm(x, [x.shape[^1]], weight(name + ".weight"), weight(name + ".bias"), eps: 1e-6);

    var (b, bias) = (images.shape[0], weight("patch_embed.proj.bias"));
    var patches = F.conv2d(images, weight("patch_embed.proj.weight"), bias, strides: [side, side])
        .flatten(2).transpose(1, 2);                                                     // [B, N, D]
    var x = torch.cat([weight("cls_token").expand(b, -1, -1), patches], dim: 1) + weight("pos_embed");
    var (t, d) = (x.shape[1], x.shape[2]);
    for (var block = 0; block < depth; block++)
    {
        var at = $"blocks.{block}.";
        var qkv = Linear(Norm(x, at + "norm1"), at + "attn.qkv")                         // [B, T, 3·D]
            .reshape(b, t, heads, 3, d / heads).permute(3, 0, 2, 1, 4);                  // [3, B, H, T, Dh]
        var heard = ScaledDotProduct.Apply(qkv[0], qkv[1], qkv[2])                       // [B, H, T, Dh]
            .transpose(1, 2).reshape(b, t, d);
        x = x + Linear(heard, at + "attn.proj");
        x = x + Linear(F.gelu(Linear(Norm(x, at + "norm2"), at + "mlp.fc1")), at + "mlp.fc2");
    }
    return Linear(Norm(x, "norm").select(1, 0), "head");                                 // [B, classes]
}

// answer: whole, no last norm
// says: the last norm is missing
Tensor MyTransformer(Tensor images, Func<string, Tensor> weight, long side, int depth, long heads)
{
    Tensor Linear(Tensor x, string name) => F.linear(x, weight(name + ".weight"), weight(name + ".bias"));
    Tensor Norm(Tensor x, string name) =>
        F.layer_norm(x, [x.shape[^1]], weight(name + ".weight"), weight(name + ".bias"), eps: 1e-6);

    var (b, bias) = (images.shape[0], weight("patch_embed.proj.bias"));
    var patches = F.conv2d(images, weight("patch_embed.proj.weight"), bias, strides: [side, side])
        .flatten(2).transpose(1, 2);                                                     // [B, N, D]
    var x = torch.cat([weight("cls_token").expand(b, -1, -1), patches], dim: 1) + weight("pos_embed");
    var (t, d) = (x.shape[1], x.shape[2]);
    for (var block = 0; block < depth; block++)
    {
        var at = $"blocks.{block}.";
        var qkv = Linear(Norm(x, at + "norm1"), at + "attn.qkv")                         // [B, T, 3·D]
            .reshape(b, t, 3, heads, d / heads).permute(2, 0, 3, 1, 4);                  // [3, B, H, T, Dh]
        var heard = ScaledDotProduct.Apply(qkv[0], qkv[1], qkv[2])                       // [B, H, T, Dh]
            .transpose(1, 2).reshape(b, t, d);
        x = x + Linear(heard, at + "attn.proj");
        x = x + Linear(F.gelu(Linear(Norm(x, at + "norm2"), at + "mlp.fc1")), at + "mlp.fc2");
    }
    return Linear(x.select(1, 0), "head");                                 // [B, classes]
}

// answer: whole, one block
// says: there is only one block
Tensor MyTransformer(Tensor images, Func<string, Tensor> weight, long side, int depth, long heads)
{
    Tensor Linear(Tensor x, string name) => F.linear(x, weight(name + ".weight"), weight(name + ".bias"));
    Tensor Norm(Tensor x, string name) =>
        F.layer_norm(x, [x.shape[^1]], weight(name + ".weight"), weight(name + ".bias"), eps: 1e-6);

    var (b, bias) = (images.shape[0], weight("patch_embed.proj.bias"));
    var patches = F.conv2d(images, weight("patch_embed.proj.weight"), bias, strides: [side, side])
        .flatten(2).transpose(1, 2);                                                     // [B, N, D]
    var x = torch.cat([weight("cls_token").expand(b, -1, -1), patches], dim: 1) + weight("pos_embed");
    var (t, d) = (x.shape[1], x.shape[2]);
    for (var block = 0; block < 1; block++)
    {
        var at = $"blocks.{block}.";
        var qkv = Linear(Norm(x, at + "norm1"), at + "attn.qkv")                         // [B, T, 3·D]
            .reshape(b, t, 3, heads, d / heads).permute(2, 0, 3, 1, 4);                  // [3, B, H, T, Dh]
        var heard = ScaledDotProduct.Apply(qkv[0], qkv[1], qkv[2])                       // [B, H, T, Dh]
            .transpose(1, 2).reshape(b, t, d);
        x = x + Linear(heard, at + "attn.proj");
        x = x + Linear(F.gelu(Linear(Norm(x, at + "norm2"), at + "mlp.fc1")), at + "mlp.fc2");
    }
    return Linear(Norm(x, "norm").select(1, 0), "head");                                 // [B, classes]
}

// answer: post, norm first
// public: harvardnlp/annotated-transformer #92
// says: the norms stand before attention and MLP
Tensor PostNormBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp,
    Func<Tensor, Tensor> norm1, Func<Tensor, Tensor> norm2)
{
    var y = x + attend(norm1(x));
    return y + mlp(norm2(y));
}

// answer: post, norm of a half
// public: harvardnlp/annotated-transformer #110
// says: Look at: what each norm sees
Tensor PostNormBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp,
    Func<Tensor, Tensor> norm1, Func<Tensor, Tensor> norm2)
{
    var y = x + norm1(attend(x));
    return y + norm2(mlp(y));
}

// answer: post, nothing added
// says: nothing is added
Tensor PostNormBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp,
    Func<Tensor, Tensor> norm1, Func<Tensor, Tensor> norm2)
{
    var y = norm1(attend(x));
    return norm2(mlp(y));
}

// answer: post, begins again
// says: Look at: what each norm sees
Tensor PostNormBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp,
    Func<Tensor, Tensor> norm1, Func<Tensor, Tensor> norm2)
{
    var y = norm1(x + attend(x));
    return norm2(x + mlp(y));
}

// answer: paste, the order of generative code for channels last
// public: cloneofsimo/minRF #6
// says: the channel is taken for the last axis
Tensor Paste(Tensor patches, long channels, long rows)
{
    var (batch, count) = (patches.shape[0], patches.shape[1]);
    var (columns, side) = (count / rows, (long)Math.Sqrt(patches.shape[2] / channels));
    return patches
        .reshape(batch, rows, columns, side, side, channels)
        .permute(0, 5, 1, 3, 2, 4)                                // [B, C, rows, P, columns, P]
        .reshape(batch, channels, rows * side, columns * side);
}

// answer: paste, rows and columns of patches exchanged
// public: arogozhnikov/einops #384
// says: laid column by column
Tensor Paste(Tensor patches, long channels, long rows)
{
    var (batch, count) = (patches.shape[0], patches.shape[1]);
    var (columns, side) = (count / rows, (long)Math.Sqrt(patches.shape[2] / channels));
    return patches
        .reshape(batch, columns, rows, channels, side, side)
        .permute(0, 3, 2, 4, 1, 5)                                // [B, C, rows, P, columns, P]
        .reshape(batch, channels, rows * side, columns * side);
}

// answer: paste, poured
// says: only poured
Tensor Paste(Tensor patches, long channels, long rows)
{
    var (batch, count) = (patches.shape[0], patches.shape[1]);
    var (columns, side) = (count / rows, (long)Math.Sqrt(patches.shape[2] / channels));
    return patches
        .reshape(batch, rows, columns, channels, side, side)
        .reshape(batch, channels, rows * side, columns * side);
}

// answer: paste, turned
// says: each patch is turned over
Tensor Paste(Tensor patches, long channels, long rows)
{
    var (batch, count) = (patches.shape[0], patches.shape[1]);
    var (columns, side) = (count / rows, (long)Math.Sqrt(patches.shape[2] / channels));
    return patches
        .reshape(batch, rows, columns, channels, side, side)
        .permute(0, 3, 1, 5, 2, 4)                                // [B, C, rows, P, columns, P]
        .reshape(batch, channels, rows * side, columns * side);
}
