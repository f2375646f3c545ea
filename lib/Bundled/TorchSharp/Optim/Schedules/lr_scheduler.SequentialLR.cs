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
                /// <summary>Follows one schedule after another.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedules;
                    private readonly int[] _milestones;

                    /// <summary>Follows one schedule after another.</summary>
                    /// <param name="optimizer">The optimiser that all schedules were made for.</param>
                    /// <param name="schedulers">The schedules in order.</param>
                    /// <param name="milestones">The steps at which the next schedule begins: one fewer than there are schedules.</param>
                    /// <param name="last_epoch">The last step made; -1 for none.</param>
                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                        : base(optimizer, last_epoch)
                    {
                        _schedules = [.. schedulers];
                        _milestones = [.. milestones];
                        if (_milestones.Length != _schedules.Length - 1)
                            throw new ArgumentException($"milestones has {_milestones.Length} numbers, {_schedules.Length} schedules need {_schedules.Length - 1}");
                        if (Array.Exists(_schedules, schedule => !ReferenceEquals(schedule.Optimizer, optimizer)))
                            throw new ArgumentException("a schedule was made for another optimizer: make all of them for this one");
                        LastEpoch = last_epoch + 1;

                        // Each schedule has made its own first step: all of them are taken back, and the first one's is made again.
                        for (var place = 0; place < Groups.Length; place++)
                            Set(place, _schedules[0].BaseRates[place]);
                        foreach (var schedule in _schedules)
                            schedule.LastEpoch--;
                        _schedules[0].step();
                        LastRates = _schedules[0].LastRates;
                    }

                    /// <inheritdoc/>
                    public override void step()
                    {
                        LastEpoch++;
                        var begun = _milestones.Count(milestone => milestone <= LastEpoch);
                        var schedule = _schedules[begun];
                        if (begun > 0 && _milestones[begun - 1] == LastEpoch)
                            schedule.step(0);
                        else
                            schedule.step();
                        LastRates = schedule.LastRates;
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() => LastRates;
                }
            }

            /// <summary>Follows one schedule after another.</summary>
            /// <param name="optimizer">The optimiser that all schedules were made for.</param>
            /// <param name="schedulers">The schedules in order.</param>
            /// <param name="milestones">The steps at which the next schedule begins: one fewer than there are schedules.</param>
            /// <param name="last_epoch">The last step made; -1 for none.</param>
            public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) =>
                new impl.SequentialLR(optimizer, schedulers, milestones, last_epoch);
        }
    }
}
