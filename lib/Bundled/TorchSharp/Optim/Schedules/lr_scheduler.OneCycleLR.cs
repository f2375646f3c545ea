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
                /// <summary>One rise of the learning rate and one long fall; the momentum goes the other way.</summary>
                public class OneCycleLR : LRScheduler
                {
                    private readonly int _totalSteps;
                    private readonly AnnealStrategy _strategy;
                    private readonly bool _cyclesMomentum;
                    private readonly (double End, int From, int To)[] _phases;
                    private readonly double _maximum;
                    private readonly double _lowMomentum;
                    private readonly double _highMomentum;
                    private readonly double _division;
                    private readonly double _finalDivision;

                    /// <summary>One rise of the learning rate and one long fall.</summary>
                    /// <param name="optimizer">The optimiser.</param>
                    /// <param name="max_lr">The highest learning rate.</param>
                    /// <param name="total_steps">The number of steps; -1 for epochs times steps_per_epoch.</param>
                    /// <param name="epochs">The number of epochs.</param>
                    /// <param name="steps_per_epoch">The number of steps of an epoch.</param>
                    /// <param name="pct_start">The share of the rise.</param>
                    /// <param name="anneal_strategy">Along a cosine or a straight line.</param>
                    /// <param name="cycle_momentum">Whether the momentum changes, too.</param>
                    /// <param name="base_momentum">The lowest momentum.</param>
                    /// <param name="max_momentum">The highest momentum.</param>
                    /// <param name="div_factor">The highest learning rate over the first.</param>
                    /// <param name="final_div_factor">The first learning rate over the last.</param>
                    /// <param name="three_phase">Whether the fall is as long as the rise and a third phase follows.</param>
                    /// <param name="last_epoch">The last step made; -1 for none.</param>
                    /// <param name="verbose">Whether each change is printed.</param>
                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25.0, double final_div_factor = 10000.0, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (total_steps <= 0 && (epochs <= 0 || steps_per_epoch <= 0))
                            throw new ArgumentException($"give total_steps above 0, or epochs and steps_per_epoch; got {total_steps}, {epochs} and {steps_per_epoch}");
                        if (pct_start is < 0 or > 1)
                            throw new ArgumentException($"pct_start {pct_start} is not from 0 to 1");
                        _totalSteps = total_steps > 0 ? total_steps : epochs * steps_per_epoch;
                        _strategy = anneal_strategy;
                        _cyclesMomentum = cycle_momentum;
                        (_maximum, _division, _finalDivision) = (max_lr, div_factor, final_div_factor);
                        (_lowMomentum, _highMomentum) = (base_momentum, max_momentum);
                        var rise = pct_start * _totalSteps - 1;
                        // Levels: 0 the first, 1 the highest, 2 the last.
                        _phases = three_phase
                            ? [(rise, 0, 1), (2 * rise, 1, 0), (_totalSteps - 1, 0, 2)]
                            : [(rise, 0, 1), (_totalSteps - 1, 1, 2)];
                        if (last_epoch == -1)
                        {
                            foreach (var group in Groups)
                                group.InitialLearningRate = max_lr / div_factor;
                            if (cycle_momentum)
                                SetMomentum(max_momentum);
                        }
                        BaseRates = Array.ConvertAll(Groups, group => group.InitialLearningRate);
                        step();
                    }

                    /// <summary>The shape of rise and fall.</summary>
                    public enum AnnealStrategy
                    {
                        /// <summary>Half a cosine.</summary>
                        Cos = 0,

                        /// <summary>A straight line.</summary>
                        Linear = 1,
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch >= _totalSteps)
                            throw new InvalidOperationException($"step {LastEpoch + 1} of a schedule of {_totalSteps} steps: make it longer");
                        double begin = 0;
                        foreach (var (end, from, to) in _phases)
                        {
                            if (LastEpoch <= end || end == _totalSteps - 1)
                            {
                                var share = (LastEpoch - begin) / (end - begin);
                                if (_cyclesMomentum)
                                    SetMomentum(Between(Momentum(from), Momentum(to), share));
                                return Array.ConvertAll(Groups, group => Between(Rate(group, from), Rate(group, to), share));
                            }
                            begin = end;
                        }
                        return LastRates;
                    }

                    private double Rate(ILearningRateController group, int level) => level switch
                    {
                        0 => group.InitialLearningRate,
                        1 => _maximum,
                        _ => group.InitialLearningRate / _finalDivision,
                    };

                    private double Momentum(int level) => level == 1 ? _lowMomentum : _highMomentum;

                    private double Between(double start, double end, double share) => _strategy == AnnealStrategy.Linear
                        ? (end - start) * share + start
                        : end + (start - end) / 2 * (Math.Cos(Math.PI * share) + 1);

                    private void SetMomentum(double momentum)
                    {
                        foreach (var group in Groups)
                        {
                            switch (group)
                            {
                                case IBetas betas:
                                    betas.Betas = (momentum, betas.Betas.Item2);
                                    break;
                                case IMomentum other:
                                    other.Momentum = momentum;
                                    break;
                                default:
                                    throw new ArgumentException("the optimizer has no momentum: pass cycle_momentum: false");
                            }
                        }
                    }
                }
            }

            /// <summary>One rise of the learning rate and one long fall; the parameters are those of the class.</summary>
            public static LRScheduler OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25.0, double final_div_factor = 10000.0, bool three_phase = false, int last_epoch = -1, bool verbose = false) =>
                new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch, verbose);
        }
    }
}
