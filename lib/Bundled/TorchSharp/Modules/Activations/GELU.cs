using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    /// <summary>x times the share of a normal distribution below x.</summary>
    public sealed class GELU : ParameterLessModule<Tensor, Tensor>
    {
        internal GELU(Approximate approximate, bool inplace)
            : base(nameof(GELU))
        {
            this.approximate = approximate;
            this.inplace = inplace;
        }

        /// <summary>How the normal distribution is computed.</summary>
        public enum Approximate
        {
            /// <summary>Exactly, with the error function.</summary>
            none = 0,

            /// <summary>By a formula with tanh.</summary>
            tanh = 1,
        }

        /// <summary>How the normal distribution is computed.</summary>
        public Approximate approximate { get; set; }

        /// <summary>Whether the input itself is changed.</summary>
        public bool inplace { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => torch.nn.functional.gelu(tensor, approximate, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The exact GELU.</summary>
            public static Modules.GELU GELU() => new(Modules.GELU.Approximate.none, false);

            /// <summary>The exact GELU.</summary>
            public static Modules.GELU GELU(bool inplace) => new(Modules.GELU.Approximate.none, inplace);

            /// <summary>GELU, exact or by the formula with tanh.</summary>
            public static Modules.GELU GELU(Modules.GELU.Approximate approximate, bool inplace = false) => new(approximate, inplace);
        }
    }
}
