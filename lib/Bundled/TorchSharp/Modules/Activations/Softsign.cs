using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>x / (1 + |x|).</summary>
    public sealed class Softsign : ParameterLessModule<Tensor, Tensor>
    {
        internal Softsign(bool inplace)
            : base(nameof(Softsign))
        {
            this.inplace = inplace;
        }

        /// <summary>Whether the input itself is changed.</summary>
        public bool inplace { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => torch.nn.functional.softsign(tensor, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x / (1 + |x|).</summary>
            public static Modules.Softsign Softsign() => new(false);

            /// <summary>x / (1 + |x|).</summary>
            public static Modules.Softsign Softsign(bool inplace) => new(inplace);
        }
    }
}
