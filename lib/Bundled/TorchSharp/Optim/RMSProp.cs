using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    public class RMSProp : OptimizerHelper
    {
        private readonly Options _defaults;

        public RMSProp(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1E-08, double weight_decay = 0.0, double momentum = 0.0, bool centered = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize)
        {
        }

        public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1E-08, double weight_decay = 0.0, double momentum = 0.0, bool centered = false, bool maximize = false)
        {
            ArgumentNullException.ThrowIfNull(parameters);
            _defaults = new Options { alpha = alpha, eps = eps, weight_decay = weight_decay, momentum = momentum, centered = centered, maximize = maximize };
            AddGroups(parameters, lr);
        }

        private protected override void Update(Modules.ParamGroup group, Parameter parameter, torch.Tensor gradient)
        {
            var options = (Options)group.Options;
            var (alpha, momentum) = (options.alpha ?? _defaults.alpha!.Value, options.momentum ?? _defaults.momentum!.Value);
            var decay = options.weight_decay ?? _defaults.weight_decay!.Value;
            NextStep(parameter);
            if (options.maximize ?? _defaults.maximize!.Value)
                gradient = gradient.neg();
            if (decay != 0)
                gradient = gradient.add(parameter, decay);
            var square = State(parameter, "square_avg");
            square.mul_((Scalar)alpha).addcmul_(gradient, gradient, 1 - alpha);
            var deviation = square;
            if (options.centered ?? _defaults.centered!.Value)
            {
                var mean = State(parameter, "grad_avg");
                mean.mul_((Scalar)alpha).add_(gradient, 1 - alpha);
                deviation = square - mean * mean;
            }
            var denominator = deviation.sqrt().add_((Scalar)(options.eps ?? _defaults.eps!.Value));
            if (momentum == 0)
            {
                parameter.addcdiv_(gradient, denominator, -group.LearningRate);
                return;
            }
            var velocity = State(parameter, "momentum_buffer");
            velocity.mul_((Scalar)momentum).addcdiv_(gradient, denominator);
            parameter.add_(velocity, -group.LearningRate);
        }

        public class Options : OptimizerOptions
        {
            public double? alpha;
            public double? eps;
            public double? weight_decay;
            public double? momentum;
            public bool? centered;
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

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double eps = 1E-08, double alpha = 0.99, double weight_decay = 0.0, double momentum = 0.0, bool centered = false)
                : base(parameters, new Options { LearningRate = lr, alpha = alpha, eps = eps, weight_decay = weight_decay, momentum = momentum, centered = centered })
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
            public static RMSProp RMSProp(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1E-08, double weight_decay = 0.0, double momentum = 0.0, bool centered = false, bool maximize = false) => new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);

            public static RMSProp RMSProp(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1E-08, double weight_decay = 0.0, double momentum = 0.0, bool centered = false, bool maximize = false) => new(parameters.Select(entry => entry.parameter), lr, alpha, eps, weight_decay, momentum, centered, maximize);

            public static RMSProp RMSProp(IEnumerable<Modules.RMSProp.ParamGroup> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1E-08, double weight_decay = 0.0, double momentum = 0.0, bool centered = false, bool maximize = false) => new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
        }
    }
}
