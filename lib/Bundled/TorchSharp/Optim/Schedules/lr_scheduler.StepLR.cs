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
                /// <summary>Multiplies the learning rate by gamma every step_size steps.</summary>
                public class StepLR : LRScheduler
                {
                    private readonly int _stepSize;
                    private readonly double _gamma;

                    /// <summary>Multiplies the learning rate by gamma every step_size steps.</summary>
                    /// <param name="optimizer">The optimiser.</param>
                    /// <param name="step_size">Steps between two changes.</param>
                    /// <param name="gamma">The factor.</param>
                    /// <param name="last_epoch">The last step made; -1 for none.</param>
                    /// <param name="verbose">Whether each change is printed.</param>
                    public StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _stepSize = Checked(nameof(step_size), step_size, 1);
                        _gamma = gamma;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() => LastEpoch == 0 || LastEpoch % _stepSize != 0 ? Scaled(1) : Scaled(_gamma);

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() => FromBase(Math.Pow(_gamma, LastEpoch / _stepSize));
                }
            }

            /// <summary>Multiplies the learning rate by gamma every step_size steps.</summary>
            /// <param name="optimizer">The optimiser.</param>
            /// <param name="step_size">Steps between two changes.</param>
            /// <param name="gamma">The factor.</param>
            /// <param name="last_epoch">The last step made; -1 for none.</param>
            /// <param name="verbose">Whether each change is printed.</param>
            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false) => new impl.StepLR(optimizer, step_size, gamma, last_epoch, verbose);
        }
    }
}
