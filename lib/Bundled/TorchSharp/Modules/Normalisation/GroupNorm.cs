using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>Normalises each group of channels of each example.</summary>
    public sealed class GroupNorm : torch.nn.Module<Tensor, Tensor>
    {
        internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(GroupNorm))
        {
            if (num_groups < 1 || num_channels < 1 || num_channels % num_groups != 0)
                throw new ArgumentException($"num_channels {num_channels} is not a multiple of num_groups {num_groups}");
            this.num_groups = num_groups;
            this.eps = eps;
            this.affine = affine;
            if (!affine)
                return;
            SetParameter(nameof(weight), LayerParameters.Full([num_channels], 1, device, dtype));
            SetParameter(nameof(bias), LayerParameters.Full([num_channels], 0, device, dtype));
        }

        /// <summary>[C], or null.</summary>
        public Parameter? weight
        {
            get => OwnParameter(nameof(weight));
            set => SetParameter(nameof(weight), value);
        }

        /// <summary>[C], or null.</summary>
        public Parameter? bias
        {
            get => OwnParameter(nameof(bias));
            set => SetParameter(nameof(bias), value);
        }

        /// <summary>How many groups the channels form.</summary>
        public long num_groups { get; set; }

        /// <summary>Added to the variance.</summary>
        public double eps { get; set; }

        /// <summary>Whether there are a weight and a bias.</summary>
        public bool affine { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor)
        {
            ArgumentNullException.ThrowIfNull(tensor);
            if (tensor.ndim < 2)
                throw new ArgumentException($"GroupNorm needs [B, C, ...], got {tensor.ndim} dimensions");
            return torch.nn.functional.group_norm(tensor, num_groups, weight, bias, eps);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Normalises num_groups groups of channels of [B, C, ...].</summary>
            public static GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1E-05, bool affine = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_groups, num_channels, eps, affine, device, dtype);
        }
    }
}
