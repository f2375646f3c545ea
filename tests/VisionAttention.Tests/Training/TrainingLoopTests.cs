using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Data;
using VisionAttention.Models;
using VisionAttention.Tensors;
using VisionAttention.Kit.Training;
using VisionAttention.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Tests.Training;

public sealed class TrainingLoopTests
{
    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Sgd)]
    public void Small_batches_added_up_train_as_one_large_batch(OptimizerKind optimizer)
    {
        using var images = TinyTraining.Images(60);
        double[] Trained(int batchSize, int accumulation)
        {
            manual_seed(3);
            using var network = Sequential(Flatten(), Linear(16, 7), Tanh(), Linear(7, 2));
            var options = new TrainingOptions { BatchSize = batchSize, AccumulationSteps = accumulation, Optimizer = optimizer, GradientClip = 0.2, Epochs = 2 };
            Trainer.Fit(network, images, images, TinyTraining.Plain, options, CPU);
            return [.. network.parameters().SelectMany(parameter => parameter.detach().to(float64).data<double>().ToArray())];
        }

        var (large, small) = (Trained(12, 1), Trained(4, 3));
        for (var index = 0; index < large.Length; index++)
            Assert.Equal(large[index], small[index], 2e-5 + 1e-4 * Math.Abs(large[index]));
    }

    [Fact]
    public void Gradients_are_clipped_by_their_norm_together()
    {
        using var images = TinyTraining.Images(8);
        double Moved(double clip)
        {
            manual_seed(3);
            using var network = Sequential(Flatten(), Linear(16, 2));
            using var before = nn.utils.parameters_to_vector(network.parameters()).detach().clone();
            var options = new TrainingOptions
            {
                BatchSize = 8, Optimizer = OptimizerKind.Sgd, GradientClip = clip, LearningRate = 0.5, WarmUp = 0, WeightDecay = 0, Momentum = 0.5,
            };
            Trainer.Fit(network, images, images, TinyTraining.Plain, options, CPU);
            return (nn.utils.parameters_to_vector(network.parameters()).detach() - before).norm().ToDouble();
        }

        // Nesterov's momentum is (1 + momentum) · rate · gradient.
        Assert.Equal(1.5 * 0.5 * 1e-3, Moved(1e-3), 1e-6);
        Assert.Equal(Moved(0), Moved(1e6), 1e-6);
        Assert.True(Moved(0) > 0.05);
    }

    [Fact]
    public void Weight_decay_leaves_vectors_and_position_tables_alone_where_asked()
    {
        using var model = new VisionTransformer(new VisionTransformerOptions
        {
            Image = ImageSize.Square(8), PatchSize = 4, InChannels = 1, Classes = 2, EmbedDim = 8, Heads = 2, Depth = 1,
        });
        var parameters = model.named_parameters().Select(entry => (entry.name, entry.parameter)).ToArray();
        var (decayed, plain) = ParameterGroups.Of(parameters, WeightDecayTarget.Matrices);
        Assert.Contains("blocks.0.attn.qkv.weight", decayed.Select(entry => entry.Name));
        Assert.Contains("patch_embed.proj.weight", decayed.Select(entry => entry.Name));
        Assert.Subset(plain.Select(entry => entry.Name).ToHashSet(), new HashSet<string> { "blocks.0.norm1.weight", "cls_token", "head.bias", "pos_embed" });
        Assert.Equal(parameters.Length, decayed.Count + plain.Count);
        Assert.Empty(ParameterGroups.Of(parameters, WeightDecayTarget.All).Plain);
    }

    [Fact]
    public void Bfloat16_trains_float32_weights()
    {
        using var images = TinyTraining.Images(120);
        using var network = TinyTraining.Network();
        var options = new TrainingOptions { Epochs = 4, BatchSize = 12, LearningRate = 0.01, Precision = Precision.BFloat16 };
        Trainer.Fit(network, images, images, TinyTraining.Plain, options, CPU);
        Assert.All(network.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
        Assert.Contains(network.parameters(), parameter => !parameter.to(bfloat16).to(float32).equal(parameter).all().ToBoolean());
        Assert.InRange(Evaluation.Of(network, images, TinyTraining.Plain, CPU).Accuracy, 95, 100);
    }

    [Fact]
    public void In_bfloat16_norms_softmax_and_loss_are_computed_in_float32()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var norm = LayerNorm(64);
        var model = Sequential(("first", Linear(16, 64)), ("norm", norm), ("last", Linear(64, 4)));
        var seen = new List<(Tensor Input, Tensor Output)>();
        using (var precision = new MixedPrecision(model, Precision.BFloat16, CPU))
        {
            Assert.Equal(["Float32", "Float32"], norm.parameters().Select(parameter => parameter.dtype.ToString()));
            Assert.Equal(4, model.parameters().Count(parameter => parameter.dtype == ScalarType.BFloat16));
            norm.register_forward_hook((_, input, output) =>
            {
                seen.Add((input.clone(), output.clone()));
                return output;
            });
            Assert.Equal(ScalarType.Float32, precision.Forward(randn(8, 16)).dtype);
            var (input, output) = seen.Single();
            Assert.Equal(ScalarType.BFloat16, output.dtype);
            Assert.True(output.equal(functional.layer_norm(input.to(float32), [64], norm.weight, norm.bias).to(bfloat16)).all().ToBoolean());
            precision.RestoreFloat32();
        }

        // The hooks are gone: float32 passes through unrounded.
        Assert.Equal(ScalarType.Float32, model.call(randn(8, 16)).dtype);

        var (query, key) = (randn(2, 5, 8).to(bfloat16) * 3, randn(2, 300, 8).to(bfloat16) * 3);
        var weights = ScaledDotProduct.ApplyWithWeights(query, key, key, scale: 1).Weights;
        var exact = functional.softmax(matmul(query, key.transpose(-2, -1)).to(float32), dim: -1);
        Assert.True(weights.equal(exact.to(bfloat16)).all().ToBoolean());
    }

    [Fact]
    public void Channels_last_trains_to_the_same_weights_up_to_rounding()
    {
        using var grey = TinyTraining.Images(24);
        using var images = new LabelledImages(cat([grey.Images, grey.Images.flip(2), grey.Images.flip(3)], dim: 1), grey.Labels, grey.ClassNames);
        var (strides, weights) = (new List<long[]>(), new List<Tensor>());
        using var scope = NewDisposeScope();
        foreach (var channelsLast in (bool[])[false, true])
        {
            manual_seed(5);
            using var network = TinyTraining.Network(first: Conv2d(3, 1, 1));
            ((Module<Tensor, Tensor>)network.children().First()).register_forward_pre_hook((_, input) =>
            {
                strides.Add(input.stride());
                return input;
            });
            Trainer.Fit(network, images, images, TinyTraining.Plain, new TrainingOptions { BatchSize = 12, Optimizer = OptimizerKind.Sgd, LearningRate = 0.05, Threads = 1, ChannelsLast = channelsLast }, CPU);
            weights.Add(cat([.. network.parameters().Select(parameter => parameter.detach().flatten())]));
        }

        Assert.Contains(strides, stride => stride[1] == 16);
        Assert.Contains(strides, stride => stride[1] == 1 && stride[3] == 3);
        Assert.True(weights[0].allclose(weights[1], rtol: 1e-3, atol: 1e-4));
    }

    // What libtorch 2.10 and CUDA say, with a page of frames behind it.
    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 7.79 GiB.", "memory is full", "batchSize")]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", "memory is full", "batchSize")]
    [InlineData("CUDA error: no kernel image is available for execution on the device", "compute capability", "PyTorch")]
    [InlineData("CUDA driver version is insufficient for CUDA runtime version", "driver is older", "update the NVIDIA driver")]
    [InlineData("The NVIDIA driver on your system is too old (found version 11040).", "driver is older", "update the NVIDIA driver")]
    [InlineData("CUDA error: device-side assert triggered", "out of its range", "CUDA_LAUNCH_BLOCKING")]
    public void A_failure_of_a_GPU_says_what_to_do(string said, string problem, string fix)
    {
        using var images = TinyTraining.Images(8);
        using var broken = new Failing($"{said}\nException raised from malloc at CUDACachingAllocator.cpp:1");
        var failure = Assert.Throws<InvalidOperationException>(() => Trainer.Fit(broken, images, images, TinyTraining.Plain, new TrainingOptions { BatchSize = 4 }, CPU));
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.Contains(fix, failure.Message[failure.Message.IndexOf(". Fix: ", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Null(GpuFailure.Explain(new NativeFailure("The size of tensor a (3) must match")));
    }

    private sealed class Failing : Module<Tensor, Tensor>
    {
        private readonly string _said;
        private readonly TorchSharp.Modules.Parameter _weight = Parameter(ones(1));

        public Failing(string said)
            : base(nameof(Failing))
        {
            _said = said;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => throw new NativeFailure(_said);
    }

    private sealed class NativeFailure(string said) : ExternalException(said);

    [Fact]
    public void Models_train_in_bfloat16()
    {
        using var images = TinyTraining.Images(16, side: 16);
        var options = new VisionTransformerOptions { Image = ImageSize.Square(16), PatchSize = 4, InChannels = 1, Classes = 2, EmbedDim = 8, Heads = 2, Depth = 1 };
        using var transformer = new VisionTransformer(options);
        using var sines = new VisionTransformer(options with { Position = TokenPosition.Sinusoidal });
        using var network = new AttentionResNet(AttentionResNetOptions.FullAttention(depth: 26) with { Width = 0.25, InChannels = 1, Classes = 2 });
        foreach (var model in (Module<Tensor, Tensor>[])[transformer, sines, network])
        {
            var report = Trainer.Fit(model, images, images, TinyTraining.Plain, new TrainingOptions { BatchSize = 4, Precision = Precision.BFloat16 }, CPU)[^1];
            Assert.True(double.IsFinite(report.Loss + report.TestLoss!.Value), model.GetName());
        }
    }

    [Fact]
    public void The_average_is_what_is_measured_and_what_remains()
    {
        using var images = TinyTraining.Images(60);
        using var network = TinyTraining.Network();
        var reports = Trainer.Fit(network, images, images, TinyTraining.Plain, TinyTraining.Everything(OptimizerKind.AdamW), CPU);
        var result = Evaluation.Of(network, images, TinyTraining.Plain, CPU);
        Assert.Equal(reports[^1].TestAccuracy, result.Accuracy);
        Assert.Equal(reports[^1].TestLoss!.Value, result.Loss, 1e-9);
    }

    [Fact]
    public void The_best_five_of_seven_classes_are_counted()
    {
        using var images = TinyTraining.Images(70, classes: 7);
        using var constant = Sequential(Flatten(), Linear(16, 7));
        using (no_grad())
        {
            foreach (var parameter in constant.parameters())
                parameter.zero_();
            constant.parameters().Last().copy_(tensor(new float[] { 9, 8, 7, 6, 5, 4, 3 }));
        }
        var result = Evaluation.Of(constant, images, TinyTraining.Plain, CPU, batchSize: 9);
        Assert.Equal(100 / 7.0, result.Accuracy, 1e-9);
        Assert.Equal(500 / 7.0, result.Top5Accuracy!.Value, 1e-9);
        using var logits = tensor(new double[] { 9, 8, 7, 6, 5, 4, 3 });
        Assert.Equal(logits.logsumexp(0, keepdim: false).ToDouble() - 6, result.Loss, 1e-5);
    }

    [Fact]
    public void A_model_draws_other_numbers_for_every_batch_and_the_same_in_a_second_run()
    {
        using var images = TinyTraining.Images(16);
        List<float> Drawn()
        {
            var numbers = new List<float>();
            using var spy = new TinyTraining.Tripwire(0, () => { }) { EachCall = () => numbers.Add(rand(1).item<float>()) };
            using var network = TinyTraining.Network(first: spy);
            Trainer.Fit(network, images, images, TinyTraining.Plain, new TrainingOptions { Epochs = 2, BatchSize = 4 }, CPU);
            return numbers;
        }

        var first = Drawn();
        Assert.Equal(8, first.Distinct().Count());
        Assert.Equal(first, Drawn());
    }

    [Fact]
    public void Cancelling_in_the_middle_of_a_batch_ends_the_run()
    {
        using var images = TinyTraining.Images(64);
        using var folder = new TinyTraining.Folder();
        using var stop = new CancellationTokenSource();
        var clock = new Stopwatch();
        using var wire = new TinyTraining.Tripwire(30, () =>
        {
            clock.Start();
            stop.Cancel();
        });
        using var network = TinyTraining.Network(first: wire);
        using var run = TrainingRun.Start(folder.Path, TinyTraining.Everything(OptimizerKind.AdamW) with { Epochs = 100 });
        Assert.Throws<OperationCanceledException>(() => Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU, cancellation: stop.Token));
        // A hundred epochs would take far longer, on a busy machine as well.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public void No_tensor_is_left_behind_over_50_epochs()
    {
        using var images = TinyTraining.Images(48);
        using var folder = new TinyTraining.Folder();
        using var network = TinyTraining.Network();
        var figures = new List<(int Epoch, long Tensors)>();
        var watch = new ProgressHandler<TrainingProgress>(report =>
        {
            if (report.Epoch % 10 != 0 || report.TestAccuracy is null || figures.Any(figure => figure.Epoch == report.Epoch))
                return;
            Garbage.Collect();
            figures.Add((report.Epoch, Tensor.TotalCount));
        });
        using var run = TrainingRun.Start(folder.Path, TinyTraining.Everything(OptimizerKind.AdamW) with { Epochs = 50 });
        Trainer.Fit(network, images, images, TinyTraining.Plain, run, CPU, watch);
        Assert.Equal(5, figures.Count);
        Assert.InRange(figures[^1].Tensors - figures[0].Tensors, -1000, 10); // batches that wait in the loader
    }

    [Fact]
    public void The_line_of_progress_says_how_far_how_good_how_fast_and_how_long()
    {
        var report = new TrainingProgress(30, 120, 0.5, 81.25, TestAccuracy: null, 0.001, 212.4) { Epoch = 1, Epochs = 3, Seconds = 30, SecondsLeft = 3725 };
        var before = report with { TestAccuracy = 77.7 };
        Assert.Equal(
            "██████░░░░░░░░░░░░░░░░░░ epoch 1 of 3 · step 30 of 120 · loss 0.500 · training 81.3 % · held-out 77.7 % · 212 images/s · 1 h 2 min left",
            TrainingStatus.Text(report, before).Replace("81.2", "81.3", StringComparison.Ordinal));
        Assert.EndsWith("212 images/s · done in 30 s", TrainingStatus.Text(report with { Step = 120, SecondsLeft = 0 }), StringComparison.Ordinal);
        Assert.Equal(["0 s", "1 min 5 s", "2 d 1 h"], new[] { 0, 65.0, 2 * 86400 + 3600 }.Select(TrainingStatus.Duration));
    }

    [Fact]
    public void Few_reports_a_second_are_shown_but_every_measured_one_and_the_last()
    {
        var shown = new List<long>();
        var steady = new SteadyProgress(report => shown.Add(report.Step), leastSeconds: 1000);
        for (var step = 1; step <= 10; step++)
            steady.Report(new TrainingProgress(step, 10, 1, 50, step == 4 ? 60 : null, 0.1, 100));
        Assert.Equal([1, 4, 10], shown);
    }

    [Fact]
    public void Batches_that_fill_no_step_are_left_out_and_too_few_are_refused()
    {
        using var images = TinyTraining.Images(30);
        using var network = TinyTraining.Network();
        var options = new TrainingOptions { BatchSize = 4, AccumulationSteps = 3 };
        Assert.Equal(2, Trainer.Fit(network, images, images, TinyTraining.Plain, options, CPU)[^1].Steps);
        Refusal.Says("accumulationSteps 8 is above 7", () => Trainer.Fit(network, images, images, TinyTraining.Plain, options with { AccumulationSteps = 8 }, CPU));
        Refusal.Says("batchSize 99 is above 30", () => Trainer.Fit(network, images, images, TinyTraining.Plain, options with { BatchSize = 99 }, CPU));
        using var others = TinyTraining.Images(30, classes: 3);
        Refusal.Says("of 2 classes, the held-out images 1×4×4 of 3 classes: they must be alike", () => Trainer.Fit(network, images, others, TinyTraining.Plain, options, CPU));
    }
}
