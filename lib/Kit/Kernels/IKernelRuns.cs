namespace VisionAttention.Kit.Kernels;

/// <summary>The kernels on the scratch memory of one head, in the registers of one width; a run is all pixels of two query rows in the middle of an image.</summary>
internal interface IKernelRuns : IDisposable
{
    /// <summary>Multiply-adds of whole registers in a run of <see cref="Dot"/>.</summary>
    long DotOperations { get; }

    /// <summary>In a run of <see cref="WeightedSum"/>.</summary>
    long WeightedSumOperations { get; }

    /// <summary>In a run of <see cref="Gather"/>.</summary>
    long GatherOperations { get; }

    /// <summary>In a run of <see cref="Product"/>.</summary>
    long ProductOperations { get; }

    /// <summary>In a run of <see cref="Outer"/>.</summary>
    long OuterOperations { get; }

    /// <summary>In a run of <see cref="Exponential"/>: those of the polynomial.</summary>
    long ExponentialOperations { get; }

    /// <summary>Multiplications of whole registers in a run of <see cref="Square"/>.</summary>
    long SquareOperations { get; }

    /// <summary>In a run of <see cref="MultiplyAdds"/>.</summary>
    long CeilingOperations { get; }

    /// <summary>Two query rows with every key of their windows.</summary>
    void Dot();

    /// <summary>Values of the windows of two query rows, with weights.</summary>
    void WeightedSum();

    /// <summary>What two query rows give back to the k + 1 key rows they see.</summary>
    void Gather();

    /// <summary>The projections of a pair of rows.</summary>
    void Product();

    /// <summary>A unit's gradient of the query's weights.</summary>
    void Outer();

    /// <summary>2^x of every logit of two query rows.</summary>
    void Exponential();

    /// <summary>Two rows of pixels, turned from channels-last into rows.</summary>
    void Square();

    /// <summary>Multiply-adds with nothing in their way: no loads, no stores, enough of them independent.</summary>
    void MultiplyAdds();
}
