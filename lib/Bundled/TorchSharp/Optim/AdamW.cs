using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    public class AdamW : OptimizerHelper
    {
        private readonly Options _defaults;

        public AdamW(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0.0, bool amsgrad = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
        {
        }

        public AdamW(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0.0, bool amsgrad = false, bool maximize = false)
        {
            ArgumentNullException.ThrowIfNull(parameters);
            _defaults = new Options { beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize };
            AddGroups(parameters, lr);
        }

        private protected override void Update(Modules.ParamGroup group, Parameter parameter, torch.Tensor gradient)
        {
            var options = (Options)group.Options;
            var (beta1, beta2) = (options.beta1 ?? _defaults.beta1!.Value, options.beta2 ?? _defaults.beta2!.Value);
            var decay = options.weight_decay ?? _defaults.weight_decay!.Value;
            var step = NextStep(parameter);
            if (options.maximize ?? _defaults.maximize!.Value)
                gradient = gradient.neg();
            if (decay != 0)
                parameter.mul_((Scalar)(1 - group.LearningRate * decay));
            var (mean, square) = (State(parameter, "exp_avg"), State(parameter, "exp_avg_sq"));
            mean.mul_((Scalar)beta1).add_(gradient, 1 - beta1);
            square.mul_((Scalar)beta2).addcmul_(gradient, gradient, 1 - beta2);
            var largest = square;
            if (options.amsgrad ?? _defaults.amsgrad!.Value)
            {
                largest = State(parameter, "max_exp_avg_sq");
                largest.copy_(largest.maximum(square));
            }
            var denominator = largest.sqrt().div_((Scalar)Math.Sqrt(1 - Math.Pow(beta2, step))).add_((Scalar)(options.eps ?? _defaults.eps!.Value));
            parameter.addcdiv_(mean, denominator, -group.LearningRate / (1 - Math.Pow(beta1, step)));
        }

        public class Options : OptimizerOptions
        {
            public double? beta1;
            public double? beta2;
            public double? eps;
            public double? weight_decay;
            public bool? amsgrad;
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

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0.0, bool amsgrad = false, bool maximize = false)
                : base(parameters, new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize })
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
            public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0.0, bool amsgrad = false, bool maximize = false) => new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static AdamW AdamW(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0.0, bool amsgrad = false, bool maximize = false) => new(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static AdamW AdamW(IEnumerable<Modules.AdamW.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08, double weight_decay = 0.0, bool amsgrad = false, bool maximize = false) => new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
