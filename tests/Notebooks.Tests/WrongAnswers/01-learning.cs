// answer: convolve, filter turned
// public: pytorch/pytorch #117534
// says: the filter is turned round
Tensor Convolve(Tensor images, Tensor filters, long stride, long padding)
{
    var padded = F.pad(images, [padding, padding, padding, padding]);
    var (tall, wide) = (filters.shape[2], filters.shape[3]);
    var (rows, columns) = ((padded.shape[2] - tall) / stride + 1, (padded.shape[3] - wide) / stride + 1);
    var turned = filters.flip(2, 3);
    var result = torch.zeros(images.shape[0], filters.shape[0], rows, columns);
    for (var row = 0L; row < rows; row++)
        for (var column = 0L; column < columns; column++)
        {
            var part = padded.narrow(2, row * stride, tall).narrow(3, column * stride, wide);
            result[.., .., row, column] = (part.unsqueeze(1) * turned).sum([2, 3, 4]);
        }
    return result;
}

// answer: convolve, padding counted once
// public: torch/cunn #39
// says: shape [2, 5, 2, 4], expected [2, 5, 3, 4]
Tensor Convolve(Tensor images, Tensor filters, long stride, long padding)
{
    var padded = F.pad(images, [padding, padding, padding, padding]);
    var (tall, wide) = (filters.shape[2], filters.shape[3]);
    var rows = (images.shape[2] + padding - tall) / stride + 1;
    var columns = (images.shape[3] + padding - wide) / stride + 1;
    var result = torch.zeros(images.shape[0], filters.shape[0], rows, columns);
    for (var row = 0L; row < rows; row++)
        for (var column = 0L; column < columns; column++)
        {
            var part = padded.narrow(2, row * stride, tall).narrow(3, column * stride, wide);
            result[.., .., row, column] = (part.unsqueeze(1) * filters).sum([2, 3, 4]);
        }
    return result;
}

// answer: convolve, rounded up
// public: d2l-ai/d2l-zh #1345
// says: shape [2, 5, 3, 5], expected [2, 5, 3, 4]
Tensor Convolve(Tensor images, Tensor filters, long stride, long padding)
{
    var padded = F.pad(images, [padding, padding + stride, padding, padding + stride]);
    var (tall, wide) = (filters.shape[2], filters.shape[3]);
    var rows = (long)Math.Ceiling((images.shape[2] + 2 * padding - tall) / (double)stride) + 1;
    var columns = (long)Math.Ceiling((images.shape[3] + 2 * padding - wide) / (double)stride) + 1;
    var result = torch.zeros(images.shape[0], filters.shape[0], rows, columns);
    for (var row = 0L; row < rows; row++)
        for (var column = 0L; column < columns; column++)
        {
            var part = padded.narrow(2, row * stride, tall).narrow(3, column * stride, wide);
            result[.., .., row, column] = (part.unsqueeze(1) * filters).sum([2, 3, 4]);
        }
    return result;
}

// answer: convolve, filter forgotten in the size
// public: japan-medical-ai/medical-ai-course-materials #85
// says: expected [2, 5, 3, 4]
Tensor Convolve(Tensor images, Tensor filters, long stride, long padding)
{
    var rows = (images.shape[2] + 2 * padding) / stride + 1;
    var columns = (images.shape[3] + 2 * padding) / stride + 1;
    var (tall, wide) = (filters.shape[2], filters.shape[3]);
    var padded = F.pad(images, [padding, padding + wide, padding, padding + tall]);
    var result = torch.zeros(images.shape[0], filters.shape[0], rows, columns);
    for (var row = 0L; row < rows; row++)
        for (var column = 0L; column < columns; column++)
        {
            var part = padded.narrow(2, row * stride, tall).narrow(3, column * stride, wide);
            result[.., .., row, column] = (part.unsqueeze(1) * filters).sum([2, 3, 4]);
        }
    return result;
}

// answer: convolve, stride in the shape only
// says: the filter moves one pixel at a time
Tensor Convolve(Tensor images, Tensor filters, long stride, long padding)
{
    var padded = F.pad(images, [padding, padding, padding, padding]);
    var (tall, wide) = (filters.shape[2], filters.shape[3]);
    var (rows, columns) = ((padded.shape[2] - tall) / stride + 1, (padded.shape[3] - wide) / stride + 1);
    var result = torch.zeros(images.shape[0], filters.shape[0], rows, columns);
    for (var row = 0L; row < rows; row++)
        for (var column = 0L; column < columns; column++)
        {
            var part = padded.narrow(2, row, tall).narrow(3, column, wide);
            result[.., .., row, column] = (part.unsqueeze(1) * filters).sum([2, 3, 4]);
        }
    return result;
}

// answer: convolve, channels averaged
// says: the channels are averaged
Tensor Convolve(Tensor images, Tensor filters, long stride, long padding)
{
    var padded = F.pad(images, [padding, padding, padding, padding]);
    var (tall, wide) = (filters.shape[2], filters.shape[3]);
    var (rows, columns) = ((padded.shape[2] - tall) / stride + 1, (padded.shape[3] - wide) / stride + 1);
    var result = torch.zeros(images.shape[0], filters.shape[0], rows, columns);
    for (var row = 0L; row < rows; row++)
        for (var column = 0L; column < columns; column++)
        {
            var part = padded.narrow(2, row * stride, tall).narrow(3, column * stride, wide);
            result[.., .., row, column] = (part.unsqueeze(1) * filters).sum([3, 4]).mean([2]);
        }
    return result;
}

// answer: entropy, maximum not subtracted
// public: NVIDIA/DeepLearningExamples #169
// says: exp overflows
Tensor CrossEntropy(Tensor logits, Tensor labels)
{
    var shares = logits.exp() / logits.exp().sum(dim: 1, keepdim: true);
    return -shares.gather(1, labels.unsqueeze(1)).log().mean();
}

// answer: entropy, shares down the columns
// public: labmlai/annotated_deep_learning_paper_implementations #146
// says: the shares are made down the columns
Tensor CrossEntropy(Tensor logits, Tensor labels)
{
    var shifted = logits - logits.amax([0], keepdim: true);
    var logShares = shifted - shifted.exp().sum(dim: 0, keepdim: true).log();
    return -logShares.gather(1, labels.unsqueeze(1)).mean();
}

// answer: entropy, softmax twice
// public: tflearn/tflearn #562
// says: softmax is taken twice
Tensor CrossEntropy(Tensor logits, Tensor labels)
{
    var shares = F.softmax(logits, dim: 1);
    var logShares = shares - shares.exp().sum(dim: 1, keepdim: true).log();
    return -logShares.gather(1, labels.unsqueeze(1)).mean();
}

// answer: entropy, mean over all classes
// says: the mean runs over all classes
Tensor CrossEntropy(Tensor logits, Tensor labels)
{
    var shifted = logits - logits.amax([1], keepdim: true);
    var logShares = shifted - shifted.exp().sum(dim: 1, keepdim: true).log();
    return -(logShares * F.one_hot(labels, logits.shape[1]).to(torch.float32)).mean();
}

// answer: entropy, logarithm of a share of 0
// says: it costs 1000 by itself
Tensor CrossEntropy(Tensor logits, Tensor labels)
{
    return -F.softmax(logits, dim: 1).gather(1, labels.unsqueeze(1)).log().mean();
}

// answer: adamw, epsilon before the correction
// public: karpathy/nanochat #304
// says: so the correction divides it, too
(Tensor Weight, Tensor Mean, Tensor Square) AdamWStep(
    Tensor weight, Tensor gradient, Tensor mean, Tensor square, int step, double learningRate, double weightDecay)
{
    mean = 0.9 * mean + 0.1 * gradient;
    square = 0.999 * square + 0.001 * gradient.square();
    var divisor = (square.sqrt() + 1e-8) / Math.Sqrt(1 - Math.Pow(0.999, step));
    weight = weight - learningRate * weightDecay * weight - learningRate * mean / (1 - Math.Pow(0.9, step)) / divisor;
    return (weight, mean, square);
}

// answer: adamw, decay through the gradient
// public: keras-team/keras #19051
// says: the decay goes through the gradient
(Tensor Weight, Tensor Mean, Tensor Square) AdamWStep(
    Tensor weight, Tensor gradient, Tensor mean, Tensor square, int step, double learningRate, double weightDecay)
{
    gradient = gradient + weightDecay * weight;
    mean = 0.9 * mean + 0.1 * gradient;
    square = 0.999 * square + 0.001 * gradient.square();
    var (meanNow, squareNow) = (mean / (1 - Math.Pow(0.9, step)), square / (1 - Math.Pow(0.999, step)));
    return (weight - learningRate * meanNow / (squareNow.sqrt() + 1e-8), mean, square);
}

// answer: adamw, no correction
// says: both corrections, with t = 1
(Tensor Weight, Tensor Mean, Tensor Square) AdamWStep(
    Tensor weight, Tensor gradient, Tensor mean, Tensor square, int step, double learningRate, double weightDecay)
{
    mean = 0.9 * mean + 0.1 * gradient;
    square = 0.999 * square + 0.001 * gradient.square();
    return (weight - learningRate * (weightDecay * weight + mean / (square.sqrt() + 1e-8)), mean, square);
}

// answer: adamw, corrected means handed on
// says: the running means without their correction
(Tensor Weight, Tensor Mean, Tensor Square) AdamWStep(
    Tensor weight, Tensor gradient, Tensor mean, Tensor square, int step, double learningRate, double weightDecay)
{
    mean = (0.9 * mean + 0.1 * gradient) / (1 - Math.Pow(0.9, step));
    square = (0.999 * square + 0.001 * gradient.square()) / (1 - Math.Pow(0.999, step));
    return (weight - learningRate * (weightDecay * weight + mean / (square.sqrt() + 1e-8)), mean, square);
}

// answer: adamw, decay without the rate
// says: the decay is not multiplied by the learning rate
(Tensor Weight, Tensor Mean, Tensor Square) AdamWStep(
    Tensor weight, Tensor gradient, Tensor mean, Tensor square, int step, double learningRate, double weightDecay)
{
    mean = 0.9 * mean + 0.1 * gradient;
    square = 0.999 * square + 0.001 * gradient.square();
    var (meanNow, squareNow) = (mean / (1 - Math.Pow(0.9, step)), square / (1 - Math.Pow(0.999, step)));
    return (weight * (1 - weightDecay) - learningRate * meanNow / (squareNow.sqrt() + 1e-8), mean, square);
}

// answer: norm, biased running variance
// public: ml-explore/mlx #3817
// says: the running variance gets the one divided by n
(Tensor Output, Tensor RunningMean, Tensor RunningVariance) BatchNorm(
    Tensor x, Tensor runningMean, Tensor runningVariance, bool isTraining, double momentum, double epsilon)
{
    var (mean, variance) = isTraining ? (x.mean([0, 2, 3]), x.var([0, 2, 3], unbiased: false)) : (runningMean, runningVariance);
    var output = (x - mean.reshape(1, -1, 1, 1)) / (variance.reshape(1, -1, 1, 1) + epsilon).sqrt();
    if (!isTraining) return (output, runningMean, runningVariance);
    return (output, (1 - momentum) * runningMean + momentum * mean, (1 - momentum) * runningVariance + momentum * variance);
}

// answer: norm, unbiased in the batch
// public: pytorch/pytorch #3122
// says: the variance (divided by n here)
(Tensor Output, Tensor RunningMean, Tensor RunningVariance) BatchNorm(
    Tensor x, Tensor runningMean, Tensor runningVariance, bool isTraining, double momentum, double epsilon)
{
    var (mean, variance) = isTraining ? (x.mean([0, 2, 3]), x.var([0, 2, 3])) : (runningMean, runningVariance);
    var output = (x - mean.reshape(1, -1, 1, 1)) / (variance.reshape(1, -1, 1, 1) + epsilon).sqrt();
    if (!isTraining) return (output, runningMean, runningVariance);
    return (output, (1 - momentum) * runningMean + momentum * mean, (1 - momentum) * runningVariance + momentum * variance);
}

// answer: norm, running numbers not kept
// public: HomericIntelligence/Odyssey #5532
// says: the running mean is not kept up
(Tensor Output, Tensor RunningMean, Tensor RunningVariance) BatchNorm(
    Tensor x, Tensor runningMean, Tensor runningVariance, bool isTraining, double momentum, double epsilon)
{
    var (mean, variance) = isTraining ? (x.mean([0, 2, 3]), x.var([0, 2, 3], unbiased: false)) : (runningMean, runningVariance);
    var output = (x - mean.reshape(1, -1, 1, 1)) / (variance.reshape(1, -1, 1, 1) + epsilon).sqrt();
    return (output, runningMean.clone(), runningVariance.clone());
}

// answer: norm, epsilon in the running variance
// public: keras-team/keras-contrib #287
// says: ε has got into the running variance
(Tensor Output, Tensor RunningMean, Tensor RunningVariance) BatchNorm(
    Tensor x, Tensor runningMean, Tensor runningVariance, bool isTraining, double momentum, double epsilon)
{
    var (mean, variance) = isTraining ? (x.mean([0, 2, 3]), x.var([0, 2, 3], unbiased: false)) : (runningMean, runningVariance);
    var output = (x - mean.reshape(1, -1, 1, 1)) / (variance.reshape(1, -1, 1, 1) + epsilon).sqrt();
    if (!isTraining) return (output, runningMean, runningVariance);
    var unbiased = x.var([0, 2, 3]) + epsilon;
    return (output, (1 - momentum) * runningMean + momentum * mean, (1 - momentum) * runningVariance + momentum * unbiased);
}

// answer: norm, batch numbers in evaluation
// says: the batch's own numbers are used in evaluation
(Tensor Output, Tensor RunningMean, Tensor RunningVariance) BatchNorm(
    Tensor x, Tensor runningMean, Tensor runningVariance, bool isTraining, double momentum, double epsilon)
{
    var (mean, variance) = (x.mean([0, 2, 3]), x.var([0, 2, 3], unbiased: false));
    var output = (x - mean.reshape(1, -1, 1, 1)) / (variance.reshape(1, -1, 1, 1) + epsilon).sqrt();
    if (!isTraining) return (output, runningMean, runningVariance);
    return (output, (1 - momentum) * runningMean + momentum * mean, (1 - momentum) * runningVariance + momentum * x.var([0, 2, 3]));
}

// answer: norm, shares exchanged
// says: the shares of old and new are exchanged
(Tensor Output, Tensor RunningMean, Tensor RunningVariance) BatchNorm(
    Tensor x, Tensor runningMean, Tensor runningVariance, bool isTraining, double momentum, double epsilon)
{
    var (mean, variance) = isTraining ? (x.mean([0, 2, 3]), x.var([0, 2, 3], unbiased: false)) : (runningMean, runningVariance);
    var output = (x - mean.reshape(1, -1, 1, 1)) / (variance.reshape(1, -1, 1, 1) + epsilon).sqrt();
    if (!isTraining) return (output, runningMean, runningVariance);
    return (output, momentum * runningMean + (1 - momentum) * mean, momentum * runningVariance + (1 - momentum) * x.var([0, 2, 3]));
}

// answer: loop, gradients never zeroed
// public: wenet-e2e/wekws #73
// says: whose gradients are these?
(List<double> Losses, List<double> Accuracies) MyFit(
    Sequential network, BatchLoader loader, Tensor heldOutImages, Tensor heldOutLabels, TrainingOptions recipe)
{
    var (losses, accuracies) = (new List<double>(), new List<double>());
    using var optimizer = torch.optim.AdamW(network.parameters(), recipe.LearningRate, weight_decay: recipe.WeightDecay);
    for (var epoch = 0; epoch < recipe.Epochs; epoch++)
    {
        network.train();
        foreach (var batch in loader.Epoch(epoch))
        {
            using var scope = torch.NewDisposeScope();
            var loss = F.cross_entropy(network.call(batch.Images), batch.Labels);
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToDouble());
        }
        network.eval();
        using var off = torch.no_grad();
        accuracies.Add(100 * network.call(heldOutImages).argmax(1).eq(heldOutLabels).to(torch.float64).mean().ToDouble());
    }
    return (losses, accuracies);
}

// answer: loop, gradients zeroed once an epoch
// public: salesforce/corr_based_prediction #1
// says: whose gradients are these?
(List<double> Losses, List<double> Accuracies) MyFit(
    Sequential network, BatchLoader loader, Tensor heldOutImages, Tensor heldOutLabels, TrainingOptions recipe)
{
    var (losses, accuracies) = (new List<double>(), new List<double>());
    using var optimizer = torch.optim.AdamW(network.parameters(), recipe.LearningRate, weight_decay: recipe.WeightDecay);
    for (var epoch = 0; epoch < recipe.Epochs; epoch++)
    {
        network.train();
        optimizer.zero_grad();
        foreach (var batch in loader.Epoch(epoch))
        {
            using var scope = torch.NewDisposeScope();
            var loss = F.cross_entropy(network.call(batch.Images), batch.Labels);
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToDouble());
        }
        network.eval();
        using var off = torch.no_grad();
        accuracies.Add(100 * network.call(heldOutImages).argmax(1).eq(heldOutLabels).to(torch.float64).mean().ToDouble());
    }
    return (losses, accuracies);
}

// answer: loop, softmax before cross-entropy
// public: Lightning-Universe/lightning-bolts #654
// says: softmax is taken twice
(List<double> Losses, List<double> Accuracies) MyFit(
    Sequential network, BatchLoader loader, Tensor heldOutImages, Tensor heldOutLabels, TrainingOptions recipe)
{
    var (losses, accuracies) = (new List<double>(), new List<double>());
    using var optimizer = torch.optim.AdamW(network.parameters(), recipe.LearningRate, weight_decay: recipe.WeightDecay);
    for (var epoch = 0; epoch < recipe.Epochs; epoch++)
    {
        network.train();
        foreach (var batch in loader.Epoch(epoch))
        {
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            var loss = F.cross_entropy(F.softmax(network.call(batch.Images), 1), batch.Labels);
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToDouble());
        }
        network.eval();
        using var off = torch.no_grad();
        accuracies.Add(100 * network.call(heldOutImages).argmax(1).eq(heldOutLabels).to(torch.float64).mean().ToDouble());
    }
    return (losses, accuracies);
}

// answer: loop, never back to training mode
// public: joeynmt/joeynmt #184
// says: the network's mode after it was tested
(List<double> Losses, List<double> Accuracies) MyFit(
    Sequential network, BatchLoader loader, Tensor heldOutImages, Tensor heldOutLabels, TrainingOptions recipe)
{
    var (losses, accuracies) = (new List<double>(), new List<double>());
    using var optimizer = torch.optim.AdamW(network.parameters(), recipe.LearningRate, weight_decay: recipe.WeightDecay);
    network.train();
    for (var epoch = 0; epoch < recipe.Epochs; epoch++)
    {
        foreach (var batch in loader.Epoch(epoch))
        {
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            var loss = F.cross_entropy(network.call(batch.Images), batch.Labels);
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToDouble());
        }
        network.eval();
        using var off = torch.no_grad();
        accuracies.Add(100 * network.call(heldOutImages).argmax(1).eq(heldOutLabels).to(torch.float64).mean().ToDouble());
    }
    return (losses, accuracies);
}

// answer: loop, tested in training mode
// public: udacity/deep-learning-v2-pytorch #397
// says: the mode in which the network is tested
(List<double> Losses, List<double> Accuracies) MyFit(
    Sequential network, BatchLoader loader, Tensor heldOutImages, Tensor heldOutLabels, TrainingOptions recipe)
{
    var (losses, accuracies) = (new List<double>(), new List<double>());
    using var optimizer = torch.optim.AdamW(network.parameters(), recipe.LearningRate, weight_decay: recipe.WeightDecay);
    for (var epoch = 0; epoch < recipe.Epochs; epoch++)
    {
        foreach (var batch in loader.Epoch(epoch))
        {
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            var loss = F.cross_entropy(network.call(batch.Images), batch.Labels);
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToDouble());
        }
        using var off = torch.no_grad();
        accuracies.Add(100 * network.call(heldOutImages).argmax(1).eq(heldOutLabels).to(torch.float64).mean().ToDouble());
    }
    return (losses, accuracies);
}

// answer: loop, decay forgotten
// says: the weight decay of the recipe is not used
(List<double> Losses, List<double> Accuracies) MyFit(
    Sequential network, BatchLoader loader, Tensor heldOutImages, Tensor heldOutLabels, TrainingOptions recipe)
{
    var (losses, accuracies) = (new List<double>(), new List<double>());
    using var optimizer = torch.optim.AdamW(network.parameters(), recipe.LearningRate);
    for (var epoch = 0; epoch < recipe.Epochs; epoch++)
    {
        network.train();
        foreach (var batch in loader.Epoch(epoch))
        {
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            var loss = F.cross_entropy(network.call(batch.Images), batch.Labels);
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToDouble());
        }
        network.eval();
        using var off = torch.no_grad();
        accuracies.Add(100 * network.call(heldOutImages).argmax(1).eq(heldOutLabels).to(torch.float64).mean().ToDouble());
    }
    return (losses, accuracies);
}

// answer: loop, the same order each epoch
// says: what changes between epochs
(List<double> Losses, List<double> Accuracies) MyFit(
    Sequential network, BatchLoader loader, Tensor heldOutImages, Tensor heldOutLabels, TrainingOptions recipe)
{
    var (losses, accuracies) = (new List<double>(), new List<double>());
    using var optimizer = torch.optim.AdamW(network.parameters(), recipe.LearningRate, weight_decay: recipe.WeightDecay);
    for (var epoch = 0; epoch < recipe.Epochs; epoch++)
    {
        network.train();
        foreach (var batch in loader.Epoch(0))
        {
            using var scope = torch.NewDisposeScope();
            optimizer.zero_grad();
            var loss = F.cross_entropy(network.call(batch.Images), batch.Labels);
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToDouble());
        }
        network.eval();
        using var off = torch.no_grad();
        accuracies.Add(100 * network.call(heldOutImages).argmax(1).eq(heldOutLabels).to(torch.float64).mean().ToDouble());
    }
    return (losses, accuracies);
}
