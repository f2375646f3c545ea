using TorchSharp.Modules;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Ten updates of a two-layer network by each optimiser.</summary>
internal sealed class OptimizerFamily : GoldenFamily
{
    private static readonly string[] Names = ["w1", "b1", "w2", "b2"];

    public override string Name => "optimizer";

    public override string? Unsupported(GoldenCase golden)
    {
        if (golden.Name.Contains("ema", StringComparison.Ordinal))
            return "the moving average of weights is not in the library yet";
        return null;
    }

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var (input, target) = (golden.Read("input"), golden.Read("target"));
        var parameters = Names.Select(name => new Parameter(golden.Read("weights." + name))).ToArray();
        using var optimizer = Create(golden, parameters);
        var steps = golden.Whole("steps");
        var traces = Names.Select(_ => new List<Tensor>()).ToArray();
        var gradients = Names.Select(_ => new List<Tensor>()).ToArray();
        var losses = new List<Tensor>();
        var learningRates = new List<double>();
        for (var step = 0; step <= steps; step++)
        {
            var hidden = (matmul(input, parameters[0].t()) + parameters[1]).tanh();
            var loss = (matmul(hidden, parameters[2].t()) + parameters[3] - target).pow(2).mean();
            losses.Add(loss.detach());
            for (var index = 0; index < Names.Length; index++)
                traces[index].Add(parameters[index].detach().clone());
            if (step == steps)
                break;
            optimizer.zero_grad();
            loss.backward();
            for (var index = 0; index < Names.Length; index++)
                gradients[index].Add(parameters[index].grad!.clone());
            learningRates.Add(optimizer.ParamGroups.First().LearningRate);
            optimizer.step();
        }
        comparison.Equal("loss", stack(losses));
        comparison.Equal("lr", tensor(learningRates.ToArray()));
        for (var index = 0; index < Names.Length; index++)
        {
            comparison.Equal("trace." + Names[index], stack(traces[index]));
            comparison.Equal("grads." + Names[index], stack(gradients[index]));
        }
    }

    private static optim.Optimizer Create(GoldenCase golden, Parameter[] parameters)
    {
        var learningRate = golden.Number("lr");
        var decay = golden.Config.TryGetProperty("weight_decay", out var value) ? value.GetDouble() : 0;
        if (golden.Name.StartsWith("sgd", StringComparison.Ordinal))
        {
            var momentum = golden.Config.TryGetProperty("momentum", out var given) ? given.GetDouble() : 0;
            return optim.SGD(parameters, learningRate, momentum, weight_decay: decay, nesterov: golden.Flag("nesterov"));
        }
        if (golden.Name == "rmsprop")
        {
            return optim.RMSProp(parameters, learningRate, golden.Number("alpha"), golden.Number("eps"), decay, golden.Number("momentum"));
        }
        if (golden.Name == "adam-l2")
            return optim.Adam(parameters, learningRate, weight_decay: decay);
        if (golden.Config.TryGetProperty("no_decay", out _))
        {
            var groups = new[]
            {
                new AdamW.ParamGroup(parameters.Where(parameter => parameter.ndim > 1), lr: learningRate, weight_decay: decay),
                new AdamW.ParamGroup(parameters.Where(parameter => parameter.ndim == 1), lr: learningRate, weight_decay: 0),
            };
            return optim.AdamW(groups, lr: learningRate);
        }
        return optim.AdamW(parameters, learningRate, weight_decay: decay, amsgrad: golden.Flag("amsgrad"));
    }
}
