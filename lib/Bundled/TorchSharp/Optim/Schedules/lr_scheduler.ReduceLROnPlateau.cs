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
                /// <summary>Lowers the learning rate when a value stops improving.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool _smallerIsBetter;
                    private readonly bool _isRelative;
                    private readonly double _factor;
                    private readonly double _threshold;
                    private readonly double _change;
                    private readonly int _patience;
                    private readonly int _cooldown;
                    private readonly double[] _least;
                    private double _best;
                    private int _badSteps;
                    private int _rest;

                    /// <summary>Lowers the learning rate when a value stops improving.</summary>
                    /// <param name="optimizer">The optimiser.</param>
                    /// <param name="mode">min or max: which way is better.</param>
                    /// <param name="factor">The factor, below 1.</param>
                    /// <param name="patience">How many steps without improvement are allowed.</param>
                    /// <param name="threshold">How much better counts as an improvement.</param>
                    /// <param name="threshold_mode">rel or abs: whether the threshold is a share of the best value.</param>
                    /// <param name="cooldown">How many steps after a change do not count.</param>
                    /// <param name="min_lr">The lowest learning rate, one for all groups or one a group; null for 0.</param>
                    /// <param name="eps">Smaller changes are not made.</param>
                    /// <param name="verbose">Whether each change is printed.</param>
                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 0.0001, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1E-08, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1)
                            throw new ArgumentException($"factor {factor} is not below 1");
                        _smallerIsBetter = OneOf(nameof(mode), mode, "min", "max");
                        _isRelative = OneOf(nameof(threshold_mode), threshold_mode, "rel", "abs");
                        _factor = factor;
                        _patience = patience;
                        _threshold = threshold;
                        _cooldown = cooldown;
                        _change = eps;
                        _least = min_lr switch
                        {
                            null => new double[Groups.Length],
                            { Count: 1 } => [.. Enumerable.Repeat(min_lr[0], Groups.Length)],
                            _ => [.. min_lr],
                        };
                        if (_least.Length != Groups.Length)
                            throw new ArgumentException($"min_lr has {_least.Length} numbers, the optimizer has {Groups.Length} groups");
                        LastEpoch = 0;
                        _best = _smallerIsBetter ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    /// <summary>Throws: this schedule needs a value.</summary>
                    public override void step() => throw NeedsValue();

                    /// <summary>Throws: this schedule needs a value.</summary>
                    public override void step(int? epoch) => throw NeedsValue();

                    /// <summary>Takes a value in, and lowers the learning rate if it was due.</summary>
                    /// <param name="current">The value.</param>
                    /// <param name="epoch">The step; null for the next.</param>
                    public override void step(double current, int? epoch = null)
                    {
                        LastEpoch = epoch ?? LastEpoch + 1;
                        if (IsBetter(current))
                        {
                            _best = current;
                            _badSteps = 0;
                        }
                        else
                        {
                            _badSteps++;
                        }
                        if (_rest > 0)
                        {
                            _rest--;
                            _badSteps = 0;
                        }
                        if (_badSteps > _patience)
                        {
                            Lower();
                            _rest = _cooldown;
                            _badSteps = 0;
                        }
                        LastRates = Array.ConvertAll(Groups, group => group.LearningRate);
                    }

                    private static InvalidOperationException NeedsValue() => new("ReduceLROnPlateau needs the value it watches: call step(value)");

                    private static bool OneOf(string name, string value, string first, string second)
                    {
                        if (value != first && value != second)
                            throw new ArgumentException($"{name} {value} is neither {first} nor {second}");
                        return value == first;
                    }

                    private bool IsBetter(double value)
                    {
                        var margin = _isRelative ? _threshold * _best : _threshold;
                        if (double.IsInfinity(_best))
                            return _smallerIsBetter ? value < _best : value > _best;
                        return _smallerIsBetter ? value < _best - margin : value > _best + margin;
                    }

                    private void Lower()
                    {
                        for (var place = 0; place < Groups.Length; place++)
                        {
                            var old = Groups[place].LearningRate;
                            var lowered = Math.Max(old * _factor, _least[place]);
                            if (old - lowered > _change)
                                Set(place, lowered);
                        }
                    }
                }
            }

            /// <summary>Lowers the learning rate when a value stops improving; the parameters are those of the class.</summary>
            public static LRScheduler ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 0.0001, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1E-08, bool verbose = false) =>
                new impl.ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, verbose);
        }
    }
}
