namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Schedules of the learning rate.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rate of an optimiser, once a step or an epoch.</summary>
            /// <remarks>The constructor performs the first step, so the first learning rate is set at once.</remarks>
            public abstract class LRScheduler
            {
                /// <summary>How many steps were made, with the one of the constructor.</summary>
                protected int _step_count;

                private readonly bool _verbose;

                /// <summary>For schedules that only call others.</summary>
                protected LRScheduler()
                {
                    Optimizer = null!;
                    BaseRates = [];
                    LastRates = [];
                }

                /// <summary>Remembers the learning rates to start from.</summary>
                /// <param name="optimizer">The optimiser.</param>
                /// <param name="last_epoch">The last step made; -1 for none.</param>
                /// <param name="verbose">Whether each change is printed.</param>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    Optimizer = optimizer;
                    LastEpoch = last_epoch;
                    _verbose = verbose;
                    Groups = [.. optimizer.ParamGroups];
                    BaseRates = Array.ConvertAll(Groups, group => group.InitialLearningRate);
                    LastRates = Array.ConvertAll(Groups, group => group.LearningRate);
                }

                internal Optimizer Optimizer { get; }

                internal ILearningRateController[] Groups { get; } = [];

                /// <summary>The step just made; 0 after the constructor.</summary>
                internal int LastEpoch { get; set; } = -1;

                /// <summary>The learning rate of each group at the start.</summary>
                internal double[] BaseRates { get; set; }

                internal double[] LastRates { get; set; }

                /// <summary>Makes the next step.</summary>
                public virtual void step() => step(null);

                /// <summary>Makes the next step, or jumps to a given one.</summary>
                /// <param name="epoch">The step; null for the next.</param>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    LastEpoch = epoch ?? LastEpoch + 1;
                    var rates = (epoch is null ? get_lr() : get_closed_form_lr()).ToArray();
                    for (var place = 0; place < Groups.Length; place++)
                        Set(place, rates[place]);
                    LastRates = rates;
                }

                /// <summary>Makes the next step; only schedules that watch a value use it.</summary>
                /// <param name="current">The value, such as a loss.</param>
                /// <param name="epoch">The step; null for the next.</param>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The learning rate of each group as last set.</summary>
                public IEnumerable<double> get_last_lr() => LastRates;

                /// <summary>The learning rate of each group for the step just begun.</summary>
                protected virtual IEnumerable<double> get_lr() => Array.ConvertAll(Groups, group => group.LearningRate);

                /// <summary>The same, computed from the step's number alone.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                /// <summary>A factor on the present learning rate of every group.</summary>
                private protected double[] Scaled(double factor) => Array.ConvertAll(Groups, group => group.LearningRate * factor);

                /// <summary>A factor on the first learning rate of every group.</summary>
                private protected double[] FromBase(double factor) => Array.ConvertAll(BaseRates, rate => rate * factor);

                private protected static int Checked(string name, int value, int least) =>
                    value >= least ? value : throw new ArgumentException($"{name} {value} is not at least {least}");

                internal void Set(int place, double rate)
                {
                    Groups[place].LearningRate = rate;
                    if (_verbose)
                        Console.WriteLine($"Adjusting learning rate of group {place} to {rate:g4}.");
                }
            }
        }
    }
}
