using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    public abstract class NormBase : torch.nn.Module<Tensor, Tensor>
    {
        private protected NormBase(string name, long num_features, double eps, double? momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype)
            : base(name)
        {
            if (num_features < 1)
                throw new ArgumentException($"num_features {num_features} is not above 0");
            this.num_features = num_features;
            this.eps = eps;
            this.momentum = momentum;
            this.affine = affine;
            this.track_running_stats = track_running_stats;
            if (affine)
            {
                SetParameter(nameof(weight), LayerParameters.Full([num_features], 1, device, dtype));
                SetParameter(nameof(bias), LayerParameters.Full([num_features], 0, device, dtype));
            }
            if (!track_running_stats)
                return;
            SetBuffer(nameof(running_mean), torch.zeros([num_features], dtype, device).DetachFromDisposeScope());
            SetBuffer(nameof(running_var), torch.ones([num_features], dtype, device).DetachFromDisposeScope());
            SetBuffer(nameof(num_batches_tracked), torch.zeros(Array.Empty<long>(), dtype ?? torch.ScalarType.Int64, device).DetachFromDisposeScope());
        }

        public long num_features { get; }

        public double eps { get; set; }

        public double? momentum { get; set; }

        public bool affine { get; }

        public bool track_running_stats { get; }

        public Parameter? weight
        {
            get => OwnParameter(nameof(weight));
            set => SetParameter(nameof(weight), value);
        }

        public Parameter? bias
        {
            get => OwnParameter(nameof(bias));
            set => SetParameter(nameof(bias), value);
        }

        public Tensor? running_mean
        {
            get => OwnBuffer(nameof(running_mean));
            set => SetBuffer(nameof(running_mean), value!);
        }

        public Tensor? running_var
        {
            get => OwnBuffer(nameof(running_var));
            set => SetBuffer(nameof(running_var), value!);
        }

        public Tensor? num_batches_tracked
        {
            get => OwnBuffer(nameof(num_batches_tracked));
            set => SetBuffer(nameof(num_batches_tracked), value!);
        }

        protected abstract void ValidateInputDimensions(Tensor input);
    }

    public abstract class BatchNorm : NormBase
    {
        private protected BatchNorm(string name, long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype)
            : base(name, num_features, eps, momentum, affine, track_running_stats, device, dtype)
        {
        }

        public override Tensor forward(Tensor input)
        {
            ArgumentNullException.ThrowIfNull(input);
            ValidateInputDimensions(input);
            var share = momentum ?? 0;
            if (training && num_batches_tracked is { } counter)
            {
                using var off = torch.no_grad();
                counter.add_((Scalar)1);
                if (momentum is null)
                    share = 1.0 / counter.ToInt64();
            }
            var usesBatch = training || running_mean is null;
            return torch.nn.functional.batch_norm(input, running_mean, running_var, weight, bias, usesBatch, share, eps);
        }
    }

    public sealed class BatchNorm1d : BatchNorm
    {
        internal BatchNorm1d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(BatchNorm1d), num_features, eps, momentum, affine, track_running_stats, device, dtype)
        {
        }

        protected override void ValidateInputDimensions(Tensor input)
        {
            if (input.ndim is not (2 or 3))
                throw new ArgumentException($"BatchNorm1d needs 2 or 3 dimensions, got {input.ndim}");
        }
    }

    public sealed class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(BatchNorm2d), num_features, eps, momentum, affine, track_running_stats, device, dtype)
        {
        }

        protected override void ValidateInputDimensions(Tensor input)
        {
            if (input.ndim != 4)
                throw new ArgumentException($"BatchNorm2d needs 4 dimensions, got {input.ndim}");
        }
    }

    public sealed class LayerNorm : torch.nn.Module<Tensor, Tensor>
    {
        private readonly long[] _shape;
        private readonly double _eps;

        internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(LayerNorm))
        {
            _shape = normalized_shape;
            _eps = eps;
            if (!elementwise_affine)
                return;
            SetParameter(nameof(weight), LayerParameters.Full(normalized_shape, 1, device, dtype));
            if (bias)
                SetParameter(nameof(bias), LayerParameters.Full(normalized_shape, 0, device, dtype));
        }

        public Parameter? weight
        {
            get => OwnParameter(nameof(weight));
            set => SetParameter(nameof(weight), value);
        }

        public Parameter? bias
        {
            get => OwnParameter(nameof(bias));
            set => SetParameter(nameof(bias), value);
        }

        public override Tensor forward(Tensor tensor) => torch.nn.functional.layer_norm(tensor, _shape, weight, bias, _eps);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static BatchNorm1d BatchNorm1d(long num_features, double eps = 1E-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            {
                return new BatchNorm1d(num_features, eps, momentum, affine, track_running_stats, device, dtype);
            }

            public static BatchNorm2d BatchNorm2d(long num_features, double eps = 1E-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null)
            {
                return new BatchNorm2d(num_features, eps, momentum, affine, track_running_stats, device, dtype);
            }

            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1E-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
            {
                return new LayerNorm(normalized_shape, eps, elementwise_affine, bias, device, dtype);
            }

            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1E-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null)
            {
                return new LayerNorm([normalized_shape], eps, elementwise_affine, bias, device, dtype);
            }
        }
    }
}
