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
                /// <summary>Multiplies the learning rate by gamma at given steps.</summary>
                public class MultiStepLR : LRScheduler
                {
                    private readonly int[] _milestones;
                    private readonly double _gamma;

                    /// <summary>Multiplies the learning rate by gamma at given steps.</summary>
                    /// <param name="optimizer">The optimiser.</param>
                    /// <param name="milestones">The steps.</param>
                    /// <param name="gamma">The factor.</param>
                    /// <param name="last_epoch">The last step made; -1 for none.</param>
                    /// <param name="verbose">Whether each change is printed.</param>
                    public MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        ArgumentNullException.ThrowIfNull(milestones);
                        _milestones = [.. milestones];
                        _gamma = gamma;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() => Scaled(Math.Pow(_gamma, _milestones.Count(milestone => milestone == LastEpoch)));

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() => FromBase(Math.Pow(_gamma, _milestones.Count(milestone => milestone <= LastEpoch)));
                }
            }

            /// <summary>Multiplies the learning rate by gamma at given steps.</summary>
            /// <param name="optimizer">The optimiser.</param>
            /// <param name="milestones">The steps.</param>
            /// <param name="gamma">The factor.</param>
            /// <param name="last_epoch">The last step made; -1 for none.</param>
            /// <param name="verbose">Whether each change is printed.</param>
            public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false) => new impl.MultiStepLR(optimizer, milestones, gamma, last_epoch, verbose);
        }
    }
}
