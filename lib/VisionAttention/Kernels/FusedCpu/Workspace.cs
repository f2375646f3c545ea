using System.Buffers;
using System.Runtime.CompilerServices;

namespace VisionAttention.Kernels.FusedCpu;

/// <summary>Scratch memory of one thread during one call: parts of a rented array, each on a cache line of its own.</summary>
/// <remarks>
/// It starts as zeros, and paddings rely on that. Renting costs nothing from the second call on, and the pool gives memory back to the
/// system when it has not been asked for a while.
/// </remarks>
internal sealed unsafe class Workspace : IDisposable
{
    private const int CacheLine = 64;

    private readonly float[] _rented;
    private readonly System.Runtime.InteropServices.GCHandle _pin;
    private float* _next;

    public Workspace(UnitLayout layout, bool backward)
    {
        var (queries, keys, tile, terms, tables) = (layout.QueryFloats + (2 * layout.Margin), layout.KeyFloats, layout.TileFloats, layout.TermFloats, layout.TableFloats);
        var size = Total([queries, queries, keys, keys, tile, terms, terms, tables, tables, MaskFloats(layout), 4 * layout.Lanes, layout.HeadDim, layout.HeadDim])
            + (backward ? Total([queries, keys, keys, tile, terms, terms, tables, tables, layout.MovedFloats, layout.MovedFloats]) : 0);
        _rented = ArrayPool<float>.Shared.Rent(size + (CacheLine / sizeof(float)));
        _pin = System.Runtime.InteropServices.GCHandle.Alloc(_rented, System.Runtime.InteropServices.GCHandleType.Pinned);
        _next = (float*)(((nint)Unsafe.AsPointer(ref _rented[0]) + CacheLine - 1) / CacheLine * CacheLine);
        new Span<float>(_next, size).Clear();

        Queries = Take(queries) + layout.Margin;
        Results = Take(queries) + layout.Margin;
        Keys = Take(keys) + layout.Margin;
        Values = Take(keys) + layout.Margin;
        Logits = Take(tile);
        RowTerms = Take(terms);
        ColumnTerms = Take(terms);
        RowTable = Take(tables);
        ColumnTable = Take(tables);
        Mask = Take(MaskFloats(layout));
        Largest = Take(4 * layout.Lanes);
        Factors = Largest + (2 * layout.Lanes);
        Nothing = Take(layout.HeadDim);
        Nowhere = Take(layout.HeadDim);
        if (!backward)
            return;
        OutputGradients = Take(queries) + layout.Margin;
        KeyGradients = Take(keys);
        ValueGradients = Take(keys);
        Products = Take(tile);
        RowSums = Take(terms);
        ColumnSums = Take(terms);
        RowTableGradient = Take(tables);
        ColumnTableGradient = Take(tables);
        MovedWeights = Take(layout.MovedFloats) + layout.Margin;
        MovedGradients = Take(layout.MovedFloats) + layout.Margin;
    }

    /// <summary>[2][channel][lane], multiplied by scale · log₂ e.</summary>
    public float* Queries { get; }

    /// <summary>Outputs, or query gradients: [2][channel][lane].</summary>
    public float* Results { get; }

    /// <summary>[row][channel][lane], zeros around each row.</summary>
    public float* Keys { get; }

    /// <inheritdoc cref="Keys"/>
    public float* Values { get; }

    /// <summary>Logits, then weights: [2][key row][shift] vectors.</summary>
    public float* Logits { get; }

    /// <summary>q·r of the row half: [2][offset] vectors.</summary>
    public float* RowTerms { get; }

    /// <summary>q·r of the column half.</summary>
    public float* ColumnTerms { get; }

    /// <summary>[channel][offset] vectors of equal numbers.</summary>
    public float* RowTable { get; }

    /// <inheritdoc cref="RowTable"/>
    public float* ColumnTable { get; }

    /// <summary>0, or −∞ where a shift leaves the image: [vector of the row][shift] vectors.</summary>
    public float* Mask { get; }

    /// <summary>Two vectors.</summary>
    public float* Largest { get; }

    /// <summary>Two vectors.</summary>
    public float* Factors { get; }

    /// <summary>Zeros to read in place of an image that is not there.</summary>
    public float* Nothing { get; }

    /// <summary>Where the results of an image that is not there go.</summary>
    public float* Nowhere { get; }

    public float* OutputGradients { get; }

    /// <summary>[row][channel][lane], without padding.</summary>
    public float* KeyGradients { get; }

    /// <inheritdoc cref="KeyGradients"/>
    public float* ValueGradients { get; }

    /// <summary>Gradients of the weights, then of the logits; as <see cref="Logits"/>.</summary>
    public float* Products { get; }

    public float* RowSums { get; }

    public float* ColumnSums { get; }

    /// <summary>[offset][channel] vectors, to be summed over their lanes.</summary>
    public float* RowTableGradient { get; }

    /// <inheritdoc cref="RowTableGradient"/>
    public float* ColumnTableGradient { get; }

    /// <summary>Weights moved by their shift: [2][key row][shift][lane].</summary>
    public float* MovedWeights { get; }

    /// <summary>Gradients of the logits, moved likewise.</summary>
    public float* MovedGradients { get; }

    public void Dispose()
    {
        _pin.Free();
        ArrayPool<float>.Shared.Return(_rented);
    }

    private static int MaskFloats(UnitLayout layout) => layout.RowLanes * layout.KernelSize;

    private static int Total(ReadOnlySpan<int> parts)
    {
        var sum = 0;
        foreach (var part in parts)
            sum = checked(sum + Rounded(part));
        return sum;
    }

    private static int Rounded(int floats) => (floats + 15) / 16 * 16;

    private float* Take(int floats)
    {
        var part = _next;
        _next += Rounded(floats);
        return part;
    }
}
