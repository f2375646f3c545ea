// answer: block, the residual takes the normed tokens
// public: SHI-Labs/Compact-Transformers #25
// says: the sum takes the normed tokens
// instead of:
    var y = x + attend(norm1(x));
    return y + mlp(norm2(y));
// stands:
    x = norm1(x);
    var y = x + attend(x);
    y = norm2(y);
    return y + mlp(y);

// answer: block, the norm after attention and MLP
// public: google-research/tuning_playbook #4
// says: each norm stands behind attention or MLP
// instead of:
    var y = x + attend(norm1(x));
    return y + mlp(norm2(y));
// stands:
    var y = x + norm1(attend(x));
    return y + norm2(mlp(y));

// answer: block, post-norm for pre-norm
// public: lucidrains/perceiver-pytorch #42
// says: the norms stand after the sums
// instead of:
    var y = x + attend(norm1(x));
    return y + mlp(norm2(y));
// stands:
    var y = norm1(x + attend(x));
    return norm2(y + mlp(y));

// answer: block, the second half added to x
// says: the second half is added to x
// instead of:
    return y + mlp(norm2(y));
// stands:
    return x + mlp(norm2(y));

// answer: block, the MLP reads x
// says: the MLP reads x
// instead of:
    return y + mlp(norm2(y));
// stands:
    return y + mlp(norm2(x));

// answer: block, norm1 twice
// says: norm1 is used twice
// instead of:
    return y + mlp(norm2(y));
// stands:
    return y + mlp(norm1(y));

// answer: block, divided by D − 1
// says: divided by D − 1
// instead of:
    var variance = centred.pow(2).mean([-1L], keepdim: true);             // [B, T, 1]: of each token by itself
// stands:
    var variance = centred.pow(2).sum(-1, keepdim: true) / (tokens.shape[^1] - 1); // [B, T, 1]: of each token by itself

// answer: block, the mean over all tokens of a picture
// says: all tokens of a picture share one mean
// instead of:
    var centred = tokens - tokens.mean([-1L], keepdim: true);
    var variance = centred.pow(2).mean([-1L], keepdim: true);             // [B, T, 1]: of each token by itself
// stands:
    var centred = tokens - tokens.mean([1L, 2L], keepdim: true);
    var variance = centred.pow(2).mean([1L, 2L], keepdim: true);             // [B, T, 1]: of each token by itself

// answer: block, the mean over the tokens, one for each number
// says: the means run over the tokens
// instead of:
    var centred = tokens - tokens.mean([-1L], keepdim: true);
    var variance = centred.pow(2).mean([-1L], keepdim: true);             // [B, T, 1]: of each token by itself
// stands:
    var centred = tokens - tokens.mean([1L], keepdim: true);
    var variance = centred.pow(2).mean([1L], keepdim: true);             // [B, T, 1]: of each token by itself

// answer: block, no ε
// says: ε is left out
// instead of:
    return centred / (variance + 1e-6).sqrt() * weight + bias;
// stands:
    return centred / variance.sqrt() * weight + bias;

// answer: block, ε beside the root
// says: ε stands beside the root
// instead of:
    return centred / (variance + 1e-6).sqrt() * weight + bias;
// stands:
    return centred / (variance.sqrt() + 1e-6) * weight + bias;

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
// says: each norm sees only what attention or MLP gives
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
// says: the second half is added to x
// instead of:
    return norm2(y + mlp(y));
// stands:
    return norm2(x + mlp(y));

// answer: post, the norms exchanged
// says: Look at: what each norm sees
Tensor PostNormBlock(Tensor x, Func<Tensor, Tensor> attend, Func<Tensor, Tensor> mlp,
    Func<Tensor, Tensor> norm1, Func<Tensor, Tensor> norm2)
{
    var y = norm2(x + attend(x));
    return norm1(y + mlp(y));
}

// answer: tokens, no position for the class token
// public: labmlai/annotated_deep_learning_paper_implementations #221
// says: the class token gets no position
// instead of:
    return torch.cat([weight("cls_token").expand(b, -1, -1), patches], dim: 1) + weight("pos_embed");
// stands:
    return torch.cat([weight("cls_token").expand(b, -1, -1), patches + weight("pos_embed")[.., 1..]], dim: 1);

// answer: tokens, the channels of a pixel together
// public: gupta-abhay/pytorch-vit #1
// says: stand pixel by pixel
Tensor MyTokens(Tensor images, Func<string, Tensor> weight, long side)               // -> [B, T, D]
{
    var (b, bias) = (images.shape[0], weight("patch_embed.proj.bias"));
    var (c, rows, columns) = (images.shape[1], images.shape[2] / side, images.shape[3] / side);
    var numbers = images.reshape(b, c, rows, side, columns, side)
        .permute(0, 2, 4, 3, 5, 1).reshape(b, rows * columns, side * side * c);      // [B, N, P·P·C]
    var patches = F.linear(numbers, weight("patch_embed.proj.weight").flatten(1), bias);
    return torch.cat([weight("cls_token").expand(b, -1, -1), patches], dim: 1) + weight("pos_embed");
}

// answer: tokens, no positions
// says: no positions are added
// instead of:
    return torch.cat([weight("cls_token").expand(b, -1, -1), patches], dim: 1) + weight("pos_embed");
// stands:
    return torch.cat([weight("cls_token").expand(b, -1, -1), patches], dim: 1);

// answer: tokens, no bias
// says: the bias of the patches is left out
// instead of:
    var patches = F.conv2d(images, weight("patch_embed.proj.weight"), bias, strides: [side, side])
// stands:
    var patches = F.conv2d(images, weight("patch_embed.proj.weight"), null, strides: [side, side])

// answer: tokens, class token last
// says: the class token stands behind the patches
// instead of:
    return torch.cat([weight("cls_token").expand(b, -1, -1), patches], dim: 1) + weight("pos_embed");
// stands:
    return torch.cat([patches, weight("cls_token").expand(b, -1, -1)], dim: 1) + weight("pos_embed");

// answer: tokens, poured
// says: is poured into [B, N, D]
// instead of:
        .flatten(2).transpose(1, 2);                                                 // [B, N, D]
// stands:
        .reshape(b, -1, weight("patch_embed.proj.bias").shape[0]); // [B, N, D]

// answer: tokens, class token not repeated
// says: could not be computed
// instead of:
    return torch.cat([weight("cls_token").expand(b, -1, -1), patches], dim: 1) + weight("pos_embed");
// stands:
    return torch.cat([weight("cls_token"), patches], dim: 1) + weight("pos_embed");

// answer: tokens, axes not exchanged
// says: could not be computed
// instead of:
        .flatten(2).transpose(1, 2);                                                 // [B, N, D]
// stands:
        .flatten(2);                                                 // [B, N, D]

// answer: whole, scale of the whole width
// public: omihub777/ViT-CIFAR #11
// says: √D and not by √Dh
// instead of:
    var heard = ScaledDotProduct.Apply(qkv[0], qkv[1], qkv[2])                       // [B, H, T, Dh]
// stands:
    var heard = ScaledDotProduct.Apply(qkv[0], qkv[1], qkv[2], scale: 1 / Math.Sqrt(d)) // [B, H, T, Dh]

// answer: whole, heads joined without a transpose
// public: jsbaan/transformer-from-scratch #6
// says: the heads are joined without changing
// instead of:
        .transpose(1, 2).reshape(b, t, d);
// stands:
        .reshape(b, t, d);

// answer: whole, heads split by a bare reshape
// public: hyunwoongko/transformer #15
// says: the heads are split by a bare reshape
// instead of:
        .reshape(b, t, 3, heads, d / heads).permute(2, 0, 3, 1, 4);                  // [3, B, H, T, Dh]
// stands:
        .chunk(3, -1).Select(part => part.reshape(b, heads, t, d / heads)).ToArray();

// answer: whole, heads split and joined by a bare reshape
// says: the heads are split and joined by a bare reshape
// instead of:
        .reshape(b, t, 3, heads, d / heads).permute(2, 0, 3, 1, 4);                  // [3, B, H, T, Dh]
// stands:
        .chunk(3, -1).Select(part => part.reshape(b, heads, t, d / heads)).ToArray();
// instead of:
        .transpose(1, 2).reshape(b, t, d);
// stands:
        .reshape(b, t, d);

// answer: whole, no scale
// public: mlc-ai/mlc-llm #3426
// says: are not scaled
// instead of:
    var heard = ScaledDotProduct.Apply(qkv[0], qkv[1], qkv[2])                       // [B, H, T, Dh]
// stands:
    var heard = ScaledDotProduct.Apply(qkv[0], qkv[1], qkv[2], scale: 1)                       // [B, H, T, Dh]

// answer: whole, heads cut before query, key and value
// says: cut into heads first
// instead of:
        .reshape(b, t, 3, heads, d / heads).permute(2, 0, 3, 1, 4);                  // [3, B, H, T, Dh]
// stands:
        .reshape(b, t, heads, 3, d / heads).permute(3, 0, 2, 1, 4);                  // [3, B, H, T, Dh]

// answer: whole, numbers of a head before heads
// says: a head takes every fifth row
// instead of:
        .reshape(b, t, 3, heads, d / heads).permute(2, 0, 3, 1, 4);                  // [3, B, H, T, Dh]
// stands:
        .reshape(b, t, 3, d / heads, heads).permute(2, 0, 4, 1, 3);                  // [3, B, H, T, Dh]

// answer: whole, query and key exchanged
// says: query and key have changed places
// instead of:
    var heard = ScaledDotProduct.Apply(qkv[0], qkv[1], qkv[2])                       // [B, H, T, Dh]
// stands:
    var heard = ScaledDotProduct.Apply(qkv[1], qkv[0], qkv[2])                       // [B, H, T, Dh]

// answer: whole, no output projection
// says: the output projection is missing
// instead of:
    return F.linear(heard, weight("proj.weight"), weight("proj.bias"));
// stands:
    return heard;

// answer: whole, no last norm
// says: the last norm is missing
// instead of:
    return Linear(Norm(x, "norm")[.., 0], "head");                                   // [B, classes]
// stands:
    return Linear(x[.., 0], "head");                                   // [B, classes]

// answer: whole, mean of the patches
// says: the mean of the patches is classified
// instead of:
    return Linear(Norm(x, "norm")[.., 0], "head");                                   // [B, classes]
// stands:
    return Linear(Norm(x, "norm")[.., 1..].mean([1L]), "head");                                   // [B, classes]

// answer: whole, mean of all tokens
// says: the mean of all tokens is classified
// instead of:
    return Linear(Norm(x, "norm")[.., 0], "head");                                   // [B, classes]
// stands:
    return Linear(Norm(x, "norm").mean([1L]), "head");                                   // [B, classes]

// answer: whole, ReLU
// says: ReLU and not GELU
// instead of:
        x = x + Linear(F.gelu(Linear(Norm(x, at + "norm2"), at + "mlp.fc1")), at + "mlp.fc2");
// stands:
        x = x + Linear(F.relu(Linear(Norm(x, at + "norm2"), at + "mlp.fc1")), at + "mlp.fc2");

// answer: whole, norms after the sums
// says: the norms of the blocks stand after the sums
// instead of:
        x = x + attend(block, Norm(x, at + "norm1"));
        x = x + Linear(F.gelu(Linear(Norm(x, at + "norm2"), at + "mlp.fc1")), at + "mlp.fc2");
// stands:
        x = Norm(x + attend(block, x), at + "norm1");
        x = Norm(x + Linear(F.gelu(Linear(x, at + "mlp.fc1")), at + "mlp.fc2"), at + "norm2");

// answer: whole, one block
// says: there is only one block
// instead of:
    for (var block = 0; block < depth; block++)
// stands:
    for (var block = 0; block < 1; block++)

// answer: whole, names of block 0
// says: every block has the norms and the MLP of block 0
// instead of:
        var at = $"blocks.{block}.";
// stands:
        var at = "blocks.0.";

// answer: whole, block 0 again and again
// says: every block is block 0
// instead of:
        var at = $"blocks.{block}.";
        x = x + attend(block, Norm(x, at + "norm1"));
// stands:
        var at = "blocks.0.";
        x = x + attend(0, Norm(x, at + "norm1"));

// answer: whole, a token that is no class token
// says: Look at: the last two arrows
// instead of:
    return Linear(Norm(x, "norm")[.., 0], "head");                                   // [B, classes]
// stands:
    return Linear(Norm(x, "norm")[.., ^1], "head");                                   // [B, classes]

// answer: paste, the order of generative code for channels last
// public: cloneofsimo/minRF #6
// says: the channel is taken for the last axis
// instead of:
        .reshape(batch, rows, columns, channels, side, side)
        .permute(0, 3, 1, 4, 2, 5)                                // [B, C, rows, P, columns, P]
// stands:
        .reshape(batch, rows, columns, side, side, channels)
        .permute(0, 5, 1, 3, 2, 4)                                // [B, C, rows, P, columns, P]

// answer: paste, rows and columns of patches exchanged
// public: arogozhnikov/einops #384
// says: laid column by column
// instead of:
        .reshape(batch, rows, columns, channels, side, side)
        .permute(0, 3, 1, 4, 2, 5)                                // [B, C, rows, P, columns, P]
// stands:
        .reshape(batch, columns, rows, channels, side, side)
        .permute(0, 3, 2, 4, 1, 5)                                // [B, C, rows, P, columns, P]

// answer: paste, patches one after another
// says: a line of the picture holds whole patches: it must
// instead of:
        .permute(0, 3, 1, 4, 2, 5)                                // [B, C, rows, P, columns, P]
// stands:
        .permute(0, 3, 1, 2, 4, 5)                                // [B, C, rows, P, columns, P]

// answer: paste, poured
// says: only poured
// instead of:
        .reshape(batch, rows, columns, channels, side, side)
        .permute(0, 3, 1, 4, 2, 5)                                // [B, C, rows, P, columns, P]
// stands:
        .reshape(batch, rows, columns, channels, side, side)

// answer: paste, turned
// says: each patch is turned over
// instead of:
        .permute(0, 3, 1, 4, 2, 5)                                // [B, C, rows, P, columns, P]
// stands:
        .permute(0, 3, 1, 5, 2, 4)                                // [B, C, rows, P, columns, P]
