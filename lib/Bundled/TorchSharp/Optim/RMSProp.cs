using TorchSharp.Utils;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>Steps of the gradient over the root of the mean squared gradient.</summary>
public class RMSProp : OptimizerHelper, torch.optim.IMomentum
{
    /// <summary>Optimises parameters in one group.</summary>
    public RMSProp(IEnumerable<Parameter> parameters, double lr = 0.001, double alpha = 0.99, double eps = 1E-08, double weight_decay = 0.0, double momentum = 0.0, bool centered = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize)
    {
    }

    /// <summary>Optimises groups of parameters.</summary>
    public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 0.001, double alpha = 0.99, double eps = 1E-08, double weight_decay = 0.0, double momentum = 0.0, bool centered = false, bool maximize = false)
    {
        Require(nameof(lr), lr, lr >= 0, "at least 0");
        Require(nameof(alpha), alpha, alpha >= 0, "at least 0");
        Require(nameof(eps), eps, eps >= 0, "at least 0");
        Require(nameof(weight_decay), weight_decay, weight_decay >= 0, "at least 0");
        Require(nameof(momentum), momentum, momentum >= 0, "at least 0");
        Start(new Options { LearningRate = lr, InitialLearningRate = lr, alpha = alpha, eps = eps, weight_decay = weight_decay, momentum = momentum, centered = centered, maximize = maximize }, parameters);
    }

    /// <inheritdoc/>
    public double Momentum
    {
        get => ((Options)_defaults).momentum!.Value;
        set => ((Options)_defaults).momentum = value;
    }

    private protected override OptimizerOptions NewOptions(double? learningRate) => new Options { LearningRate = learningRate };

    private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

    private protected override void Update(Modules.ParamGroup group, OptimizerBatch batch)
    {
        var options = (Options)group.Options;
        var (parameters, learningRate) = (batch.Parameters, options.LearningRate!.Value);
        if (options.maximize!.Value)
            batch.Gradients = Foreach.Neg(batch.Gradients);
        if (options.weight_decay!.Value != 0)
            batch.Gradients = Foreach.Add(batch.Gradients, parameters, options.weight_decay.Value);
        foreach (var state in batch.States<State>())
            state.step++;
        var (alpha, squares) = (options.alpha!.Value, batch.Of<State>(state => state.square_avg));
        Foreach.MulInPlace(squares, alpha);
        Foreach.AddProductInPlace(squares, batch.Gradients, batch.Gradients, 1 - alpha);
        var denominators = Foreach.Sqrt(options.centered!.Value ? Variances(batch, squares, alpha) : squares);
        Foreach.AddInPlace(denominators, options.eps!.Value);
        if (options.momentum!.Value > 0)
        {
            var directions = batch.Of<State>(state => state.momentum_buffer!);
            Foreach.MulInPlace(directions, options.momentum.Value);
            Foreach.AddQuotientInPlace(directions, batch.Gradients, denominators, 1);
            Foreach.AddInPlace(parameters, directions, -learningRate);
        }
        else
        {
            Foreach.AddQuotientInPlace(parameters, batch.Gradients, denominators, -learningRate);
        }
    }

    private static Tensor[] Variances(OptimizerBatch batch, Tensor[] squares, double alpha)
    {
        var means = batch.Of<State>(state => state.grad_avg!);
        Foreach.MulInPlace(means, alpha);
        Foreach.AddInPlace(means, batch.Gradients, 1 - alpha);
        return Foreach.AddProduct(squares, means, means, -1);
    }

    /// <summary>The options of a group; null for those of the optimiser.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>Whether the loss is to rise.</summary>
        public bool? maximize;

        /// <summary>The share of the old direction that is kept.</summary>
        public double? momentum;

        /// <summary>The factor of the mean squared gradient.</summary>
        public double? alpha;

        /// <summary>Added to the denominator.</summary>
        public double? eps;

        /// <summary>How strongly parameters are drawn to zero.</summary>
        public double? weight_decay;

        /// <summary>Whether the mean gradient is taken off.</summary>
        public bool? centered;

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = Cast<Options>(source);
            maximize = other.maximize;
            momentum = other.momentum;
            alpha = other.alpha;
            eps = other.eps;
            weight_decay = other.weight_decay;
            centered = other.centered;
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            maximize = reader.ReadBoolean();
            momentum = reader.ReadDouble();
            alpha = reader.ReadDouble();
            eps = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            centered = reader.ReadBoolean();
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(maximize!.Value);
            writer.Write(momentum!.Value);
            writer.Write(alpha!.Value);
            writer.Write(eps!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(centered!.Value);
        }

        private protected override void FillIn(OptimizerOptions defaults)
        {
            var from = Cast<Options>(defaults);
            maximize ??= from.maximize;
            momentum ??= from.momentum;
            alpha ??= from.alpha;
            eps ??= from.eps;
            weight_decay ??= from.weight_decay;
            centered ??= from.centered;
        }
    }

    /// <summary>Parameters that share options.</summary>
    public class ParamGroup : ParamGroup<Options>, torch.optim.IMomentum
    {
        /// <summary>No parameters yet.</summary>
        public ParamGroup()
        {
            Options = new Options();
        }

        /// <summary>Parameters and their options.</summary>
        public ParamGroup(IEnumerable<Parameter> parameters, Options options)
            : base(parameters, options)
        {
        }

        /// <summary>Parameters and their options.</summary>
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double eps = 1E-08, double alpha = 0.99, double weight_decay = 0.0, double momentum = 0.0, bool centered = false)
            : base(parameters, new Options { LearningRate = lr, eps = eps, alpha = alpha, weight_decay = weight_decay, momentum = momentum, centered = centered })
        {
        }

        /// <inheritdoc/>
        public double Momentum
        {
            get => Options.momentum!.Value;
            set => Options.momentum = value;
        }
    }

    /// <summary>What the optimiser remembers about one parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>How many steps were made.</summary>
        public long step;

        /// <summary>The mean squared gradient.</summary>
        public Tensor square_avg;

        /// <summary>The direction of travel.</summary>
        public Tensor? momentum_buffer;

        /// <summary>The mean gradient.</summary>
        public Tensor? grad_avg;

        /// <summary>Makes the state of a parameter.</summary>
        public State(Parameter parameter)
            : base(parameter)
        {
            square_avg = Zeros();
        }

        internal override long Phase => step;

        /// <inheritdoc/>
        public override void Initialize(OptimizerOptions options)
        {
            var given = (Options)options;
            if (given.momentum!.Value > 0)
                momentum_buffer ??= Zeros();
            if (given.centered!.Value)
                grad_avg ??= Zeros();
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            ArgumentNullException.ThrowIfNull(reader);
            step = reader.ReadInt64();
            Read(reader, ref square_avg);
            LoadConditionalStateTensor(reader, ref momentum_buffer, _parameter.device);
            LoadConditionalStateTensor(reader, ref grad_avg, _parameter.device);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            var other = Cast<State>(source);
            step = other.step;
            square_avg = Copy(other.square_avg, square_avg)!;
            momentum_buffer = Copy(other.momentum_buffer, momentum_buffer);
            grad_avg = Copy(other.grad_avg, grad_avg);
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            ArgumentNullException.ThrowIfNull(writer);
            writer.Write(step);
            TensorFile.Write(writer, square_avg);
            SaveConditionalStateTensor(writer, momentum_buffer);
            SaveConditionalStateTensor(writer, grad_avg);
        }

        /// <inheritdoc/>
        public override void to(torch.Device device)
        {
            Move(ref square_avg, device);
            if (momentum_buffer is not null)
                Move(ref momentum_buffer, device);
            if (grad_avg is not null)
                Move(ref grad_avg, device);
        }

        /// <inheritdoc/>
        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State state && step == state.step && Close(square_avg, state.square_avg) && Close(momentum_buffer, state.momentum_buffer) && Close(grad_avg, state.grad_avg);

        /// <summary>Releases the tensors.</summary>
        public void Dispose()
        {
            square_avg.Dispose();
            momentum_buffer?.Dispose();
            grad_avg?.Dispose();
        }

        internal override void Release() => Dispose();
    }
}
