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
                /// <summary>Lets the learning rate fall along half a cosine.</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _period;
                    private readonly double _least;

                    /// <summary>Lets the learning rate fall along half a cosine.</summary>
                    /// <param name="optimizer">The optimiser.</param>
                    /// <param name="T_max">The number of steps to the lowest value.</param>
                    /// <param name="eta_min">The lowest learning rate.</param>
                    /// <param name="last_epoch">The last step made; -1 for none.</param>
                    /// <param name="verbose">Whether each change is printed.</param>
                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0.0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (!(T_max > 0))
                            throw new ArgumentException($"T_max {T_max} is not above 0");
                        _period = T_max;
                        _least = eta_min;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch == 0)
                            return Scaled(1);
                        // At the bottom the recursion would divide zero by zero.
                        if ((LastEpoch - 1 - _period) % (2 * _period) == 0)
                            return Groups.Select((group, place) => group.LearningRate + (BaseRates[place] - _least) * (1 - Math.Cos(Math.PI / _period)) / 2);
                        var factor = (1 + Math.Cos(Math.PI * LastEpoch / _period)) / (1 + Math.Cos(Math.PI * (LastEpoch - 1) / _period));
                        return Groups.Select(group => factor * (group.LearningRate - _least) + _least);
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() => BaseRates.Select(rate => _least + (rate - _least) * (1 + Math.Cos(Math.PI * LastEpoch / _period)) / 2);
                }
            }

            /// <summary>Lets the learning rate fall along half a cosine.</summary>
            /// <param name="optimizer">The optimiser.</param>
            /// <param name="T_max">The number of steps to the lowest value.</param>
            /// <param name="eta_min">The lowest learning rate.</param>
            /// <param name="last_epoch">The last step made; -1 for none.</param>
            /// <param name="verbose">Whether each change is printed.</param>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0.0, int last_epoch = -1, bool verbose = false) => new impl.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);
        }
    }
}
