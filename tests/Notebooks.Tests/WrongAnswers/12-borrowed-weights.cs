// answer: vector, padding is averaged, too
// public: jsboige/CoursIA #15045
// says: what stands at padding is averaged, too
// instead of:
    return (hidden * real).sum(1) / real.sum(1);
// stands:
    return hidden.mean([1L]);

// answer: vector, divided by the length of the batch
// public: huggingface/transformers #1113
// says: the sum is divided by the length of the batch
// instead of:
    return (hidden * real).sum(1) / real.sum(1);
// stands:
    return (hidden * real).mean([1L]);

// answer: vector, the mask turned round
// says: Look at: the mask: true for words
// instead of:
    var real = mask.to(torch.float32).unsqueeze(-1);              // [B, T, 1]
// stands:
    var real = 1 - mask.to(torch.float32).unsqueeze(-1);          // [B, T, 1]

// answer: vector, not divided
// says: the sum is not divided
// instead of:
    return (hidden * real).sum(1) / real.sum(1);
// stands:
    return (hidden * real).sum(1);

// answer: probe, the penalty acts on the bias
// public: torchgeo/torchgeo-bench #406
// says: the penalty acts on b, too
// instead of:
    var (xMean, yMean) = (x.mean([0L]), y.mean([0L]));
    var (xc, yc) = (x - xMean, y - yMean);
    var ridge = xc.t().matmul(xc) + penalty * torch.eye(x.shape[1], dtype: torch.float64, device: x.device);
    var w = torch.linalg.solve(ridge, xc.t().matmul(yc)).t();
    return (w, yMean - w.matmul(xMean));
// stands:
    var one = torch.cat([x, torch.ones(x.shape[0], 1, dtype: torch.float64)], dim: 1);
    var ridge = one.t().matmul(one) + penalty * torch.eye(one.shape[1], dtype: torch.float64);
    var w = torch.linalg.solve(ridge, one.t().matmul(y)).t();
    return (w[.., ..^1].contiguous(), w[.., ^1].contiguous());

// answer: probe, fitted without an intercept
// public: scikit-learn/scikit-learn #16394
// says: there is no b
// instead of:
    var (xc, yc) = (x - xMean, y - yMean);
// stands:
    var (xc, yc) = (x, y);
// instead of:
    return (w, yMean - w.matmul(xMean));
// stands:
    return (w, 0 * yMean);

// answer: probe, no penalty
// says: the penalty is forgotten
// instead of:
    var ridge = xc.t().matmul(xc) + penalty * torch.eye(x.shape[1], dtype: torch.float64, device: x.device);
// stands:
    var ridge = xc.t().matmul(xc);

// answer: probe, penalty for each example
// says: the penalty is multiplied by the number of examples
// instead of:
    var ridge = xc.t().matmul(xc) + penalty * torch.eye(x.shape[1], dtype: torch.float64, device: x.device);
// stands:
    var ridge = xc.t().matmul(xc) + x.shape[0] * penalty * torch.eye(x.shape[1], dtype: torch.float64, device: x.device);

// answer: probe, bias of the means alone
// says: Look at: b = ȳ − W x̄
// instead of:
    return (w, yMean - w.matmul(xMean));
// stands:
    return (w, yMean);

// answer: rates, one layer too low
// public: google-research/electra #51
// says: every layer but the head is one step too low
// instead of:
    return Math.Pow(decay, depth + 1 - layer);
// stands:
    return layer == depth + 1 ? 1 : Math.Pow(decay, depth + 2 - layer);

// answer: rates, tables keep the whole rate
// public: zihangdai/xlnet #93
// says: tables and tokens before block 0 keep the whole rate
// instead of:
    return Math.Pow(decay, depth + 1 - layer);
// stands:
    return layer == 0 ? 1 : Math.Pow(decay, depth + 1 - layer);

// answer: rates, falling the wrong way
// says: it falls the wrong way
// instead of:
    return Math.Pow(decay, depth + 1 - layer);
// stands:
    return Math.Pow(decay, layer);

// answer: rates, the first digit of a block
// says: only the first digit of a block's number is read
// instead of:
    var layer = words[0] == "blocks" ? 1 + int.Parse(words[1]) : after.Contains(words[0]) ? depth + 1 : 0;
// stands:
    var layer = words[0] == "blocks" ? 1 + (words[1][0] - '0') : after.Contains(words[0]) ? depth + 1 : 0;

// answer: rates, one layer too high
// says: every layer but the head is one step too high
// instead of:
    return Math.Pow(decay, depth + 1 - layer);
// stands:
    return layer == depth + 1 ? 1 : Math.Pow(decay, depth - layer);

// answer: rates, every norm counted as the last
// says: Look at: the three kinds of names
// instead of:
    var layer = words[0] == "blocks" ? 1 + int.Parse(words[1]) : after.Contains(words[0]) ? depth + 1 : 0;
// stands:
    var layer = words[0] == "blocks" ? 1 + int.Parse(words[1]) : words[0].StartsWith("norm") || after.Contains(words[0]) ? depth + 1 : 0;
