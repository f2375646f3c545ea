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
                /// <summary>Lets the learning rate fall to zero along a power.</summary>
                public class PolynomialLR : LRScheduler
                {
                    private readonly int _steps;
                    private readonly double _power;

                    /// <summary>Lets the learning rate fall to zero along a power.</summary>
                    /// <param name="optimizer">The optimiser.</param>
                    /// <param name="total_iters">The number of steps.</param>
                    /// <param name="power">The exponent; 1 for a straight line.</param>
                    /// <param name="last_epoch">The last step made; -1 for none.</param>
                    /// <param name="verbose">Whether each change is printed.</param>
                    public PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1.0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _steps = Checked(nameof(total_iters), total_iters, 1);
                        _power = power;
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch == 0 || LastEpoch > _steps)
                            return Scaled(1);
                        return Scaled(Math.Pow((1.0 - (double)LastEpoch / _steps) / (1.0 - (double)(LastEpoch - 1) / _steps), _power));
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() => FromBase(Math.Pow(1.0 - (double)Math.Min(_steps, LastEpoch) / _steps, _power));
                }
            }

            /// <summary>Lets the learning rate fall to zero along a power.</summary>
            /// <param name="optimizer">The optimiser.</param>
            /// <param name="total_iters">The number of steps.</param>
            /// <param name="power">The exponent; 1 for a straight line.</param>
            /// <param name="last_epoch">The last step made; -1 for none.</param>
            /// <param name="verbose">Whether each change is printed.</param>
            public static LRScheduler PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1.0, int last_epoch = -1, bool verbose = false) => new impl.PolynomialLR(optimizer, total_iters, power, last_epoch, verbose);
        }
    }
}
