using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FusedAttention.Cpu;

/// <summary>Scratch memory of one thread during one call. It starts as zeros, and paddings rely on that.</summary>
internal sealed unsafe class Workspace : IDisposable
{
    private readonly Scratch _memory;
    private readonly float* _queries, _results, _keys, _values, _rowTable, _columnTable;
    private readonly float* _outputGradients, _keyGradients, _valueGradients, _rowTableGradient, _columnTableGradient;
    private readonly UnitLayout _layout;
    private readonly bool _isProjected, _isBackward;
    private int _head;
    private nint _row;

    public Workspace(UnitLayout layout, bool backward, Projection? projection)
    {
        _layout = layout;
        _isProjected = projection is not null;
        _isBackward = backward;
        GradientPart = Scratch.Rounded(layout.MapFloats);
        InputRow = projection is null ? 0 : (projection.InChannels * layout.RowLanes) + layout.Lanes;
        var (pair, keys, tile, terms, tables) = (layout.QueryFloats + (2 * layout.Margin), layout.KeyFloats, layout.TileFloats, layout.TermFloats, layout.HeadsTogether * layout.TableFloats);
        var (input, channels) = (checked((int)InputRow * layout.Height), Math.Max(layout.UnitDim, projection?.InChannels ?? 0));
        var queries = _isProjected ? layout.MapFloats : pair;
        ReadOnlySpan<int> forth = [queries, pair, keys, keys, tile, terms, terms, tables, tables, MaskFloats(layout), 4 * layout.Lanes, channels, channels, input];
        ReadOnlySpan<int> back = [pair, GradientPart, GradientPart, GradientPart, tile, terms, terms, tables, tables, layout.WeightFloats, layout.WeightFloats, input];
        _memory = new Scratch(backward ? [.. forth, .. back] : forth);

        _queries = _memory.Take(queries) + layout.Margin;
        _results = _memory.Take(pair) + layout.Margin;
        _keys = _memory.Take(keys) + layout.Margin;
        _values = _memory.Take(keys) + layout.Margin;
        Logits = _memory.Take(tile);
        RowTerms = _memory.Take(terms);
        ColumnTerms = _memory.Take(terms);
        _rowTable = _memory.Take(tables);
        _columnTable = _memory.Take(tables);
        Mask = _memory.Take(MaskFloats(layout));
        Largest = _memory.Take(4 * layout.Lanes);
        Factors = Largest + (2 * layout.Lanes);
        Nothing = _memory.Take(channels);
        Nowhere = _memory.Take(channels);
        Inputs = _memory.Take(input);
        if (!backward)
            return;
        _outputGradients = _memory.Take(pair) + layout.Margin;
        Gradients = _memory.Take(GradientPart);
        _valueGradients = _memory.Take(GradientPart);
        _keyGradients = _memory.Take(GradientPart);
        Products = _memory.Take(tile);
        RowSums = _memory.Take(terms);
        ColumnSums = _memory.Take(terms);
        _rowTableGradient = _memory.Take(tables);
        _columnTableGradient = _memory.Take(tables);
        Weights = _memory.Take(layout.WeightFloats) + layout.Margin;
        LogitGradients = _memory.Take(layout.WeightFloats) + layout.Margin;
        InputGradients = _memory.Take(input);
    }

    /// <summary>The input of a projection, all channels of a group: [row][channel][lane].</summary>
    public float* Inputs { get; }

    /// <summary>Its gradient, likewise.</summary>
    public float* InputGradients { get; }

    /// <summary>Floats from a row of <see cref="Inputs"/> to the next.</summary>
    public nint InputRow { get; }

    /// <summary>Gradients of query, value and key of a unit, one behind the other: [row][channel][lane], without padding.</summary>
    public float* Gradients { get; }

    /// <summary>Floats from one of <see cref="Gradients"/> to the next.</summary>
    public int GradientPart { get; }

    /// <summary>Where a projection writes the queries of a unit: [row][channel][lane].</summary>
    public float* AllQueries => _queries;

    /// <summary>[2][channel][lane], multiplied by scale · log₂ e.</summary>
    public float* Queries => _queries + QueryOffset + (_isProjected ? _row * _layout.QueryRow : 0);

    /// <summary>Outputs, or query gradients: [2][channel][lane].</summary>
    public float* Results => (_isProjected && _isBackward ? Gradients + (_row * _layout.QueryRow) : _results) + QueryOffset;

    /// <summary>[row][channel][lane], zeros around each row.</summary>
    public float* Keys => _keys + KeyOffset;

    /// <inheritdoc cref="Keys"/>
    public float* Values => _values + KeyOffset;

    /// <summary>Logits, forth then weights: [2][key row][shift] vectors.</summary>
    public float* Logits { get; }

    /// <summary>q·r of the row half: [2][offset] vectors.</summary>
    public float* RowTerms { get; }

    /// <summary>q·r of the column half.</summary>
    public float* ColumnTerms { get; }

    /// <summary>[channel][offset] vectors of equal numbers.</summary>
    public float* RowTable => _rowTable + TableOffset;

    /// <inheritdoc cref="RowTable"/>
    public float* ColumnTable => _columnTable + TableOffset;

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

    public float* OutputGradients => _outputGradients + QueryOffset;

    /// <summary>[row][channel][lane], without padding.</summary>
    public float* KeyGradients => _keyGradients + QueryOffset;

    /// <inheritdoc cref="KeyGradients"/>
    public float* ValueGradients => _valueGradients + QueryOffset;

    /// <summary>Gradients of the weights; as <see cref="Logits"/>.</summary>
    public float* Products { get; }

    public float* RowSums { get; }

    public float* ColumnSums { get; }

    /// <summary>[offset][channel] vectors, to be summed over their lanes.</summary>
    public float* RowTableGradient => _rowTableGradient + TableOffset;

    /// <inheritdoc cref="RowTableGradient"/>
    public float* ColumnTableGradient => _columnTableGradient + TableOffset;

    /// <summary>Weights of two whole rows of queries, zeros around each: [2][key row][shift][lane].</summary>
    public float* Weights { get; }

    /// <summary>Gradients of the logits, likewise.</summary>
    public float* LogitGradients { get; }

    private nint QueryOffset => _head * _layout.HeadDim * _layout.RowLanes;

    private nint KeyOffset => _head * _layout.HeadDim * _layout.KeyPitch;

    private nint TableOffset => _head * _layout.TableFloats;

    /// <summary>Chooses the head of the unit that maps and tables are seen from: they begin with its channels.</summary>
    public void Select(int head) => _head = head;

    /// <summary>Chooses the pair of query rows that queries and results are seen at, by its first.</summary>
    public void SelectRow(int row) => _row = row;

    public void Dispose() => _memory.Dispose();

    private static int MaskFloats(UnitLayout layout) => layout.RowLanes * layout.KernelSize;
}

/// <summary>A rented array that is handed out in parts, each on a cache line of its own; it starts as zeros.</summary>
/// <remarks>Renting costs nothing from the second time on, and the pool gives memory back to the system when it has not been asked for a while.</remarks>
internal sealed unsafe class Scratch : IDisposable
{
    private const int FloatsOfLine = 16;
    private const int CacheLine = FloatsOfLine * sizeof(float);

    private readonly float[] _rented;
    private readonly GCHandle _pin;
    private float* _next;

    /// <summary>Memory for parts of these sizes, which are then to be taken.</summary>
    public Scratch(params ReadOnlySpan<int> parts)
    {
        var size = 0;
        foreach (var part in parts)
            size = checked(size + Rounded(part));
        _rented = ArrayPool<float>.Shared.Rent(size + FloatsOfLine);
        _pin = GCHandle.Alloc(_rented, GCHandleType.Pinned);
        _next = (float*)(((nint)Unsafe.AsPointer(ref _rented[0]) + CacheLine - 1) / CacheLine * CacheLine);
        new Span<float>(_next, size).Clear();
    }

    /// <summary>Floats that a part takes up: whole cache lines.</summary>
    public static int Rounded(int floats) => (floats + FloatsOfLine - 1) / FloatsOfLine * FloatsOfLine;

    /// <summary>The next part.</summary>
    public float* Take(int floats)
    {
        var part = _next;
        _next += Rounded(floats);
        return part;
    }

    public void Dispose()
    {
        _pin.Free();
        ArrayPool<float>.Shared.Return(_rented);
    }
}
