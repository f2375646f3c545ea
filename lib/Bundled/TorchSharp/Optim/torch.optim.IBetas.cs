namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Something whose two averaging factors a schedule can set.</summary>
        public interface IBetas
        {
            /// <summary>The factors of the mean gradient and of the mean squared gradient.</summary>
            (double, double) Betas { get; set; }
        }
    }
}
