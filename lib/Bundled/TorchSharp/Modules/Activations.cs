using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    public sealed class ReLU : torch.nn.Module<Tensor, Tensor>
    {
        private readonly bool _inplace;

        internal ReLU(bool inplace)
            : base(nameof(ReLU))
        {
            _inplace = inplace;
        }

        public override Tensor forward(Tensor input) => torch.nn.functional.relu(input, _inplace);
    }

    public sealed class SiLU : torch.nn.Module<Tensor, Tensor>
    {
        private readonly bool _inplace;

        internal SiLU(bool inplace)
            : base(nameof(SiLU))
        {
            _inplace = inplace;
        }

        public override Tensor forward(Tensor input) => torch.nn.functional.silu(input, _inplace);
    }

    public sealed class Sigmoid : torch.nn.Module<Tensor, Tensor>
    {
        internal Sigmoid()
            : base(nameof(Sigmoid))
        {
        }

        public override Tensor forward(Tensor input) => input.sigmoid();
    }

    public sealed class Tanh : torch.nn.Module<Tensor, Tensor>
    {
        private readonly bool _inplace;

        internal Tanh(bool inplace)
            : base(nameof(Tanh))
        {
            _inplace = inplace;
        }

        public override Tensor forward(Tensor input) => torch.nn.functional.tanh(input, _inplace);
    }

    public sealed class LeakyReLU : torch.nn.Module<Tensor, Tensor>
    {
        private readonly double _slope;
        private readonly bool _inplace;

        internal LeakyReLU(double slope, bool inplace)
            : base(nameof(LeakyReLU))
        {
            _slope = slope;
            _inplace = inplace;
        }

        public override Tensor forward(Tensor input) => torch.nn.functional.leaky_relu(input, _slope, _inplace);
    }

    public sealed class Softmax : torch.nn.Module<Tensor, Tensor>
    {
        private readonly long _dim;

        internal Softmax(long dim)
            : base(nameof(Softmax))
        {
            _dim = dim;
        }

        public override Tensor forward(Tensor input) => input.softmax(_dim);
    }

    public sealed class Identity : torch.nn.Module<Tensor, Tensor>
    {
        internal Identity()
            : base(nameof(Identity))
        {
        }

        public override Tensor forward(Tensor input) => input.alias();
    }

    public sealed class Flatten : torch.nn.Module<Tensor, Tensor>
    {
        private readonly long _start;
        private readonly long _end;

        internal Flatten(long start, long end)
            : base(nameof(Flatten))
        {
            _start = start;
            _end = end;
        }

        public override Tensor forward(Tensor input) => input.flatten(_start, _end);
    }

    public sealed class Dropout : torch.nn.Module<Tensor, Tensor>
    {
        private readonly double _p;
        private readonly bool _inplace;

        internal Dropout(double p, bool inplace)
            : base(nameof(Dropout))
        {
            _p = p;
            _inplace = inplace;
        }

        public override Tensor forward(Tensor input) => training ? torch.nn.functional.dropout(input, _p, training: true, _inplace) : input.alias();
    }

    public sealed class GELU : torch.nn.Module<Tensor, Tensor>
    {
        private readonly GELU.Approximate _approximate;
        private readonly bool _inplace;

        internal GELU(GELU.Approximate approximate, bool inplace)
            : base(nameof(GELU))
        {
            _approximate = approximate;
            _inplace = inplace;
        }

        public enum Approximate
        {
            none = 0,
            tanh = 1,
        }

        public override Tensor forward(Tensor input) => torch.nn.functional.gelu(input, _approximate, _inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ReLU ReLU(bool inplace = false) => new(inplace);
            public static Modules.SiLU SiLU() => new(false);
            public static Modules.SiLU SiLU(bool inplace) => new(inplace);
            public static Modules.Sigmoid Sigmoid() => new();
            public static Modules.Tanh Tanh() => new(false);
            public static Modules.Tanh Tanh(bool inplace = false) => new(inplace);
            public static Modules.LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);
            public static Modules.Softmax Softmax(long dim) => new(dim);
            public static Modules.Identity Identity() => new();
            public static Modules.Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);
            public static Modules.Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static Modules.GELU GELU() => new(Modules.GELU.Approximate.none, false);
            public static Modules.GELU GELU(bool inplace) => new(Modules.GELU.Approximate.none, inplace);
            public static Modules.GELU GELU(Modules.GELU.Approximate approximate, bool inplace = false) => new(approximate, inplace);
        }
    }
}
