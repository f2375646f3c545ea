// libtorch's random generator and threads are shared by everything in a process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
