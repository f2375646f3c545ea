// answer: mixture, softmax over the places
// public: labmlai/annotated_deep_learning_paper_implementations #146
// says: the axis of the softmax
// instead of:
    return F.softmax(logits, dim: -1).permute(2, 0, 1);           // [M, S, S]
// stands:
    return F.softmax(logits, dim: 0).permute(2, 0, 1);           // [M, S, S]

// answer: mixture, a row meets its own column only
// public: pytorch/pytorch #19699
// says: row a meets column a only
// instead of:
    var places = row.unsqueeze(1) + column.unsqueeze(0);          // [S, S, E]
// stands:
    var places = (row + column).unsqueeze(0).expand(row.shape[0], -1, -1);          // [S, S, E]

// answer: mixture, rows for columns
// says: rows are taken for columns
// instead of:
    var places = row.unsqueeze(1) + column.unsqueeze(0);          // [S, S, E]
// stands:
    var places = row.unsqueeze(0) + column.unsqueeze(1);          // [S, S, E]

// answer: mixture, columns left out
// says: the columns are left out
// instead of:
    var places = row.unsqueeze(1) + column.unsqueeze(0);          // [S, S, E]
// stands:
    var places = row.unsqueeze(1).expand(-1, column.shape[0], -1);          // [S, S, E]

// answer: mixture, no softmax
// says: the axis of the softmax
// instead of:
    return F.softmax(logits, dim: -1).permute(2, 0, 1);           // [M, S, S]
// stands:
    return logits.permute(2, 0, 1);           // [M, S, S]

// answer: values, blocks stretched and not repeated
// public: cloneofsimo/minRF #6
// says: Look at: which p a pixel gets
// instead of:
    var everywhere = mixing.repeat(1, height / side, width / side);                  // [M, H, W]
// stands:
    var everywhere = mixing.repeat_interleave(height / side, dim: 1).repeat_interleave(width / side, dim: 2);                  // [M, H, W]

// answer: values, matrices and channels exchanged
// public: arogozhnikov/einops #384
// says: Look at: which p a pixel gets
Tensor MixedValues(Tensor images, Tensor mixing, Tensor values)
{
    long batch = images.shape[0], height = images.shape[2], width = images.shape[3];
    long matrices = values.shape[0], channels = values.shape[1], side = mixing.shape[1];
    var kernels = values.reshape(matrices * channels, -1, 1, 1);
    var maps = F.conv2d(images, kernels).reshape(batch, channels, matrices, height, width);
    var everywhere = mixing.repeat(1, height / side, width / side);                  // [M, H, W]
    return (maps * everywhere).sum(2);                                  // [B, C, H, W]
}

// answer: values, the same mixture everywhere
// says: every place gets the same mixture
// instead of:
    return (maps * everywhere.unsqueeze(1)).sum(1);                                  // [B, C, H, W]
// stands:
    return maps.mean([1L]);                                  // [B, C, H, W]

// answer: values, rows for columns
// says: rows of a block are taken for columns
// instead of:
    var everywhere = mixing.repeat(1, height / side, width / side);                  // [M, H, W]
// stands:
    var everywhere = mixing.transpose(1, 2).repeat(1, height / side, width / side);                  // [M, H, W]

// answer: level, the kernel of the other direction
// public: image-rs/imageproc #128
// says: columns are taken for rows: this stem still finds upright edges
Tensor LevelMixing()
{
    var isLower = torch.tensor(new float[] { 0, 0, 1, 1 }).expand(4, 4);       // [A, B]
    return torch.stack([isLower, 1 - isLower]);
}

// answer: level, the kernel of the other direction, turned
// public: Xilinx/xfopencv #31
// says: columns are taken for rows, and left for right
Tensor LevelMixing()
{
    var isLower = torch.tensor(new float[] { 1, 1, 0, 0 }).expand(4, 4);       // [A, B]
    return torch.stack([isLower, 1 - isLower]);
}

// answer: level, negative weights
// says: the minus sign belongs to the value
Tensor LevelMixing()
{
    var isLower = torch.tensor(new float[] { 0, 0, 1, 1 }).unsqueeze(1).expand(4, 4);       // [A, B]
    return torch.stack([isLower, isLower - 1]);
}

// answer: level, upper
// says: the sign is turned
Tensor LevelMixing()
{
    var isLower = torch.tensor(new float[] { 1, 1, 0, 0 }).unsqueeze(1).expand(4, 4);       // [A, B]
    return torch.stack([isLower, 1 - isLower]);
}

// answer: bottleneck, ReLU before the sum
// public: kuangliu/pytorch-cifar #4
// says: a ReLU stands before the sum
// instead of:
    var wide = Norm(Point(F.relu(Norm(mixed, "bn2")), "conv3"), "bn3");                  // [B, 4·C, ...]
// stands:
    var wide = Norm(Point(F.relu(Norm(mixed, "bn2")), "conv3"), "bn3").relu();                  // [B, 4·C, ...]

// answer: bottleneck, no stride in the shortcut
// public: Podidiving/lgsc-for-fas-pytorch #2
// says: a block that halves could not be computed
// instead of:
    var strides = halves ? new[] { 2L, 2L } : new[] { 1L, 1L };
// stands:
    var strides = new[] { 1L, 1L };

// answer: bottleneck, the pool before attention
// public: pytorch/vision #191
// says: the pool stands before attention
// instead of:
    var narrow = F.relu(Norm(Point(map, "conv1"), "bn1"));                               // [B, C, H, W]
// stands:
    var narrow = F.relu(Norm(Point(map, "conv1"), "bn1"));                               // [B, C, H, W]
    if (halves) narrow = F.avg_pool2d(narrow, 2, stride: 2);
// instead of:
        Point(narrow, "conv2.query"), Point(narrow, "conv2.key"), Point(narrow, "conv2.value"), row, column, options);
    if (halves) mixed = F.avg_pool2d(mixed, 2, stride: 2);
// stands:
        Point(narrow, "conv2.query"), Point(narrow, "conv2.key"), Point(narrow, "conv2.value"), row, column, options);

// answer: bottleneck, the maximum of four
// says: the largest of four is taken
// instead of:
    if (halves) mixed = F.avg_pool2d(mixed, 2, stride: 2);
// stands:
    if (halves) mixed = F.max_pool2d(mixed, 2, stride: 2);

// answer: bottleneck, one head
// says: Look at: norms, ReLUs and the sum
// instead of:
    var options = new LocalAttentionOptions { KernelSize = (int)row.shape[0], Heads = heads };
// stands:
    var options = new LocalAttentionOptions { KernelSize = (int)row.shape[0], Heads = 1 };
// instead of:
        Point(narrow, "conv2.query"), Point(narrow, "conv2.key"), Point(narrow, "conv2.value"), row, column, options);
// stands:
        Point(narrow, "conv2.query"), Point(narrow, "conv2.key"), Point(narrow, "conv2.value"), row.repeat(1, heads), column.repeat(1, heads), options);

// answer: bottleneck, no shortcut
// says: nothing is added
// instead of:
    if (!w.ContainsKey("downsample.0.weight")) return F.relu(wide + map);
// stands:
    if (!w.ContainsKey("downsample.0.weight")) return F.relu(wide);

// answer: count, norms not counted
// public: PaddlePaddle/Paddle #33477
// says: the norms are forgotten
double BlockParameters(long inChannels, long c, long k)
{
    var down = inChannels * c;
    var attention = 3 * c * c + 2 * k * (c / 8 / 2);
    var up = 4 * c * c;
    var shortcut = inChannels == 4 * c ? 0 : 4 * inChannels * c;
    return down + attention + up + shortcut;
}

// answer: count, running statistics counted
// public: facebookresearch/fvcore #72
// says: running means and variances are counted
double BlockParameters(long inChannels, long c, long k)
{
    var down = inChannels * c + 4 * c;
    var attention = 3 * c * c + 2 * k * (c / 8 / 2) + 4 * c;
    var up = 4 * c * c + 16 * c;
    var shortcut = inChannels == 4 * c ? 0 : 4 * inChannels * c + 16 * c;
    return down + attention + up + shortcut;
}

// answer: count, tables per head
// says: each head has tables of its own
// instead of:
    var attention = 3 * c * c + 2 * k * (c / 8 / 2) + 2 * c;
// stands:
    var attention = 3 * c * c + 8 * 2 * k * (c / 8 / 2) + 2 * c;

// answer: count, without shortcut
// says: the shortcut's own layers are forgotten
// instead of:
    return down + attention + up + shortcut;
// stands:
    return down + attention + up;

// answer: count, without tables
// says: the tables of the positions are forgotten
// instead of:
    var attention = 3 * c * c + 2 * k * (c / 8 / 2) + 2 * c;
// stands:
    var attention = 3 * c * c + 2 * c;
