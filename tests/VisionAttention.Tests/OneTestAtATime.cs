// The random generator, the count of live tensors and the size of the process belong to all tests, so they take turns.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
