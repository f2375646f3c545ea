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
                /// <summary>Steps several schedules together.</summary>
                public class ChainedLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedules;

                    /// <summary>Steps several schedules together.</summary>
                    /// <param name="schedulers">The schedules, all of one optimiser.</param>
                    public ChainedLR(IEnumerable<LRScheduler> schedulers)
                    {
                        _schedules = [.. schedulers];
                        if (_schedules.Length == 0)
                            throw new ArgumentException("schedulers is empty: give at least one");
                        LastRates = _schedules[^1].LastRates;
                    }

                    /// <inheritdoc/>
                    public override void step()
                    {
                        foreach (var schedule in _schedules)
                            schedule.step();
                        LastRates = _schedules[^1].LastRates;
                    }
                }
            }

            /// <summary>Steps several schedules together.</summary>
            /// <param name="schedulers">The schedules, all of one optimiser.</param>
            public static LRScheduler ChainedLR(IEnumerable<LRScheduler> schedulers) => new impl.ChainedLR(schedulers);
        }
    }
}
