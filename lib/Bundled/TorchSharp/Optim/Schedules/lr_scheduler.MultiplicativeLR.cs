namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The schedules.</summary>
            public static partial class impl
            {
                /// <summary>Multiplies the learning rate at every step by a function of the step.</summary>
                public class MultiplicativeLR : LRScheduler
                {
                    private readonly Func<int, double>[] _factors;

                    /// <summary>Multiplies the learning rate at every step by a function of the step. One function a group.</summary>
                    /// <param name="optimizer">The optimiser.</param>
                    /// <param name="lr_lambdas">From the step's number to the factor, one function a group.</param>
                    /// <param name="last_epoch">The last step made; -1 for none.</param>
                    /// <param name="verbose">Whether each change is printed.</param>
                    public MultiplicativeLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _factors = [.. lr_lambdas];
                        if (_factors.Length != Groups.Length)
                            throw new ArgumentException($"lr_lambdas has {_factors.Length} functions, the optimizer has {Groups.Length} groups");
                        step();
                    }

                    /// <summary>Multiplies the learning rate at every step by a function of the step.</summary>
                    /// <param name="optimizer">The optimiser.</param>
                    /// <param name="lr_lambda">From the step's number to the factor.</param>
                    /// <param name="last_epoch">The last step made; -1 for none.</param>
                    /// <param name="verbose">Whether each change is printed.</param>
                    public MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        ArgumentNullException.ThrowIfNull(lr_lambda);
                        _factors = Array.ConvertAll(Groups, _ => lr_lambda);
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() => Groups.Select((group, place) => LastEpoch > 0 ? group.LearningRate * _factors[place](LastEpoch) : group.LearningRate);
                }
            }

            /// <summary>Multiplies the learning rate at every step by a function of the step.</summary>
            /// <param name="optimizer">The optimiser.</param>
            /// <param name="lr_lambda">From the step's number to the factor.</param>
            /// <param name="last_epoch">The last step made; -1 for none.</param>
            /// <param name="verbose">Whether each change is printed.</param>
            public static LRScheduler MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) => new impl.MultiplicativeLR(optimizer, lr_lambda, last_epoch, verbose);
        }
    }
}
