namespace TorchSharp;

public static partial class torch
{
    public static partial class utils
    {
        public static partial class data
        {
            /// <summary>Examples that are lists of tensors.</summary>
            public abstract class IterableDataset : Dataset<IList<Tensor>>
            {
                /// <summary>Nothing to prepare.</summary>
                protected IterableDataset()
                {
                }
            }
        }
    }
}
