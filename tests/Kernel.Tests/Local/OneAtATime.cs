namespace Kernel.Tests.Local;

/// <summary>Tests that run cells in their own process: the console and the display are shared, so one class at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneAtATime
{
    internal const string Name = "cells in the test's own process";
}
