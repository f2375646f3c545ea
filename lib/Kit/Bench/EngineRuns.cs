using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FusedAttention.Cpu;

namespace VisionAttention.Kit.Bench;

/// <inheritdoc cref="IEngineRuns"/>
internal sealed unsafe class EngineRuns<TLanes, TVector> : IEngineRuns
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int PolynomialDegree = 6;
    private const int SideOfSquare = 8;
    private const int Chains = 12;
    private const int ChainLength = 128;

    private readonly UnitLayout _layout;
    private readonly FusedAttention.Cpu.Workspace _work;
    private readonly float* _pixels;
    private readonly float* _inputs;
    private readonly float* _weights;
    private readonly float** _lines;

    public EngineRuns(UnitLayout layout)
    {
        if (layout.Gap != 1)
            throw new ArgumentException($"gap {layout.Gap} is not 1: the loops are measured on images as wide as a register");
        _layout = layout;
        _work = new FusedAttention.Cpu.Workspace(layout, backward: true, projection: null);
        var floats = (nuint)(2 * layout.Width * layout.UnitDim);
        _pixels = (float*)NativeMemory.AlignedAlloc(floats * sizeof(float), alignment: 64);
        _lines = (float**)NativeMemory.Alloc(SideOfSquare, (nuint)sizeof(float*));
        _inputs = Numbers(layout.Height * InputRow);
        _weights = Numbers(InChannels * layout.UnitDim);
        // Numbers of ordinary size: zeros would do, denormal ones would not.
        Fill(_pixels, (int)floats);
        Fill(_work.Queries, layout.QueryFloats);
        Fill(_work.OutputGradients, layout.QueryFloats);
        Fill(_work.Keys, layout.Height * layout.KeyRow);
        Fill(_work.Values, layout.Height * layout.KeyRow);
        Fill(_work.Logits, layout.TileFloats);
        Fill(_work.Weights, 2 * layout.WeightRow);
        Fill(_work.Factors, 2 * layout.Lanes);
    }

    public long DotOperations => Vectors * 2L * Window * Window * _layout.HeadDim;

    public long WeightedSumOperations => Vectors * 2L * (Window + 1) * Window * _layout.HeadDim;

    public long GatherOperations => WeightedSumOperations;

    public long ProductOperations => Vectors * 2L * InChannels * _layout.UnitDim;

    public long OuterOperations => Vectors * (long)_layout.Height * _layout.UnitDim * InChannels;

    public long ExponentialOperations => Vectors * 2L * Window * Window * PolynomialDegree;

    public long SquareOperations => 2L * _layout.Width * _layout.UnitDim / TLanes.Count;

    public long CeilingOperations => Chains * ChainLength;

    // As many channels come in as all heads together have.
    private int InChannels => _layout.Heads * _layout.HeadDim;

    private int InputRow => (InChannels * _layout.RowLanes) + _layout.Lanes;

    private int Window => _layout.KernelSize;

    private int Vectors => _layout.RowLanes / TLanes.Count;

    private int FirstKeyRow => (_layout.Height / 2) - (Window / 2);

    public void Dot()
    {
        for (var lane = 0; lane < _layout.RowLanes; lane += TLanes.Count)
        {
            var dot = new DotRow
            {
                Query = _work.Queries + lane, QueryChannel = _layout.RowLanes, QueryRow = _layout.QueryRow,
                KeyChannel = _layout.KeyPitch, KeyRow = _layout.KeyRow, Channels = _layout.HeadDim,
                SumRow = _layout.TileRow, SumKeyRow = Window * TLanes.Count, Largest = _work.Largest,
            };
            // The first and the last key row are in the window of one query row alone.
            foreach (var (index, rows, count) in (ReadOnlySpan<(int, int, int)>)[(0, 1, 1), (1, 2, Window - 1), (Window, 1, 1)])
            {
                dot.Key = _work.Keys + lane - _layout.Reach + ((FirstKeyRow + index) * _layout.KeyRow);
                dot.KeyRows = count;
                dot.Sum = _work.Products + (index * Window * TLanes.Count);
                DotLoop<TLanes, TVector, One>.Run(dot, first: index == Window ? 1 : 0, rows, Window);
            }
        }
    }

    public void WeightedSum()
    {
        for (var lane = 0; lane < _layout.RowLanes; lane += TLanes.Count)
        {
            var sum = new WeightedRow
            {
                Weight = _work.Logits, WeightShift = TLanes.Count, WeightRow = _layout.TileRow, Value = _work.Values + (FirstKeyRow * _layout.KeyRow) + lane - _layout.Reach,
                ValueChannel = _layout.KeyPitch, ValueRow = _layout.KeyRow, Rows = Window + 1, Shifts = Window,
                Result = _work.Results + lane, ResultChannel = _layout.RowLanes, ResultRow = _layout.QueryRow, Factor = _work.Factors,
            };
            WeightedSumLoop<TLanes, TVector, One>.Run(sum, _layout.HeadDim);
        }
    }

    public void Gather()
    {
        for (var lane = 0; lane < _layout.RowLanes; lane += TLanes.Count)
        {
            var gather = new GatherRow
            {
                Weight = _work.Weights + lane + _layout.Reach, WeightRow = _layout.WeightRow, WeightKeyRow = Window * _layout.WeightPitch, WeightShift = _layout.WeightPitch - 1,
                Given = _work.OutputGradients + lane + _layout.Reach, GivenChannel = _layout.RowLanes, GivenRow = _layout.QueryRow, Shifts = Window,
                Result = _work.ValueGradients + (FirstKeyRow * _layout.QueryRow) + lane, ResultKeyRow = _layout.QueryRow, ResultChannel = _layout.RowLanes,
            };
            GatherLoop<TLanes, TVector, One>.Run(gather, Window + 1, _layout.HeadDim);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Exponential()
    {
        // One vector of pixels after another in the same place, as in the engine: its logits stay in the nearest cache.
        for (var vector = 0; vector < Vectors; vector++)
        {
            var from = _work.Logits;
            var to = _work.Products;
            for (var left = 2 * Window * Window; left > 0; left--, from += TLanes.Count, to += TLanes.Count)
                TLanes.Store(to, Exponential<TLanes, TVector>.PowerOf2(TLanes.Load(from)));
        }
    }

    public void Product()
    {
        for (var lane = 0; lane < _layout.RowLanes; lane += TLanes.Count)
        {
            var product = new ProductRow
            {
                Weight = _weights, WeightResult = InChannels, WeightChannel = 1, Parts = 1,
                Input = _inputs + lane, InputChannel = _layout.RowLanes, InputRow = InputRow, Channels = InChannels,
                Result = _work.Queries + lane, ResultChannel = _layout.RowLanes, ResultRow = _layout.QueryRow,
            };
            ProductLoop<TLanes, TVector>.Run(product, rows: 2, _layout.UnitDim);
        }
    }

    public void Outer()
    {
        var outer = new OuterRow
        {
            Rows = _layout.Height, Lanes = _layout.RowLanes, Left = _work.ValueGradients, LeftChannel = _layout.RowLanes, LeftRow = _layout.QueryRow,
            Right = _inputs, RightChannel = _layout.RowLanes, RightRow = InputRow, Result = _weights, ResultRow = InChannels,
        };
        OuterLoop<TLanes, TVector>.Run(outer, _layout.UnitDim, InChannels);
    }

    public void Square()
    {
        for (var row = 0; row < 2; row++)
        {
            for (var pixel = 0; pixel + SideOfSquare <= _layout.Width; pixel += SideOfSquare)
            {
                for (var line = 0; line < SideOfSquare; line++)
                    _lines[line] = _pixels + (((row * _layout.Width) + pixel + line) * _layout.UnitDim);
                for (var channel = 0; channel + SideOfSquare <= _layout.UnitDim; channel += SideOfSquare)
                    Square<One>.Move(_lines, channel, _work.Queries + (row * _layout.QueryRow) + (channel * _layout.RowLanes) + pixel, _layout.RowLanes, factor: 1);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MultiplyAdds()
    {
        // Asked for first: a call after the loop would have the sums kept in memory.
        var to = _work.Results;
        TVector a = TLanes.Load(_work.Factors), b = TLanes.Broadcast(1e-3f);
        TVector s0 = a, s1 = a, s2 = a, s3 = a, s4 = a, s5 = a, s6 = a, s7 = a, s8 = a, s9 = a, s10 = a, s11 = a;
        for (var left = ChainLength; left > 0; left--)
        {
            s0 = TLanes.MultiplyAdd(a, b, s0);
            s1 = TLanes.MultiplyAdd(a, b, s1);
            s2 = TLanes.MultiplyAdd(a, b, s2);
            s3 = TLanes.MultiplyAdd(a, b, s3);
            s4 = TLanes.MultiplyAdd(a, b, s4);
            s5 = TLanes.MultiplyAdd(a, b, s5);
            s6 = TLanes.MultiplyAdd(a, b, s6);
            s7 = TLanes.MultiplyAdd(a, b, s7);
            s8 = TLanes.MultiplyAdd(a, b, s8);
            s9 = TLanes.MultiplyAdd(a, b, s9);
            s10 = TLanes.MultiplyAdd(a, b, s10);
            s11 = TLanes.MultiplyAdd(a, b, s11);
        }
        var sum = TLanes.Add(TLanes.Add(TLanes.Add(s0, s1), TLanes.Add(s2, s3)), TLanes.Add(TLanes.Add(s4, s5), TLanes.Add(s6, s7)));
        TLanes.Store(to, TLanes.Add(sum, TLanes.Add(TLanes.Add(s8, s9), TLanes.Add(s10, s11))));
    }

    public void Dispose()
    {
        _work.Dispose();
        NativeMemory.AlignedFree(_pixels);
        NativeMemory.AlignedFree(_inputs);
        NativeMemory.AlignedFree(_weights);
        NativeMemory.Free(_lines);
    }

    private static float* Numbers(int count)
    {
        var memory = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), alignment: 64);
        Fill(memory, count);
        return memory;
    }

    // Between −1 and 0: exponents of a softmax are not above 0.
    private static void Fill(float* to, int count)
    {
        for (var index = 0; index < count; index++)
            to[index] = -(index % 61) / 61f;
    }
}

/// <summary>The loops on the scratch memory of one head, in the registers of one width; a run is all pixels of two query rows in the middle of an image.</summary>
internal interface IEngineRuns : IDisposable
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
