// Browsers and a measured time share two cores badly.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
