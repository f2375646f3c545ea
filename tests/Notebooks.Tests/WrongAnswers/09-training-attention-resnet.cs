// answer: network, groups in an array
// public: dotnet/TorchSharp #532
// says: RegisterComponents comes last and sees no lists
// instead of:
    private readonly torch.nn.Module<Tensor, Tensor> conv1, bn1, layer1, layer2, layer3, layer4, fc;
// stands:
    private readonly torch.nn.Module<Tensor, Tensor> conv1, bn1, fc;
    private readonly torch.nn.Module<Tensor, Tensor>[] groups;
// instead of:
        layer1 = Group(1, 16, halves: false);
        layer2 = Group(2, 32, halves: true);
        layer3 = Group(4, 64, halves: true);
        layer4 = Group(1, 128, halves: true);
// stands:
        groups = [Group(1, 16, halves: false), Group(2, 32, halves: true), Group(4, 64, halves: true), Group(1, 128, halves: true)];
// instead of:
        map = layer4.call(layer3.call(layer2.call(layer1.call(map))));
// stands:
        foreach (var group in groups) map = group.call(map);

// answer: network, no ReLU behind the convolutional stem
// public: michuanhaohao/reid-strong-baseline #4
// says: a ReLU for the convolution only
// instead of:
        map = _attends ? F.max_pool2d(map, 2) : F.max_pool2d(map.relu(), 3, stride: 2, padding: 1);
// stands:
        map = _attends ? F.max_pool2d(map, 2) : F.max_pool2d(map, 3, stride: 2, padding: 1);

// answer: network, a ReLU behind both stems
// says: only the convolution has one
// instead of:
        var map = bn1.call(conv1.call(images));
// stands:
        var map = bn1.call(conv1.call(images)).relu();

// answer: network, the stem is not pooled
// says: behind the stem is not pooled
// instead of:
        map = _attends ? F.max_pool2d(map, 2) : F.max_pool2d(map.relu(), 3, stride: 2, padding: 1);
// stands:
        map = _attends ? map : map.relu();

// answer: network, the largest value is classified
// says: the largest value of the map is classified
// instead of:
        return fc.call(map.mean([2L, 3L])).MoveToOuterDisposeScope();
// stands:
        return fc.call(map.amax([2L, 3L])).MoveToOuterDisposeScope();

// answer: network, the blocks of a ResNet-50
// says: the blocks of a ResNet-50
// instead of:
        layer1 = Group(1, 16, halves: false);
        layer2 = Group(2, 32, halves: true);
        layer3 = Group(4, 64, halves: true);
        layer4 = Group(1, 128, halves: true);
// stands:
        layer1 = Group(3, 16, halves: false);
        layer2 = Group(4, 32, halves: true);
        layer3 = Group(6, 64, halves: true);
        layer4 = Group(3, 128, halves: true);

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
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer,
    (Tensor Images, Tensor Labels)[] parts, double learningRate)
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
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer,
    (Tensor Images, Tensor Labels)[] parts, double learningRate)
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
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer,
    (Tensor Images, Tensor Labels)[] parts, double learningRate)
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
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer,
    (Tensor Images, Tensor Labels)[] parts, double learningRate)
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
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer,
    (Tensor Images, Tensor Labels)[] parts, double learningRate)
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
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer,
    (Tensor Images, Tensor Labels)[] parts, double learningRate)
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
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer,
    (Tensor Images, Tensor Labels)[] parts, double learningRate)
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
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer,
    (Tensor Images, Tensor Labels)[] parts, double learningRate)
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
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer,
    (Tensor Images, Tensor Labels)[] parts, double learningRate)
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
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer,
    (Tensor Images, Tensor Labels)[] parts, double learningRate)
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
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer,
    (Tensor Images, Tensor Labels)[] parts, double learningRate)
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

// answer: loop, the step counts anew in each epoch
// public: Vision-CAIR/MiniGPT-4 #263
// says: the first of a new epoch
// instead of:
    for (var epoch = 0; epoch < recipe.Epochs; epoch++)
        foreach (var batch in loader.Epoch(epoch))
        {
// stands:
    for (var epoch = 0; epoch < recipe.Epochs; epoch++)
        foreach (var (number, batch) in loader.Epoch(epoch).Index())
        {
            done = number + epoch * loader.BatchesPerEpoch;
// instead of:
            var loss = oneStep(network, optimizer, [part], rateAt(done, steps, highest, recipe.WarmUp));
// stands:
            var loss = oneStep(network, optimizer, [part], rateAt(number, steps, highest, recipe.WarmUp));

// answer: loop, evaluation mode is never left
// public: tk-rusch/coRNN #1
// says: stays in evaluation mode
// instead of:
    for (var epoch = 0; epoch < recipe.Epochs; epoch++)
// stands:
    network.train();
    for (var epoch = 0; epoch < recipe.Epochs; epoch++)
// instead of:
            network.train();
            var part = (batch.Images.to(where), batch.Labels.to(where));
// stands:
            var part = (batch.Images.to(where), batch.Labels.to(where));

// answer: loop, one rate for all steps
// says: the learning rate never changes
// instead of:
            var loss = oneStep(network, optimizer, [part], rateAt(done, steps, highest, recipe.WarmUp));
// stands:
            var loss = oneStep(network, optimizer, [part], highest);

// answer: loop, no weight decay
// says: the weight decay of the recipe is not used
// instead of:
    using var optimizer = torch.optim.AdamW(network.parameters(), highest, weight_decay: decay);
// stands:
    using var optimizer = torch.optim.AdamW(network.parameters(), highest, weight_decay: 0);

// answer: loop, the steps of one epoch for those of the run
// public: ScrollPrize/villa #1495
// says: is it the first, the second
// instead of:
    var (done, steps) = (0L, recipe.Epochs * loader.BatchesPerEpoch);
// stands:
    var (done, steps) = (0L, loader.BatchesPerEpoch);

// answer: curves, softmax taken for the one at ln 10
// public: rasbt/deeplearning-models #76
// says: this is the loss of a network that guesses
(string SoftmaxTwice, string SlippedLabels, string KeptGradients) WhichCurve() => ("X", "Y", "Z");
double SmallestLoss() => 2.302585;

// answer: curves, labels taken for the one that rises
// public: FluxML/model-zoo #220
// says: which curves could come near 0 in the end
(string SoftmaxTwice, string SlippedLabels, string KeptGradients) WhichCurve() => ("Y", "Z", "X");
double SmallestLoss() => Math.Log(Math.E + 9) - 1;

// answer: curves, the shares counted as logits
// says: taken for logits that may grow without limit
(string SoftmaxTwice, string SlippedLabels, string KeptGradients) WhichCurve() => ("Y", "X", "Z");
double SmallestLoss() => 0;

// answer: curves, ten wrong classes and not nine
// says: what share can the right class get at most
(string SoftmaxTwice, string SlippedLabels, string KeptGradients) WhichCurve() => ("Y", "X", "Z");
double SmallestLoss() => Math.Log(Math.E + 10) - 1;
