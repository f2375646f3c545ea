namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Something whose momentum a schedule can set.</summary>
        public interface IMomentum
        {
            /// <summary>The share of the old direction that is kept.</summary>
            double Momentum { get; set; }
        }
    }
}
