// The random generator and the modes of autograd belong to the process, so tests take turns.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
