// answer: schedule, cosine counted from step 0
// public: lindermanlab/S5 #11
// says: counted from step 0
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = warmUp * steps;
    return step < w ? highest * (step + 1) / (w + 1) : highest * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
}

// answer: schedule, no warm-up
// public: Tencent-Hunyuan/UniRL #223
// says: the warm-up is missing
double RateAt(long step, long steps, double highest, double warmUp)
{
    return highest * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
}

// answer: schedule, jump after the warm-up
// public: PaddlePaddle/PaddleDetection #4611
// says: it jumps
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = warmUp * steps;
    return step < w ? highest * (step + 1) / (w + 1) : highest * 0.5 * (1 + Math.Cos(Math.PI * step / (steps - w)));
}

// answer: schedule, quarter of a wave
// says: a quarter of a wave
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = warmUp * steps;
    return step < w ? highest * (step + 1) / (w + 1) : highest * Math.Cos(Math.PI / 2 * (step - w) / (steps - w));
}

// answer: schedule, 0 at the last step
// says: the last step has the rate 0
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = warmUp * steps;
    return step < w ? highest * (step + 1) / (w + 1) : highest * 0.5 * (1 + Math.Cos(Math.PI * (step - w) / (steps - w - 1)));
}

// answer: schedule, w rounded
// says: it is not a whole number here
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = (long)(warmUp * steps);
    return step < w ? highest * (step + 1) / (w + 1) : highest * 0.5 * (1 + Math.Cos(Math.PI * (step - w) / (steps - w)));
}

// answer: step, means added up
// public: karpathy/nanoGPT #206
// says: are added up: the gradient is too large
double StepInParts(
    Sequential network, torch.optim.Optimizer optimizer, (Tensor Images, Tensor Labels)[] parts, double learningRate)
{
    foreach (var group in optimizer.ParamGroups) group.LearningRate = learningRate;
    optimizer.zero_grad();
    var total = 0.0;
    foreach (var (images, labels) in parts)
    {
        var loss = F.cross_entropy(network.call(images), labels);
        loss.backward();
        total += loss.ToDouble();
    }
    optimizer.step();
    return total / parts.Length;
}

// answer: step, means averaged
// public: meta-pytorch/torchtune #1875
// says: count alike, however large the part
double StepInParts(
    Sequential network, torch.optim.Optimizer optimizer, (Tensor Images, Tensor Labels)[] parts, double learningRate)
{
    foreach (var group in optimizer.ParamGroups) group.LearningRate = learningRate;
    optimizer.zero_grad();
    var total = 0.0;
    foreach (var (images, labels) in parts)
    {
        var loss = F.cross_entropy(network.call(images), labels) / parts.Length;
        loss.backward();
        total += loss.ToDouble();
    }
    optimizer.step();
    return total;
}

// answer: step, always divided by the full count
// public: huggingface/transformers #38872
// says: taken to be as large as the largest
double StepInParts(
    Sequential network, torch.optim.Optimizer optimizer, (Tensor Images, Tensor Labels)[] parts, double learningRate)
{
    foreach (var group in optimizer.ParamGroups) group.LearningRate = learningRate;
    optimizer.zero_grad();
    var full = parts.Length * parts.Max(part => part.Labels.shape[0]);
    var total = 0.0;
    foreach (var (images, labels) in parts)
    {
        var loss = F.cross_entropy(network.call(images), labels, reduction: torch.nn.Reduction.Sum) / full;
        loss.backward();
        total += loss.ToDouble();
    }
    optimizer.step();
    return total;
}

// answer: step, gradients cleared before each part
// public: bytetriper/RAE #67
// says: all parts but the last are wiped out
double StepInParts(
    Sequential network, torch.optim.Optimizer optimizer, (Tensor Images, Tensor Labels)[] parts, double learningRate)
{
    foreach (var group in optimizer.ParamGroups) group.LearningRate = learningRate;
    var count = parts.Sum(part => part.Labels.shape[0]);
    var total = 0.0;
    foreach (var (images, labels) in parts)
    {
        optimizer.zero_grad();
        var loss = F.cross_entropy(network.call(images), labels) * labels.shape[0] / count;
        loss.backward();
        total += loss.ToDouble();
    }
    optimizer.step();
    return total;
}

// answer: step, gradients never cleared
// public: wenet-e2e/wekws #73
// says: gradients of earlier steps are still there
double StepInParts(
    Sequential network, torch.optim.Optimizer optimizer, (Tensor Images, Tensor Labels)[] parts, double learningRate)
{
    foreach (var group in optimizer.ParamGroups) group.LearningRate = learningRate;
    var count = parts.Sum(part => part.Labels.shape[0]);
    var total = 0.0;
    foreach (var (images, labels) in parts)
    {
        var loss = F.cross_entropy(network.call(images), labels) * labels.shape[0] / count;
        loss.backward();
        total += loss.ToDouble();
    }
    optimizer.step();
    return total;
}

// answer: step, the last part dropped
// public: tomhosking/torchseq #8
// says: the last part is left out
double StepInParts(
    Sequential network, torch.optim.Optimizer optimizer, (Tensor Images, Tensor Labels)[] parts, double learningRate)
{
    foreach (var group in optimizer.ParamGroups) group.LearningRate = learningRate;
    optimizer.zero_grad();
    var kept = parts[..^1];
    var count = kept.Sum(part => part.Labels.shape[0]);
    var total = 0.0;
    foreach (var (images, labels) in kept)
    {
        var loss = F.cross_entropy(network.call(images), labels) * labels.shape[0] / count;
        loss.backward();
        total += loss.ToDouble();
    }
    optimizer.step();
    return total;
}

// answer: step, a step after each part
// says: the optimiser steps after each part
double StepInParts(
    Sequential network, torch.optim.Optimizer optimizer, (Tensor Images, Tensor Labels)[] parts, double learningRate)
{
    foreach (var group in optimizer.ParamGroups) group.LearningRate = learningRate;
    var total = 0.0;
    foreach (var (images, labels) in parts)
    {
        optimizer.zero_grad();
        var loss = F.cross_entropy(network.call(images), labels);
        loss.backward();
        optimizer.step();
        total += loss.ToDouble();
    }
    return total / parts.Length;
}

// answer: step, the learning rate never set
// says: the learning rate of the step is not set
double StepInParts(
    Sequential network, torch.optim.Optimizer optimizer, (Tensor Images, Tensor Labels)[] parts, double learningRate)
{
    optimizer.zero_grad();
    var count = parts.Sum(part => part.Labels.shape[0]);
    var total = 0.0;
    foreach (var (images, labels) in parts)
    {
        var loss = F.cross_entropy(network.call(images), labels) * labels.shape[0] / count;
        loss.backward();
        total += loss.ToDouble();
    }
    optimizer.step();
    return total;
}

// answer: step, the loss of the last part returned
// says: the number that is returned
double StepInParts(
    Sequential network, torch.optim.Optimizer optimizer, (Tensor Images, Tensor Labels)[] parts, double learningRate)
{
    foreach (var group in optimizer.ParamGroups) group.LearningRate = learningRate;
    optimizer.zero_grad();
    var count = parts.Sum(part => part.Labels.shape[0]);
    var last = 0.0;
    foreach (var (images, labels) in parts)
    {
        var loss = F.cross_entropy(network.call(images), labels);
        (loss * labels.shape[0] / count).backward();
        last = loss.ToDouble();
    }
    optimizer.step();
    return last;
}

// answer: step, means of parts without a label
// says: a mean over nothing is 0/0
double StepInParts(
    Sequential network, torch.optim.Optimizer optimizer, (Tensor Images, Tensor Labels)[] parts, double learningRate)
{
    foreach (var group in optimizer.ParamGroups) group.LearningRate = learningRate;
    optimizer.zero_grad();
    var count = parts.Sum(part => part.Labels.ge(0).sum().ToInt64());
    var total = 0.0;
    foreach (var (images, labels) in parts)
    {
        var loss = F.cross_entropy(network.call(images), labels) * (labels.ge(0).sum().ToDouble() / count);
        loss.backward();
        total += loss.ToDouble();
    }
    optimizer.step();
    return total;
}

// answer: step, pictures without a label counted
// says: pictures without a label are counted, too
double StepInParts(
    Sequential network, torch.optim.Optimizer optimizer, (Tensor Images, Tensor Labels)[] parts, double learningRate)
{
    foreach (var group in optimizer.ParamGroups) group.LearningRate = learningRate;
    optimizer.zero_grad();
    var count = parts.Sum(part => part.Labels.shape[0]);
    var total = 0.0;
    foreach (var (images, labels) in parts)
    {
        var loss = F.cross_entropy(network.call(images), labels, reduction: torch.nn.Reduction.Sum) / count;
        loss.backward();
        total += loss.ToDouble();
    }
    optimizer.step();
    return total;
}

// answer: confusion, rows and columns exchanged
// public: nkarasiak/dzetsaka #53
// says: rows and columns are exchanged
long[,] Confusion(long[] labels, long[] predictions, int classes)
{
    var counts = new long[classes, classes];
    for (var i = 0; i < labels.Length; i++) counts[predictions[i], labels[i]]++;
    return counts;
}

// answer: confusion, as large as the classes that were predicted
// public: isl-org/Open3D-ML #421
// says: outside the bounds
long[,] Confusion(long[] labels, long[] predictions, int classes)
{
    var seen = (int)predictions.Max() + 1;
    var counts = new long[seen, seen];
    for (var i = 0; i < labels.Length; i++) counts[labels[i], predictions[i]]++;
    return counts;
}

// answer: confusion, mistakes alone
// says: only mistakes are counted
long[,] Confusion(long[] labels, long[] predictions, int classes)
{
    var counts = new long[classes, classes];
    for (var i = 0; i < labels.Length; i++)
        if (labels[i] != predictions[i]) counts[labels[i], predictions[i]]++;
    return counts;
}

// answer: confusion, yes or no
// says: whether it happened, not how often
long[,] Confusion(long[] labels, long[] predictions, int classes)
{
    var counts = new long[classes, classes];
    for (var i = 0; i < labels.Length; i++) counts[labels[i], predictions[i]] = 1;
    return counts;
}

// answer: sharpness, entropy itself
// public: IINemo/lm-polygraph #273
// says: the exponential is missing
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.clamp_min(1e-12).log()).sum([-2, -1]).neg();
}

// answer: sharpness, 2 raised to nats
// public: huggingface/evaluate #241
// says: the logarithm is the natural one
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.clamp_min(1e-12).log()).sum([-2, -1]).neg().exp2();
}

// answer: sharpness, zero times infinity
// public: huggingface/trl #7221
// says: 0·ln 0 is no number
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.log()).sum([-2, -1]).neg().exp();
}

// answer: sharpness, sign
// says: the minus sign is missing
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.clamp_min(1e-12).log()).sum([-2, -1]).exp();
}

// answer: sharpness, one axis only
// says: expected [2, 3]
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.clamp_min(1e-12).log()).sum(-1).neg().exp();
}
