namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The activation between the two linear layers of a transformer layer.</summary>
        public enum Activations
        {
            /// <summary>max(0, x).</summary>
            ReLU = 0,

            /// <summary>x times the share of a normal distribution below x.</summary>
            GELU = 1,
        }
    }
}
