using TorchSharp.Utils;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>Steps of the mean gradient over the root of the mean squared gradient.</summary>
public class Adam : OptimizerHelper, torch.optim.IBetas
{
    /// <summary>Optimises parameters in one group.</summary>
    public Adam(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0.0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    /// <summary>Optimises groups of parameters.</summary>
    public Adam(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0.0, bool amsgrad = false, bool maximize = false)
    {
        Require(nameof(lr), lr, lr >= 0, "at least 0");
        Require(nameof(beta1), beta1, beta1 is >= 0 and < 1, "from 0 to below 1");
        Require(nameof(beta2), beta2, beta2 is >= 0 and < 1, "from 0 to below 1");
        Require(nameof(eps), eps, eps >= 0, "at least 0");
        Require(nameof(weight_decay), weight_decay, weight_decay >= 0, "at least 0");
        Start(new Options { LearningRate = lr, InitialLearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize }, parameters);
    }

    /// <inheritdoc/>
    public (double, double) Betas
    {
        get => (((Options)_defaults).beta1!.Value, ((Options)_defaults).beta2!.Value);
        set => (((Options)_defaults).beta1, ((Options)_defaults).beta2) = value;
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
        var (beta1, beta2) = (options.beta1!.Value, options.beta2!.Value);
        var step = Advance(batch);
        var (means, squares) = (batch.Of<State>(state => state.exp_avg), batch.Of<State>(state => state.exp_avg_sq));
        AdamStep.Average(batch.Gradients, means, squares, beta1, beta2);
        AdamStep.Apply(parameters, means, options.amsgrad!.Value ? Largest(batch) : squares, new AdamStep.Rates(learningRate, beta1, beta2, options.eps!.Value, step));
    }

    private static long Advance(OptimizerBatch batch)
    {
        long step = 0;
        foreach (var state in batch.States<State>())
            step = ++state.step;
        return step;
    }

    private static Tensor[] Largest(OptimizerBatch batch)
    {
        foreach (var state in batch.States<State>())
            state.max_exp_avg_sq!.copy_(state.max_exp_avg_sq.maximum(state.exp_avg_sq));
        return batch.Of<State>(state => state.max_exp_avg_sq!);
    }

    /// <summary>The options of a group; null for those of the optimiser.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>The factor of the mean gradient.</summary>
        public double? beta1;

        /// <summary>The factor of the mean squared gradient.</summary>
        public double? beta2;

        /// <summary>Added to the denominator.</summary>
        public double? eps;

        /// <summary>How strongly parameters are drawn to zero.</summary>
        public double? weight_decay;

        /// <summary>Whether the largest mean squared gradient so far divides.</summary>
        public bool? amsgrad;

        /// <summary>Whether the loss is to rise.</summary>
        public bool? maximize;

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = Cast<Options>(source);
            beta1 = other.beta1;
            beta2 = other.beta2;
            eps = other.eps;
            weight_decay = other.weight_decay;
            amsgrad = other.amsgrad;
            maximize = other.maximize;
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            beta1 = reader.ReadDouble();
            beta2 = reader.ReadDouble();
            eps = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            amsgrad = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(beta1!.Value);
            writer.Write(beta2!.Value);
            writer.Write(eps!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(amsgrad!.Value);
            writer.Write(maximize!.Value);
        }

        private protected override void FillIn(OptimizerOptions defaults)
        {
            var from = Cast<Options>(defaults);
            beta1 ??= from.beta1;
            beta2 ??= from.beta2;
            eps ??= from.eps;
            weight_decay ??= from.weight_decay;
            amsgrad ??= from.amsgrad;
            maximize ??= from.maximize;
        }
    }

    /// <summary>Parameters that share options.</summary>
    public class ParamGroup : ParamGroup<Options>, torch.optim.IBetas
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
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0.0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize })
        {
        }

        /// <inheritdoc/>
        public (double, double) Betas
        {
            get => (Options.beta1!.Value, Options.beta2!.Value);
            set => (Options.beta1, Options.beta2) = value;
        }
    }

    /// <summary>What the optimiser remembers about one parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>How many steps were made.</summary>
        public long step;

        /// <summary>The mean gradient.</summary>
        public Tensor exp_avg;

        /// <summary>The mean squared gradient.</summary>
        public Tensor exp_avg_sq;

        /// <summary>The largest mean squared gradient so far; null without amsgrad.</summary>
        public Tensor? max_exp_avg_sq;

        /// <summary>Makes the state of a parameter.</summary>
        public State(Parameter parameter)
            : base(parameter)
        {
            exp_avg = Zeros();
            exp_avg_sq = Zeros();
        }

        internal override long Phase => step;

        /// <inheritdoc/>
        public override void Initialize(OptimizerOptions options)
        {
            if (((Options)options).amsgrad!.Value)
                max_exp_avg_sq ??= Zeros();
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            ArgumentNullException.ThrowIfNull(reader);
            step = reader.ReadInt64();
            Read(reader, ref exp_avg);
            Read(reader, ref exp_avg_sq);
            LoadConditionalStateTensor(reader, ref max_exp_avg_sq, _parameter.device);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            var other = Cast<State>(source);
            step = other.step;
            exp_avg = Copy(other.exp_avg, exp_avg)!;
            exp_avg_sq = Copy(other.exp_avg_sq, exp_avg_sq)!;
            max_exp_avg_sq = Copy(other.max_exp_avg_sq, max_exp_avg_sq);
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            ArgumentNullException.ThrowIfNull(writer);
            writer.Write(step);
            TensorFile.Write(writer, exp_avg);
            TensorFile.Write(writer, exp_avg_sq);
            SaveConditionalStateTensor(writer, max_exp_avg_sq);
        }

        /// <inheritdoc/>
        public override void to(torch.Device device)
        {
            Move(ref exp_avg, device);
            Move(ref exp_avg_sq, device);
            if (max_exp_avg_sq is not null)
                Move(ref max_exp_avg_sq, device);
        }

        /// <inheritdoc/>
        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State state && step == state.step && Close(exp_avg, state.exp_avg) && Close(exp_avg_sq, state.exp_avg_sq) && Close(max_exp_avg_sq, state.max_exp_avg_sq);

        /// <summary>Releases the tensors.</summary>
        public void Dispose()
        {
            exp_avg.Dispose();
            exp_avg_sq.Dispose();
            max_exp_avg_sq?.Dispose();
        }

        internal override void Release() => Dispose();
    }
}
