// answer: split, without transpose
// public: reczoo/FuxiCTR #30
// says: reshaped straight to [B, H, N, Dh]
Tensor SplitHeads(Tensor tokens, int heads)
{
    return tokens.reshape(tokens.shape[0], heads, tokens.shape[1], tokens.shape[2] / heads);
}

// answer: split, cut the other way
// public: arogozhnikov/einops #384
// says: D is cut into [Dh, H]
Tensor SplitHeads(Tensor tokens, int heads)
{
    return tokens.reshape(tokens.shape[0], tokens.shape[1], tokens.shape[2] / heads, heads).permute(0, 3, 1, 2);
}

// answer: split, transpose first
// says: the axes are exchanged before the cut
Tensor SplitHeads(Tensor tokens, int heads)
{
    return tokens.transpose(1, 2).reshape(tokens.shape[0], heads, tokens.shape[1], tokens.shape[2] / heads);
}

// answer: split, heads behind tokens
// says: expected [2, 3, 5, 4]
Tensor SplitHeads(Tensor tokens, int heads)
{
    return tokens.reshape(tokens.shape[0], tokens.shape[1], heads, tokens.shape[2] / heads);
}

// answer: join, without transpose
// public: jsbaan/transformer-from-scratch #6
// says: reshaped without being moved
Tensor JoinHeads(Tensor heads)
{
    return heads.reshape(heads.shape[0], heads.shape[2], heads.shape[1] * heads.shape[3]);
}

// answer: join, heads for batch
// public: gazelle93/Transformer-Various-Positional-Encoding #1
// says: heads are taken for the batch
Tensor JoinHeads(Tensor heads)
{
    var (b, h, n, width) = (heads.shape[0], heads.shape[1], heads.shape[2], heads.shape[3]);
    return heads.reshape(h, b, n, width).permute(1, 2, 0, 3).reshape(b, n, h * width);
}

// answer: join, interleaved
// says: the heads are interleaved
Tensor JoinHeads(Tensor heads)
{
    return heads.permute(0, 2, 3, 1).flatten(2, 3);
}

// answer: join, keeps the heads
// says: has shape [2, 5, 3, 4]
Tensor JoinHeads(Tensor heads)
{
    return heads.transpose(1, 2);
}

// answer: layer, root of the token's width
// public: omihub777/ViT-CIFAR #11
// says: the root of the token's width D
Tensor Attend(Tensor tokens, int heads, Tensor weight, Tensor bias, Tensor output, Tensor outputBias)
{
    var views = F.linear(tokens, weight, bias).chunk(3, 2);
    var (query, key, value) = (SplitHeads(views[0], heads), SplitHeads(views[1], heads), SplitHeads(views[2], heads));
    var logits = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(tokens.shape[^1]);
    return F.linear(JoinHeads(torch.matmul(logits.softmax(-1), value)), output, outputBias);
}

// answer: layer, root of the number of heads
// public: tenstorrent/tt-metal #56789
// says: the root of the number of heads
Tensor Attend(Tensor tokens, int heads, Tensor weight, Tensor bias, Tensor output, Tensor outputBias)
{
    var views = F.linear(tokens, weight, bias).chunk(3, 2);
    var (query, key, value) = (SplitHeads(views[0], heads), SplitHeads(views[1], heads), SplitHeads(views[2], heads));
    var logits = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(heads);
    return F.linear(JoinHeads(torch.matmul(logits.softmax(-1), value)), output, outputBias);
}

// answer: layer, batch and tokens exchanged
// public: aipixel/AEMatter #3
// says: different sequences attend to each other
Tensor Attend(Tensor tokens, int heads, Tensor weight, Tensor bias, Tensor output, Tensor outputBias)
{
    var views = F.linear(tokens.transpose(0, 1), weight, bias).chunk(3, 2);
    var (query, key, value) = (SplitHeads(views[0], heads), SplitHeads(views[1], heads), SplitHeads(views[2], heads));
    var logits = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    return F.linear(JoinHeads(torch.matmul(logits.softmax(-1), value)), output, outputBias).transpose(0, 1);
}

// answer: layer, joined without transpose
// public: jsbaan/transformer-from-scratch #6
// says: a reshape without its transpose
Tensor Attend(Tensor tokens, int heads, Tensor weight, Tensor bias, Tensor output, Tensor outputBias)
{
    var views = F.linear(tokens, weight, bias).chunk(3, 2);
    var (query, key, value) = (SplitHeads(views[0], heads), SplitHeads(views[1], heads), SplitHeads(views[2], heads));
    var logits = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    var answers = torch.matmul(logits.softmax(-1), value);
    return F.linear(answers.reshape(tokens.shape[0], tokens.shape[1], -1), output, outputBias);
}

// answer: layer, key before query
// says: query and key are exchanged
Tensor Attend(Tensor tokens, int heads, Tensor weight, Tensor bias, Tensor output, Tensor outputBias)
{
    var views = F.linear(tokens, weight, bias).chunk(3, 2);
    var (key, query, value) = (SplitHeads(views[0], heads), SplitHeads(views[1], heads), SplitHeads(views[2], heads));
    var logits = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    return F.linear(JoinHeads(torch.matmul(logits.softmax(-1), value)), output, outputBias);
}

// answer: layer, last bias missing
// says: the last bias is missing
Tensor Attend(Tensor tokens, int heads, Tensor weight, Tensor bias, Tensor output, Tensor outputBias)
{
    var views = F.linear(tokens, weight, bias).chunk(3, 2);
    var (query, key, value) = (SplitHeads(views[0], heads), SplitHeads(views[1], heads), SplitHeads(views[2], heads));
    var logits = torch.matmul(query, key.transpose(-2, -1)) / Math.Sqrt(query.shape[^1]);
    return F.linear(JoinHeads(torch.matmul(logits.softmax(-1), value)), output);
}

// answer: stack, side by side
// public: bytedance/lightseq #160
// says: could not be computed
Tensor OneWeight(Tensor small)
{
    return torch.cat(Enumerable.Range(0, (int)small.shape[0]).Select(head => small[head]).ToArray(), dim: 1);
}

// answer: stack, interleaved
// public: meta-pytorch/gpt-fast #190
// says: the rows of the heads are interleaved
Tensor OneWeight(Tensor small)
{
    return small.permute(2, 0, 1).reshape(small.shape[0] * small.shape[2], small.shape[1]);
}

// answer: stack, not turned
// says: without being turned
Tensor OneWeight(Tensor small)
{
    return small.reshape(small.shape[0] * small.shape[2], small.shape[1]);
}

// answer: stack, heads in another order
// says: the heads stand in the wrong order
Tensor OneWeight(Tensor small)
{
    return small.transpose(1, 2).roll(1, 0).flatten(0, 1);
}
