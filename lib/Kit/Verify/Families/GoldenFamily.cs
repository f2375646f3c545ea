namespace VisionAttention.Kit.Verify.Families;

/// <summary>Knows how to run the golden cases of one family.</summary>
internal abstract class GoldenFamily
{
    /// <summary>The family's name in the files.</summary>
    public abstract string Name { get; }

    /// <summary>Whether an array of a case is given to the run. Whatever is not must be computed and compared.</summary>
    public virtual bool IsInput(string name) => name is "input" or "cotangent" or "target";

    /// <summary>Computes the case and compares every expected result.</summary>
    public abstract void Run(GoldenCase golden, Comparison comparison);
}
