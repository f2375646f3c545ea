using System.Globalization;
using System.Text.RegularExpressions;
using TorchSharp.Modules;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Verify.Families;

/// <summary>Updates of a two-layer network by each optimiser, as the trainer makes them.</summary>
internal sealed partial class OptimizerFamily : GoldenFamily
{
    private static string[] Names => TanhNetwork.Names;

    public override string Name => "optimizer";

    public override void Run(GoldenCase golden, Comparison comparison)
    {
        var settings = golden.Settings;
        var (input, target) = (golden.Read("input", dimensions: 2, ScalarType.Float32), golden.Read("target", dimensions: 2, ScalarType.Float32));
        using var network = new TanhNetwork(name => golden.Read("weights." + name, dimensions: name[0] == 'w' ? 2 : 1));
        var parameters = network.Weights;
        settings.Expect("batch", input.shape[0]);
        settings.Expect("sizes", input.shape[1], parameters[0].shape[0], target.shape[1]);
        var options = Options(golden);
        var steps = settings.Positive("steps");
        using var average = options.AverageDecay > 0 ? new ModelAverage(network, options.AverageDecay) : null;
        using var precision = new MixedPrecision(network, options.Precision, input.device);
        using var optimizer = new OptimizerStep(network, precision, average, options, Optimizer(golden, options));
        var rates = Rates(golden, steps);
        var (traces, gradients, averages) = (Lists(), Lists(), Lists());
        var (losses, norms, learningRates) = (new List<Tensor>(), new List<Tensor>(), new List<double>());
        for (var step = 0; step <= steps; step++)
        {
            optimizer.Begin(rates(step));
            var loss = (precision.Forward(input) - target).pow(2).mean();
            losses.Add(loss.detach());
            for (var index = 0; index < Names.Length; index++)
            {
                traces[index].Add(parameters[index].detach().clone());
                if (average is not null)
                    averages[index].Add(average.StateDict()[Names[index]].clone());
            }
            if (step == steps)
                break;
            loss.backward();
            for (var index = 0; index < Names.Length; index++)
                gradients[index].Add(parameters[index].grad!.clone());
            learningRates.Add(optimizer.Memory.LearningRate);
            if (optimizer.Apply() is { } norm)
                norms.Add(norm);
        }
        comparison.Equal("loss", stack(losses));
        comparison.Equal("lr", tensor(learningRates.ToArray(), device: CPU));
        if (norms.Count > 0)
            comparison.Equal("grad_norm", stack(norms));
        for (var index = 0; index < Names.Length; index++)
        {
            comparison.Equal("trace." + Names[index], stack(traces[index]));
            comparison.Equal("grads." + Names[index], stack(gradients[index]));
            if (average is not null)
                comparison.Equal("ema." + Names[index], stack(averages[index]));
        }
    }

    private static List<Tensor>[] Lists() => [.. Names.Select(_ => new List<Tensor>())];

    // The one schedule among the cases is told in words; its first rate is 0, as Hugging Face's.
    private static Func<long, double> Rates(GoldenCase golden, int steps)
    {
        var learningRate = golden.Settings.Number("lr");
        var words = golden.Settings.Text("schedule");
        if (words.Length == 0)
            return _ => learningRate;
        if (WarmUpThenCosine().Match(words) is not { Success: true } match)
            throw new UnsupportedCaseException($"schedule {words}: not \"warm-up N steps from 0, then cosine over M\"");
        var (warmUp, cosine) = (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        return new CosineSchedule(learningRate, cosine, new WarmUp(warmUp), RisesAgain: true).At;
    }

    private static TrainingOptions Options(GoldenCase golden)
    {
        var settings = golden.Settings;
        var decaysVectors = !settings.Has("no_decay");
        // The recipe's rule leaves out every vector; a case that leaves out others has another rule.
        if (!decaysVectors)
            settings.Require("no_decay", settings.Texts("no_decay").Order().SequenceEqual(["b1", "b2"]), "the trainer's rule is that b1 and b2, the vectors, do not decay");
        var isAdam = settings.Has("betas");
        var options = new TrainingOptions
        {
            Optimizer = isAdam ? OptimizerKind.AdamW : OptimizerKind.Sgd,
            LearningRate = settings.Number("lr"),
            Momentum = isAdam ? 0 : settings.OptionalNumber("momentum") ?? 0,
            WeightDecay = settings.OptionalNumber("weight_decay") ?? 0,
            WeightDecayOn = decaysVectors ? WeightDecayTarget.All : WeightDecayTarget.Matrices,
            GradientClip = settings.OptionalNumber("clip_norm") ?? 0,
            AverageDecay = settings.OptionalNumber("ema_decay") ?? 0,
            Precision = Precision.Float32,
        };
        if (!decaysVectors)
            Needs("no_decay", "weight_decay", options.WeightDecay);
        return options;
    }

    private static OptimizerSettings Optimizer(GoldenCase golden, TrainingOptions options)
    {
        var settings = golden.Settings;
        if (settings.Has("alpha"))
        {
            var (alpha, epsilon, centred) = (settings.Number("alpha"), settings.Number("eps"), settings.Flag("centered"));
            return new OptimizerSettings
            {
                Other = groups => optim.RMSProp(
                    groups.Select(group => new RMSProp.ParamGroup(group.Parameters, options.LearningRate, epsilon, alpha, group.WeightDecay, options.Momentum, centred)),
                    options.LearningRate),
            };
        }
        if (options.Optimizer == OptimizerKind.Sgd)
        {
            var (dampening, nesterov) = (settings.OptionalNumber("dampening") ?? 0, settings.Flag("nesterov"));
            if (nesterov)
                Needs("nesterov", "momentum", options.Momentum);
            if (dampening != 0)
                Needs("dampening", "momentum", options.Momentum);
            return new OptimizerSettings { Dampening = dampening, Nesterov = nesterov };
        }
        var betas = settings.Numbers("betas", count: 2);
        var adam = new OptimizerSettings { Beta1 = betas[0], Beta2 = betas[1], Epsilon = settings.Number("eps"), AmsGrad = settings.Flag("amsgrad") };
        // That the weight decay is part of the gradient, the name alone says.
        return golden.Name.Split('-')[0] switch
        {
            "adamw" => adam,
            "adam" => new OptimizerSettings
            {
                Other = groups => optim.Adam(groups.Select(group => new Adam.ParamGroup(
                    group.Parameters, options.LearningRate, adam.Beta1, adam.Beta2, adam.Epsilon, group.WeightDecay, adam.AmsGrad))),
            },
            var other => throw new UnsupportedCaseException($"the library has no optimiser called {other}"),
        };
    }

    // Without the other setting this one would change nothing, and a case could say it falsely.
    private static void Needs(string name, string other, double value)
    {
        if (!(value > 0))
            throw new InvalidDataException($"{name} needs a {other} above 0, which is {value.ToString(CultureInfo.InvariantCulture)}");
    }

    [GeneratedRegex(@"^warm-up (\d{1,9}) steps from 0, then cosine over (\d{1,9})$")]
    private static partial Regex WarmUpThenCosine();
}
