using TorchSharp.Modules;
using VisionAttention.Training;
using VisionAttention.Training.Schedules;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Ten updates of a two-layer network by each optimiser.</summary>
internal sealed class OptimizerFamily : GoldenFamily
{
    private static string[] Names => TanhNetwork.Names;

    public override string Name => "optimizer";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var (input, target) = (golden.Read("input"), golden.Read("target"));
        using var network = new TanhNetwork(name => golden.Read("weights." + name));
        var parameters = network.Weights;
        using var optimizer = Create(golden, parameters);
        using var average = golden.Config.TryGetProperty("ema_decay", out var decay) ? new ModelAverage(network, decay.GetDouble()) : null;
        var schedule = Schedule(golden);
        var steps = golden.Whole("steps");
        var (traces, gradients, averages) = (Lists(), Lists(), Lists());
        var losses = new List<Tensor>();
        var (norms, learningRates) = (new List<double>(), new List<double>());
        for (var step = 0; step <= steps; step++)
        {
            var loss = (network.call(input) - target).pow(2).mean();
            losses.Add(loss.detach());
            for (var index = 0; index < Names.Length; index++)
            {
                traces[index].Add(parameters[index].detach().clone());
                if (average is not null)
                    averages[index].Add(average.StateDict()[Names[index]].clone());
            }
            if (step == steps)
                break;
            optimizer.zero_grad();
            loss.backward();
            for (var index = 0; index < Names.Length; index++)
                gradients[index].Add(parameters[index].grad!.clone());
            if (golden.Config.TryGetProperty("clip_norm", out var largest))
                norms.Add(nn.utils.clip_grad_norm_(parameters, largest.GetDouble()));
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = schedule.At(step);
            learningRates.Add(optimizer.ParamGroups.First().LearningRate);
            optimizer.step();
            average?.Update(network);
        }
        comparison.Equal("loss", stack(losses));
        comparison.Equal("lr", tensor(learningRates.ToArray()));
        if (norms.Count > 0)
            comparison.Equal("grad_norm", tensor(norms.ToArray()));
        for (var index = 0; index < Names.Length; index++)
        {
            comparison.Equal("trace." + Names[index], stack(traces[index]));
            comparison.Equal("grads." + Names[index], stack(gradients[index]));
            if (average is not null)
                comparison.Equal("ema." + Names[index], stack(averages[index]));
        }
    }

    private static List<Tensor>[] Lists()
    {
        return [.. Names.Select(_ => new List<Tensor>())];
    }

    // The one schedule among the cases is told in words; its first rate is 0, as Hugging Face's.
    private static ILearningRateSchedule Schedule(GoldenCase golden)
    {
        var learningRate = golden.Number("lr");
        return golden.Text("schedule") switch
        {
            "" => new ConstantSchedule(learningRate),
            "warm-up 3 steps from 0, then cosine over 7" => CosineSchedule.HuggingFace(learningRate, warmUpSteps: 3, steps: 10),
            var other => throw new ArgumentException($"schedule {other} is not known"),
        };
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
