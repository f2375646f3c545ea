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
                /// <summary>Moves a factor of the learning rate linearly from one value to another.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double _start;
                    private readonly double _end;
                    private readonly int _steps;

                    /// <summary>Moves a factor of the learning rate linearly from one value to another.</summary>
                    /// <param name="optimizer">The optimiser.</param>
                    /// <param name="start_factor">The factor of the first step.</param>
                    /// <param name="end_factor">The factor after total_iters steps.</param>
                    /// <param name="total_iters">The number of steps between.</param>
                    /// <param name="last_epoch">The last step made; -1 for none.</param>
                    /// <param name="verbose">Whether each change is printed.</param>
                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (start_factor is <= 0 or > 1)
                            throw new ArgumentException($"start_factor {start_factor} is not above 0 and at most 1");
                        if (end_factor is < 0 or > 1)
                            throw new ArgumentException($"end_factor {end_factor} is not from 0 to 1");
                        _start = start_factor;
                        _end = end_factor;
                        _steps = Checked(nameof(total_iters), total_iters, 1);
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch == 0)
                            return Scaled(_start);
                        return Scaled(LastEpoch > _steps ? 1 : 1 + (_end - _start) / (_steps * _start + (LastEpoch - 1) * (_end - _start)));
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() => FromBase(_start + (_end - _start) * Math.Min(_steps, LastEpoch) / _steps);
                }
            }

            /// <summary>Moves a factor of the learning rate linearly from one value to another.</summary>
            /// <param name="optimizer">The optimiser.</param>
            /// <param name="start_factor">The factor of the first step.</param>
            /// <param name="end_factor">The factor after total_iters steps.</param>
            /// <param name="total_iters">The number of steps between.</param>
            /// <param name="last_epoch">The last step made; -1 for none.</param>
            /// <param name="verbose">Whether each change is printed.</param>
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5, int last_epoch = -1, bool verbose = false) => new impl.LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);
        }
    }
}
