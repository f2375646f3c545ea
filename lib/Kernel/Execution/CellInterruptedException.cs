namespace VisionAttention.Kernel.Execution;

/// <summary>Thrown inside a cell that the user stopped.</summary>
public sealed class CellInterruptedException() : OperationCanceledException("the cell was interrupted; variables keep their values");
