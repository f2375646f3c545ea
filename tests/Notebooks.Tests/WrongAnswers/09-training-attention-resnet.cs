// answer: schedule, the cosine counted from step 0
// public: lindermanlab/S5 #11
// says: counted from step 0
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = warmUp * steps;
    if (step < w) return highest * (step + 1) / (w + 1);
    var passed = step / (double)steps;
    return highest * (1 + Math.Cos(Math.PI * passed)) / 2;
}

// answer: schedule, no warm-up
// public: Tencent-Hunyuan/UniRL #223
// says: the warm-up is missing
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = 0.0;
    if (step < w) return highest * (step + 1) / (w + 1);
    var passed = (step - w) / (steps - w);
    return highest * (1 + Math.Cos(Math.PI * passed)) / 2;
}

// answer: schedule, a jump after the warm-up
// public: PaddlePaddle/PaddleDetection #4611
// says: Look at: the first step
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = warmUp * steps;
    if (step < w) return highest / 2 * (step + 1) / (w + 1);
    var passed = (step - w) / (steps - w);
    return highest * (1 + Math.Cos(Math.PI * passed)) / 2;
}

// answer: schedule, quarter wave
// says: a quarter of a wave
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = warmUp * steps;
    if (step < w) return highest * (step + 1) / (w + 1);
    var passed = (step - w) / (steps - w);
    return highest * Math.Cos(Math.PI / 2 * passed);
}

// answer: schedule, down to 0
// says: the last step reaches 0
double RateAt(long step, long steps, double highest, double warmUp)
{
    var w = warmUp * steps;
    if (step < w) return highest * (step + 1) / (w + 1);
    var passed = (step - w) / (steps - 1 - w);
    return highest * (1 + Math.Cos(Math.PI * passed)) / 2;
}

// answer: step, not divided
// public: karpathy/nanoGPT #206
// says: the parts' means are added and divided by nothing
void TrainingStep(
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer, Tensor[] images, Tensor[] labels)
{
    var count = labels.Sum(part => part.shape[0]);
    optimizer.zero_grad();
    for (var part = 0; part < images.Length; part++)
    {
        using var scope = torch.NewDisposeScope();
        var loss = F.cross_entropy(network.call(images[part]), labels[part]);        // the mean over this part
        loss.backward();
    }
    optimizer.step();
}

// answer: step, every part alike
// public: huggingface/transformers #38872
// says: every part counts alike
void TrainingStep(
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer, Tensor[] images, Tensor[] labels)
{
    var count = labels.Sum(part => part.shape[0]);
    optimizer.zero_grad();
    for (var part = 0; part < images.Length; part++)
    {
        using var scope = torch.NewDisposeScope();
        var loss = F.cross_entropy(network.call(images[part]), labels[part]);        // the mean over this part
        (loss / images.Length).backward();
    }
    optimizer.step();
}

// answer: step, the last part dropped
// public: tomhosking/torchseq #8
// says: the last part is left out
void TrainingStep(
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer, Tensor[] images, Tensor[] labels)
{
    var count = labels.Sum(part => part.shape[0]);
    optimizer.zero_grad();
    for (var part = 0; part < images.Length - 1; part++)
    {
        using var scope = torch.NewDisposeScope();
        var loss = F.cross_entropy(network.call(images[part]), labels[part]);        // the mean over this part
        (loss * labels[part].shape[0] / count).backward();
    }
    optimizer.step();
}

// answer: step, gradients not cleared
// public: wenet-e2e/wekws #73
// says: the gradients of the step before are still there
void TrainingStep(
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer, Tensor[] images, Tensor[] labels)
{
    var count = labels.Sum(part => part.shape[0]);
    for (var part = 0; part < images.Length; part++)
    {
        using var scope = torch.NewDisposeScope();
        var loss = F.cross_entropy(network.call(images[part]), labels[part]);        // the mean over this part
        (loss * labels[part].shape[0] / count).backward();
    }
    optimizer.step();
}

// answer: step, gradients cleared for each part
// says: the last part alone counts
void TrainingStep(
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer, Tensor[] images, Tensor[] labels)
{
    var count = labels.Sum(part => part.shape[0]);
    for (var part = 0; part < images.Length; part++)
    {
        using var scope = torch.NewDisposeScope();
        optimizer.zero_grad();
        var loss = F.cross_entropy(network.call(images[part]), labels[part]);        // the mean over this part
        (loss * labels[part].shape[0] / count).backward();
    }
    optimizer.step();
}

// answer: step, softmax before cross-entropy
// public: tflearn/tflearn #562
// says: Look at: what happens once
void TrainingStep(
    torch.nn.Module<Tensor, Tensor> network, torch.optim.Optimizer optimizer, Tensor[] images, Tensor[] labels)
{
    var count = labels.Sum(part => part.shape[0]);
    optimizer.zero_grad();
    for (var part = 0; part < images.Length; part++)
    {
        using var scope = torch.NewDisposeScope();
        var loss = F.cross_entropy(F.softmax(network.call(images[part]), dim: 1), labels[part]);        // the mean over this part
        (loss * labels[part].shape[0] / count).backward();
    }
    optimizer.step();
}

// answer: confusion, transposed
// public: ultralytics/ultralytics #2491
// says: rows are the answers, and the percent are of the true class
double[,] Confusion(long[] truth, long[] answers, int classes)
{
    var percent = new double[classes, classes];
    var ofClass = truth.GroupBy(label => label).ToDictionary(group => group.Key, group => group.Count());
    for (var image = 0; image < truth.Length; image++)
        percent[answers[image], truth[image]] += 100.0 / ofClass[truth[image]];
    return percent;
}

// answer: confusion, percent of the column
// public: GilLevi/AgeGenderDeepLearning #29
// says: each column sums to 100
double[,] Confusion(long[] truth, long[] answers, int classes)
{
    var percent = new double[classes, classes];
    var ofClass = answers.GroupBy(label => label).ToDictionary(group => group.Key, group => group.Count());
    for (var image = 0; image < truth.Length; image++)
        percent[truth[image], answers[image]] += 100.0 / ofClass[answers[image]];
    return percent;
}

// answer: confusion, percent of all
// says: the percent are of all images
double[,] Confusion(long[] truth, long[] answers, int classes)
{
    var percent = new double[classes, classes];
    var ofClass = truth.GroupBy(label => label).ToDictionary(group => group.Key, group => group.Count());
    for (var image = 0; image < truth.Length; image++)
        percent[truth[image], answers[image]] += 100.0 / truth.Length;
    return percent;
}

// answer: confusion, rows are answers
// says: rows are the answers: a row belongs to a true class
double[,] Confusion(long[] truth, long[] answers, int classes)
{
    var percent = new double[classes, classes];
    var ofClass = answers.GroupBy(label => label).ToDictionary(group => group.Key, group => group.Count());
    for (var image = 0; image < truth.Length; image++)
        percent[answers[image], truth[image]] += 100.0 / ofClass[answers[image]];
    return percent;
}

// answer: sharpness, zero times infinity
// public: huggingface/trl #7221
// says: not numbers
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.log()).sum().neg().exp();
}

// answer: sharpness, zero times infinity, the other way round
// public: kkirchheim/pytorch-ood #84
// says: not numbers
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.reciprocal().log()).sum().exp();
}

// answer: sharpness, no exponential
// says: the exponential is missing
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.clamp_min(1e-12).log()).sum().neg();
}

// answer: sharpness, sign
// says: the minus sign is missing
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.clamp_min(1e-12).log()).sum().exp();
}

// answer: sharpness, mean
// says: the mean over the places
Tensor PlacesLookedAt(Tensor weights)
{
    return (weights * weights.clamp_min(1e-12).log()).mean().neg().exp();
}
