// answer: distances, norms and dot products
// public: Lightning-AI/torchmetrics #1351
// says: so take differences first
Tensor Distances(Tensor a, Tensor b)
{
    var (squaresOfA, squaresOfB) = (a.square().sum(dim: 1, keepdim: true), b.square().sum(dim: 1, keepdim: true));
    return squaresOfA + squaresOfB.t() - 2 * torch.matmul(a, b.t());
}

// answer: distances, other way round
// says: shape [5, 3], expected [3, 5]
Tensor Distances(Tensor a, Tensor b)
{
    return (a.unsqueeze(0) - b.unsqueeze(1)).square().sum(dim: -1);
}

// answer: distances, no side of 1
// public: jsboige/CoursIA #926
// says: could not be computed
Tensor Distances(Tensor a, Tensor b)
{
    return (a - b).square().sum(dim: -1);
}

// answer: distances, sum before square
// says: the differences are added up before they are squared
Tensor Distances(Tensor a, Tensor b)
{
    return (a.unsqueeze(1) - b.unsqueeze(0)).sum(dim: -1).square();
}

// answer: distances, with the root
// says: the root is taken as well
Tensor Distances(Tensor a, Tensor b)
{
    var difference = a.unsqueeze(1) - b.unsqueeze(0);
    return difference.square().sum(dim: -1).sqrt();
}

// answer: distances, dot products
// says: the pairs are multiplied
Tensor Distances(Tensor a, Tensor b)
{
    return torch.matmul(a, b.t());
}

// answer: slope, every point with every target
// public: pytorch/pytorch #19699
// says: every point is compared with the targets of all
Tensor PlaneGradient(Tensor inputs, Tensor targets, Tensor weight, double intercept)
{
    var error = torch.matmul(inputs, weight) + intercept - targets;
    var slope = 2 * torch.matmul(inputs.t(), error).mean([1]) / targets.shape[0];
    return torch.cat([slope, 2 * error.mean().reshape(1)]);
}

// answer: slope, sum for mean
// public: eriklindernoren/ML-From-Scratch #38
// says: the sum is taken over the points, not the mean
Tensor PlaneGradient(Tensor inputs, Tensor targets, Tensor weight, double intercept)
{
    var error = torch.matmul(inputs, weight).squeeze(1) + intercept - targets;
    return torch.cat([2 * torch.matmul(inputs.t(), error), 2 * error.sum().reshape(1)]);
}

// answer: slope, no factor two
// public: davisking/dlib #1169
// says: the factor 2 is missing
Tensor PlaneGradient(Tensor inputs, Tensor targets, Tensor weight, double intercept)
{
    var error = torch.matmul(inputs, weight).squeeze(1) + intercept - targets;
    return torch.cat([torch.matmul(inputs.t(), error) / targets.shape[0], error.mean().reshape(1)]);
}

// answer: slope, sign turned
// says: the sign is turned
Tensor PlaneGradient(Tensor inputs, Tensor targets, Tensor weight, double intercept)
{
    var error = targets - torch.matmul(inputs, weight).squeeze(1) - intercept;
    return torch.cat([2 * torch.matmul(inputs.t(), error) / targets.shape[0], 2 * error.mean().reshape(1)]);
}

// answer: slope, intercept first
// says: the intercept comes first
Tensor PlaneGradient(Tensor inputs, Tensor targets, Tensor weight, double intercept)
{
    var error = torch.matmul(inputs, weight).squeeze(1) + intercept - targets;
    return torch.cat([2 * error.mean().reshape(1), 2 * torch.matmul(inputs.t(), error) / targets.shape[0]]);
}

// answer: layers, derivative of tanh at h
// public: tsoding/nn.h #18
// says: tanh is applied twice
(Tensor W1, Tensor B1, Tensor W2, Tensor B2) TwoLayerGradients(
    Tensor x, Tensor y, Tensor w1, Tensor b1, Tensor w2, Tensor b2)
{
    var h = (torch.matmul(x, w1) + b1).tanh();
    var atOutput = 2 * (torch.matmul(h, w2) + b2 - y) / y.numel();
    var atInner = torch.matmul(atOutput, w2.t()) * (1 - h.tanh().square());
    return (torch.matmul(x.t(), atInner), atInner.sum(dim: 0), torch.matmul(h.t(), atOutput), atOutput.sum(dim: 0));
}

// answer: layers, no derivative of tanh
// public: Bot-Academy/NeuralNetworkFromScratch #3
// says: tanh is left out
(Tensor W1, Tensor B1, Tensor W2, Tensor B2) TwoLayerGradients(
    Tensor x, Tensor y, Tensor w1, Tensor b1, Tensor w2, Tensor b2)
{
    var h = (torch.matmul(x, w1) + b1).tanh();
    var atOutput = 2 * (torch.matmul(h, w2) + b2 - y) / y.numel();
    var atInner = torch.matmul(atOutput, w2.t());
    return (torch.matmul(x.t(), atInner), atInner.sum(dim: 0), torch.matmul(h.t(), atOutput), atOutput.sum(dim: 0));
}

// answer: layers, one number for all of b
// public: rasbt/stat453-deep-learning-ss21 #5
// says: shape [], expected [2]
(Tensor W1, Tensor B1, Tensor W2, Tensor B2) TwoLayerGradients(
    Tensor x, Tensor y, Tensor w1, Tensor b1, Tensor w2, Tensor b2)
{
    var h = (torch.matmul(x, w1) + b1).tanh();
    var atOutput = 2 * (torch.matmul(h, w2) + b2 - y) / y.numel();
    var atInner = torch.matmul(atOutput, w2.t()) * (1 - h.square());
    return (torch.matmul(x.t(), atInner), atInner.sum(), torch.matmul(h.t(), atOutput), atOutput.sum());
}

// answer: layers, mean for the sum of b
// public: kvfrans/notes #5
// says: divided by N once more
(Tensor W1, Tensor B1, Tensor W2, Tensor B2) TwoLayerGradients(
    Tensor x, Tensor y, Tensor w1, Tensor b1, Tensor w2, Tensor b2)
{
    var h = (torch.matmul(x, w1) + b1).tanh();
    var atOutput = 2 * (torch.matmul(h, w2) + b2 - y) / y.numel();
    var atInner = torch.matmul(atOutput, w2.t()) * (1 - h.square());
    return (torch.matmul(x.t(), atInner), atInner.mean([0]), torch.matmul(h.t(), atOutput), atOutput.mean([0]));
}

// answer: layers, sum for mean
// says: the sum is taken over all numbers
(Tensor W1, Tensor B1, Tensor W2, Tensor B2) TwoLayerGradients(
    Tensor x, Tensor y, Tensor w1, Tensor b1, Tensor w2, Tensor b2)
{
    var h = (torch.matmul(x, w1) + b1).tanh();
    var atOutput = 2 * (torch.matmul(h, w2) + b2 - y);
    var atInner = torch.matmul(atOutput, w2.t()) * (1 - h.square());
    return (torch.matmul(x.t(), atInner), atInner.sum(dim: 0), torch.matmul(h.t(), atOutput), atOutput.sum(dim: 0));
}

// answer: layers, divided by the points only
// says: the mean is taken over the points only
(Tensor W1, Tensor B1, Tensor W2, Tensor B2) TwoLayerGradients(
    Tensor x, Tensor y, Tensor w1, Tensor b1, Tensor w2, Tensor b2)
{
    var h = (torch.matmul(x, w1) + b1).tanh();
    var atOutput = 2 * (torch.matmul(h, w2) + b2 - y) / y.shape[0];
    var atInner = torch.matmul(atOutput, w2.t()) * (1 - h.square());
    return (torch.matmul(x.t(), atInner), atInner.sum(dim: 0), torch.matmul(h.t(), atOutput), atOutput.sum(dim: 0));
}

// answer: repeat, no scope
// public: dotnet/TorchSharp #450
// says: no scope holds what a round makes
Tensor Repeat(Tensor start, int rounds, Func<Tensor, Tensor> step)
{
    var current = start;
    for (var round = 0; round < rounds; round++)
        current = step(current);
    return current;
}

// answer: repeat, result not moved
// public: dotnet/TorchSharp #467
// says: was disposed of already
Tensor Repeat(Tensor start, int rounds, Func<Tensor, Tensor> step)
{
    using var scope = torch.NewDisposeScope();
    var current = start;
    for (var round = 0; round < rounds; round++)
        current = step(current);
    return current;
}

// answer: repeat, scope around the loop
// says: inside the loop, not around it
Tensor Repeat(Tensor start, int rounds, Func<Tensor, Tensor> step)
{
    using var scope = torch.NewDisposeScope();
    var current = start;
    for (var round = 0; round < rounds; round++)
        current = step(current);
    return current.MoveToOuterDisposeScope();
}

// answer: repeat, results of all rounds kept
// says: the result of every round is kept
Tensor Repeat(Tensor start, int rounds, Func<Tensor, Tensor> step)
{
    var current = start.clone();
    for (var round = 0; round < rounds; round++)
    {
        using var scope = torch.NewDisposeScope();
        current = step(current).MoveToOuterDisposeScope();
    }
    return current;
}

// answer: repeat, start disposed of
// says: the caller's tensor could not be computed
// instead of:
    var current = start.clone();                                                     // ours, so it may be disposed of
// stands:
    var current = start;
