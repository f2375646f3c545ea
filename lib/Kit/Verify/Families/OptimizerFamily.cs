using TorchSharp.Modules;
using VisionAttention.Training;
using VisionAttention.Training.Schedules;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Ten updates of a two-layer network by each optimiser.</summary>
internal sealed class OptimizerFamily : GoldenFamily
{
    private static readonly string[] Names = ["w1", "b1", "w2", "b2"];

    public override string Name => "optimizer";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var (input, target) = (golden.Read("input"), golden.Read("target"));
        var parameters = Names.Select(name => new Parameter(golden.Read("weights." + name))).ToArray();
        using var network = new Network(parameters);
        using var optimizer = Create(golden, parameters);
        using var average = golden.Config.TryGetProperty("ema_decay", out var decay) ? new ModelAverage(network, decay.GetDouble()) : null;
        var steps = golden.Whole("steps");
        var recorded = new Dictionary<string, List<Tensor>>();
        var (learningRates, norms) = (new List<double>(), new List<double>());
        for (var step = 0; step <= steps; step++)
        {
            var loss = (network.call(input) - target).pow(2).mean();
            Record("loss", loss);
            foreach (var (name, parameter) in Names.Zip(parameters))
            {
                Record("trace." + name, parameter);
                if (average is not null)
                    Record("ema." + name, average.Averages[name]);
            }
            if (step == steps)
                break;
            optimizer.zero_grad();
            loss.backward();
            foreach (var (name, parameter) in Names.Zip(parameters))
                Record("grads." + name, parameter.grad!);
            if (golden.Config.TryGetProperty("clip_norm", out var clip))
                norms.Add(nn.utils.clip_grad_norm_(parameters, clip.GetDouble()));
            if (golden.Text("schedule") == "warm-up 3 steps from 0, then cosine over 7")
                SetRate(optimizer, CosineSchedule.Torch(golden.Number("lr"), steps, new WarmUp(3)).At(step));
            learningRates.Add(optimizer.ParamGroups.First().LearningRate);
            optimizer.step();
            average?.Update(network);
        }
        recorded["lr"] = [.. learningRates.Select(rate => tensor(rate))];
        if (norms.Count > 0)
            recorded["grad_norm"] = [.. norms.Select(norm => tensor(norm))];
        foreach (var (name, values) in recorded)
            comparison.Equal(name, stack(values));

        void Record(string name, Tensor value)
        {
            if (!recorded.TryGetValue(name, out var values))
                recorded[name] = values = [];
            values.Add(value.detach().clone());
        }
    }

    private static void SetRate(optim.Optimizer optimizer, double rate)
    {
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = rate;
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

    // Two layers with a tanh between them.
    private sealed class Network : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter[] _parameters;

        public Network(Parameter[] parameters)
            : base(nameof(Network))
        {
            _parameters = parameters;
            foreach (var (name, parameter) in Names.Zip(parameters))
                register_parameter(name, parameter);
        }

        public override Tensor forward(Tensor input)
        {
            var hidden = (matmul(input, _parameters[0].t()) + _parameters[1]).tanh();
            return matmul(hidden, _parameters[2].t()) + _parameters[3];
        }
    }
}
