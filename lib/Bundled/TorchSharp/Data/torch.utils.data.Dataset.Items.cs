namespace TorchSharp;

public static partial class torch
{
    /// <summary>Tools beside the tensors.</summary>
    public static partial class utils
    {
        /// <summary>Data sets and the loaders that make batches of them.</summary>
        public static partial class data
        {
            /// <summary>Examples that can be read by number.</summary>
            /// <typeparam name="T">One example.</typeparam>
            public abstract class Dataset<T> : IDisposable
            {
                /// <summary>Nothing to prepare.</summary>
                protected Dataset()
                {
                }

                /// <summary>The number of examples.</summary>
                public abstract long Count { get; }

                /// <summary>Reads one example; the caller owns its tensors.</summary>
                /// <param name="index">From 0 to Count − 1.</param>
                public abstract T GetTensor(long index);

                /// <summary>Releases what the data set holds.</summary>
                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                /// <summary>Releases what the data set holds.</summary>
                /// <param name="disposing">False when called by the finaliser.</param>
                protected virtual void Dispose(bool disposing)
                {
                }
            }
        }
    }
}
