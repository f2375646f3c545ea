using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>Gradient descent, with momentum where it is above 0.</summary>
public class SGD : OptimizerHelper, torch.optim.IMomentum
{
    /// <summary>Optimises parameters in one group.</summary>
    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    /// <summary>Optimises groups of parameters.</summary>
    public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false)
    {
        Require(nameof(lr), lr, lr >= 0, "at least 0");
        Require(nameof(momentum), momentum, momentum >= 0, "at least 0");
        Require(nameof(weight_decay), weight_decay, weight_decay >= 0, "at least 0");
        if (nesterov && (momentum <= 0 || dampening != 0))
            throw new ArgumentException($"nesterov needs momentum above 0 and dampening 0, got {momentum} and {dampening}");
        Start(new Options { LearningRate = lr, InitialLearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize }, parameters);
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
        if (options.weight_decay!.Value != 0)
            batch.Gradients = Foreach.Add(batch.Gradients, parameters, options.weight_decay.Value);
        var momentum = options.momentum!.Value;
        if (momentum != 0)
        {
            var isFirst = batch.State<State>(0).momentum_buffer is null;
            for (var place = 0; isFirst && place < parameters.Length; place++)
                batch.State<State>(place).momentum_buffer = batch.Gradients[place].clone().DetachFromDisposeScope();
            var directions = batch.Of<State>(state => state.momentum_buffer!);
            if (!isFirst)
            {
                Foreach.MulInPlace(directions, momentum);
                Foreach.AddInPlace(directions, batch.Gradients, 1 - options.dampening!.Value);
            }
            batch.Gradients = options.nesterov!.Value ? Foreach.Add(batch.Gradients, directions, momentum) : directions;
        }
        Foreach.AddInPlace(parameters, batch.Gradients, options.maximize!.Value ? learningRate : -learningRate);
    }

    /// <summary>The options of a group; null for those of the optimiser.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>The share of the old direction that is kept.</summary>
        public double? momentum;

        /// <summary>The share of a new gradient that is left out of the direction.</summary>
        public double? dampening;

        /// <summary>How strongly parameters are drawn to zero.</summary>
        public double? weight_decay;

        /// <summary>Whether the gradient is taken one step ahead.</summary>
        public bool? nesterov;

        /// <summary>Whether the loss is to rise.</summary>
        public bool? maximize;

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = Cast<Options>(source);
            momentum = other.momentum;
            dampening = other.dampening;
            weight_decay = other.weight_decay;
            nesterov = other.nesterov;
            maximize = other.maximize;
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            momentum = reader.ReadDouble();
            dampening = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            nesterov = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(momentum!.Value);
            writer.Write(dampening!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(nesterov!.Value);
            writer.Write(maximize!.Value);
        }

        private protected override void FillIn(OptimizerOptions defaults)
        {
            var from = Cast<Options>(defaults);
            momentum ??= from.momentum;
            dampening ??= from.dampening;
            weight_decay ??= from.weight_decay;
            nesterov ??= from.nesterov;
            maximize ??= from.maximize;
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
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize })
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
        /// <summary>The direction of travel.</summary>
        public Tensor? momentum_buffer;

        /// <summary>Makes the state of a parameter.</summary>
        public State(Parameter parameter)
            : base(parameter)
        {
        }

        internal override long Phase => momentum_buffer is null ? 0 : 1;

        /// <inheritdoc/>
        public override void Initialize(OptimizerOptions options)
        {
        }

        /// <inheritdoc/>
        public override void LoadStateDict(BinaryReader reader)
        {
            ArgumentNullException.ThrowIfNull(reader);
            LoadConditionalStateTensor(reader, ref momentum_buffer, _parameter.device);
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            var other = Cast<State>(source);
            momentum_buffer = Copy(other.momentum_buffer, momentum_buffer);
        }

        /// <inheritdoc/>
        public override void SaveStateDict(BinaryWriter writer)
        {
            ArgumentNullException.ThrowIfNull(writer);
            SaveConditionalStateTensor(writer, momentum_buffer);
        }

        /// <inheritdoc/>
        public override void to(torch.Device device)
        {
            if (momentum_buffer is not null)
                Move(ref momentum_buffer, device);
        }

        /// <inheritdoc/>
        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State state && Close(momentum_buffer, state.momentum_buffer);

        /// <summary>Releases the tensors.</summary>
        public void Dispose()
        {
            momentum_buffer?.Dispose();
        }

        internal override void Release() => Dispose();
    }
}
