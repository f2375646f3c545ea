using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    public class SGD : OptimizerHelper
    {
        private readonly Options _defaults;

        public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
        {
        }

        public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false)
        {
            ArgumentNullException.ThrowIfNull(parameters);
            _defaults = new Options { momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize };
            AddGroups(parameters, lr);
        }

        private protected override void Update(Modules.ParamGroup group, Parameter parameter, torch.Tensor gradient)
        {
            var options = (Options)group.Options;
            var (momentum, decay) = (options.momentum ?? _defaults.momentum!.Value, options.weight_decay ?? _defaults.weight_decay!.Value);
            NextStep(parameter);
            if (decay != 0)
                gradient = gradient.add(parameter, decay);
            if (momentum != 0)
            {
                var isFirst = !HasState(parameter, "momentum");
                var velocity = State(parameter, "momentum");
                if (isFirst)
                    velocity.copy_(gradient);
                else
                    velocity.mul_((Scalar)momentum).add_(gradient, 1 - (options.dampening ?? _defaults.dampening!.Value));
                gradient = (options.nesterov ?? _defaults.nesterov!.Value) ? gradient.add(velocity, momentum) : velocity;
            }
            var sign = (options.maximize ?? _defaults.maximize!.Value) ? 1 : -1;
            parameter.add_(gradient, sign * group.LearningRate);
        }

        public class Options : OptimizerOptions
        {
            public double? momentum;
            public double? dampening;
            public double? weight_decay;
            public bool? nesterov;
            public bool? maximize;
        }

        public class ParamGroup : ParamGroup<Options>
        {
            public ParamGroup()
            {
                Options = new Options();
            }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options)
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false)
                : base(parameters, new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize })
            {
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false) => new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false) => new(parameters.Select(entry => entry.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(IEnumerable<Modules.SGD.ParamGroup> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false) => new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
