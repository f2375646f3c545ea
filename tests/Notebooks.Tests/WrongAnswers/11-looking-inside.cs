// answer: weights, scale of the whole width
// public: omihub777/ViT-CIFAR #11
// says: √D and not by √Dh
// instead of:
    var logits = torch.matmul(Heads(0), Heads(d).mT) / Math.Sqrt(d / heads);         // [B, H, T, T]
// stands:
    var logits = torch.matmul(Heads(0), Heads(d).mT) / Math.Sqrt(d);         // [B, H, T, T]

// answer: weights, softmax over the queries
// public: labmlai/annotated_deep_learning_paper_implementations #146
// says: the softmax runs over the queries
// instead of:
    return F.softmax(logits, dim: -1);
// stands:
    return F.softmax(logits, dim: -2);

// answer: weights, heads split without a transpose
// public: reczoo/FuxiCTR #30
// says: Look at: how the last axis is cut
// instead of:
        projected.narrow(2, start, d).reshape(b, t, heads, d / heads).transpose(1, 2);   // [B, H, T, Dh]
// stands:
        projected.narrow(2, start, d).reshape(b, heads, t, d / heads);   // [B, H, T, Dh]

// answer: weights, no scale
// public: mlc-ai/mlc-llm #3426
// says: not divided at all
// instead of:
    var logits = torch.matmul(Heads(0), Heads(d).mT) / Math.Sqrt(d / heads);         // [B, H, T, T]
// stands:
    var logits = torch.matmul(Heads(0), Heads(d).mT);         // [B, H, T, T]

// answer: weights, queries and keys exchanged
// says: queries and keys are exchanged
// instead of:
    var logits = torch.matmul(Heads(0), Heads(d).mT) / Math.Sqrt(d / heads);         // [B, H, T, T]
// stands:
    var logits = torch.matmul(Heads(d), Heads(0).mT) / Math.Sqrt(d / heads);         // [B, H, T, T]

// answer: weights, values for keys
// says: keys and values are exchanged
// instead of:
    var logits = torch.matmul(Heads(0), Heads(d).mT) / Math.Sqrt(d / heads);         // [B, H, T, T]
// stands:
    var logits = torch.matmul(Heads(0), Heads(2 * d).mT) / Math.Sqrt(d / heads);         // [B, H, T, T]

// answer: lean, rows for columns
// public: microsoft/Swin-Transformer #367
// says: the number of rows is taken
// instead of:
            lean[0] += share * (key / columns - query / columns);
            lean[1] += share * (key % columns - query % columns);
// stands:
            lean[0] += share * (key / rows - query / rows);
            lean[1] += share * (key % rows - query % rows);

// answer: lean, only the row by the wrong side
// public: 282857341/nnFormer #88
// says: Look at: token 0
// instead of:
            lean[0] += share * (key / columns - query / columns);
// stands:
            lean[0] += share * (key / rows - query / rows);

// answer: lean, not divided
// says: not divided by what the class token has left
// instead of:
            var share = weights[1 + query, 1 + key] / total / patches;
// stands:
            var share = weights[1 + query, 1 + key] / patches;

// answer: lean, turned
// says: the sign is turned
// instead of:
            lean[0] += share * (key / columns - query / columns);
            lean[1] += share * (key % columns - query % columns);
// stands:
            lean[0] += share * (query / columns - key / columns);
            lean[1] += share * (query % columns - key % columns);

// answer: lean, columns first
// says: right comes before down
// instead of:
    return lean;
// stands:
    return [lean[1], lean[0]];

// answer: rollout, no skip connection
// public: jeonsworld/ViT-pytorch #44
// says: the skip connection is forgotten
// instead of:
        flow = torch.matmul((weights.mean([1L]) + unit) / 2, flow);                  // [B, T, T]
// stands:
        flow = torch.matmul(weights.mean([1L]), flow);                  // [B, T, T]

// answer: rollout, a unit matrix of the wrong size
// public: jacobgil/vit-explain #23
// says: rollout could not be computed
// instead of:
    var unit = torch.eye(layers[0].shape[^1]);                                       // [T, T]
// stands:
    var unit = torch.eye(layers[0].shape[1]);                                       // [T, T]

// answer: rollout, the order turned
// says: multiplied in the wrong order
// instead of:
        flow = torch.matmul((weights.mean([1L]) + unit) / 2, flow);                  // [B, T, T]
// stands:
        flow = torch.matmul(flow, (weights.mean([1L]) + unit) / 2);                  // [B, T, T]

// answer: rollout, the largest head
// says: Look at: the ½
// instead of:
        flow = torch.matmul((weights.mean([1L]) + unit) / 2, flow);                  // [B, T, T]
// stands:
        flow = torch.matmul((weights.amax(1) + unit) / 2, flow);                  // [B, T, T]

// answer: rollout, a whole unit matrix
// says: times the expected value
// instead of:
        flow = torch.matmul((weights.mean([1L]) + unit) / 2, flow);                  // [B, T, T]
// stands:
        flow = torch.matmul((weights.mean([1L]) + unit), flow);                  // [B, T, T]

// answer: silence, rows
// public: microsoft/nni #5187
// says: rows are cut
// instead of:
    copy[.., (head * headDim)..((head + 1) * headDim)] = 0;
// stands:
    copy[(head * headDim)..((head + 1) * headDim)] = 0;

// answer: silence, in place
// public: NVIDIA-NeMo/Megatron-Bridge #1637
// says: the layer's own matrix is changed
// instead of:
    var copy = projection.clone();
// stands:
    var copy = projection;

// answer: silence, counted from 1
// says: heads are counted from 1
// instead of:
    copy[.., (head * headDim)..((head + 1) * headDim)] = 0;
// stands:
    copy[.., ((head - 1) * headDim)..(head * headDim)] = 0;

// answer: silence, every third
// says: every third column
// instead of:
    copy[.., (head * headDim)..((head + 1) * headDim)] = 0;
// stands:
    for (var column = 0; column < headDim; column++) copy[.., column * heads + head] = 0;

// answer: occlusion, holes are not filled again
// public: ExponentialML/ComfyUI_VisualStylePrompting #34
// says: covered patches stay covered
Tensor Falls(torch.nn.Module<Tensor, Tensor> network, Tensor image, long label, int side, double background)
{
    using var off = torch.no_grad();
    var (rows, columns) = ((int)image.shape[2] / side, (int)image.shape[3] / side);
    var whole = network.call(image)[0, label];
    var falls = new List<Tensor>();
    var covered = image.clone();
    for (var patch = 0; patch < rows * columns; patch++)
    {
        covered[0].narrow(1, patch / columns * side, side).narrow(2, patch % columns * side, side).fill_(background);
        falls.Add(whole - network.call(covered)[0, label]);
    }
    return torch.stack(falls.ToArray());
}

// answer: occlusion, covered with 0
// public: meta-pytorch/captum #1022
// says: covered with 0 and not with the background
// instead of:
        lines.narrow(2, patch % columns * side, side).fill_(background);
// stands:
        lines.narrow(2, patch % columns * side, side).fill_(0);

// answer: occlusion, the probability
// public: meta-pytorch/captum #249
// says: the fall of the probability
// instead of:
    var logits = network.call(copies)[.., label];                                    // [1 + N]
// stands:
    var logits = F.softmax(network.call(copies), dim: 1)[.., label];                                    // [1 + N]

// answer: occlusion, the picture itself is covered
// says: Look at: what shares memory with the picture
// instead of:
    var (rows, columns) = ((int)image.shape[2] / side, (int)image.shape[3] / side);
// stands:
    var (rows, columns) = ((int)image.shape[2] / side, (int)image.shape[3] / side);
    var first = network.call(image)[0, label];
// instead of:
    return logits[0] - logits[1..];
// stands:
    image.fill_(background);
    return first - logits[1..];

// answer: occlusion, the sign turned
// says: the sign is turned
// instead of:
    return logits[0] - logits[1..];
// stands:
    return logits[1..] - logits[0];

// answer: occlusion, one channel only
// says: Look at: which pixels a patch covers
// instead of:
        var lines = copies[1 + patch].narrow(1, patch / columns * side, side);       // [C, side, W]
// stands:
        var lines = copies[1 + patch].narrow(0, 0, 1).narrow(1, patch / columns * side, side);       // [C, side, W]
