namespace FusedAttention.Cpu;

/// <summary>Makes query, value and key of a unit from the input of its group, and turns their gradients into those of input and weights.</summary>
/// <remarks>
/// q_m[x] = Σ_c W_mc · input_c[x]; backwards dinput_c = Σ_m W_mc · dq_m over the channels m of all parts, and dW_mc = Σ_x dq_m[x] · input_c[x].
/// Query, value and key of a unit stay in the cache between this and the attention; they are never written to memory as maps.
/// </remarks>
internal static unsafe class Projector<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Brings the input of a group of images to scratch memory.</summary>
    public static void ReadGroup(Problem problem, Workspace work, int group)
    {
        var (layout, projection) = (problem.Layout, problem.Projection!);
        var range = layout.AllChannels(group, projection.InChannels);
        for (var row = 0; row < layout.Height; row++)
            Rows.Read(layout, projection.Input, range, row, work.Inputs + (row * work.InputRow), layout.RowLanes, 1, work.Nothing);
    }

    /// <summary>Writes the gradient of a group's input.</summary>
    public static void WriteGroup(Problem problem, Workspace work, int group)
    {
        var (layout, projection) = (problem.Layout, problem.Projection!);
        var range = layout.AllChannels(group, projection.InChannels);
        for (var row = 0; row < layout.Height; row++)
            Rows.Write(layout, projection.InputGradient, range, row, work.InputGradients + (row * work.InputRow), layout.RowLanes, 1, work.Nowhere);
    }

    /// <summary>Query, value and key of a unit's heads.</summary>
    public static void Project(Problem problem, Workspace work, int unit)
    {
        var (layout, projection) = (problem.Layout, problem.Projection!);
        var weights = (float*)projection.Weights + ((nint)layout.FirstHead(unit) * layout.HeadDim * projection.InChannels);
        var block = new ProductRow
        {
            WeightResult = projection.InChannels, WeightChannel = 1, Parts = 1,
            Channels = projection.InChannels, InputChannel = layout.RowLanes, InputRow = work.InputRow,
        };
        for (var row = 0; row < layout.Height; row += 2)
        {
            var rows = Math.Min(2, layout.Height - row);
            for (var lane = 0; lane < layout.RowLanes; lane += TLanes.Count)
            {
                block.Input = work.Inputs + (row * work.InputRow) + lane;
                for (var part = 0; part < projection.Parts; part++)
                {
                    block.Weight = weights + (part * projection.PartFloats);
                    block.Result = part switch
                    {
                        0 => work.AllQueries + (row * layout.QueryRow),
                        1 => work.Values + (row * layout.KeyRow),
                        _ => work.Keys + (row * layout.KeyRow),
                    } + lane;
                    (block.ResultChannel, block.ResultRow) = part == 0 ? (layout.RowLanes, layout.QueryRow) : (layout.KeyPitch, layout.KeyRow);
                    ProductLoop<TLanes, TVector>.Run(block, rows, layout.UnitDim);
                }
            }
        }
    }

    /// <summary>Adds a unit's share to the gradients of its group's input, and writes its part of those of the weights.</summary>
    public static void GiveBack(Problem problem, Workspace work, int unit)
    {
        var (layout, projection) = (problem.Layout, problem.Projection!);
        var firstWeight = (nint)layout.FirstHead(unit) * layout.HeadDim * projection.InChannels;
        var block = new ProductRow
        {
            Weight = (float*)projection.BackWeights + firstWeight, WeightResult = 1, WeightChannel = projection.InChannels, WeightPart = projection.PartFloats,
            Parts = projection.Parts, InputPart = work.GradientPart,
            Channels = layout.UnitDim, InputChannel = layout.RowLanes, InputRow = layout.QueryRow,
            ResultChannel = layout.RowLanes, ResultRow = work.InputRow, Continues = unit % layout.UnitsOfGroup > 0,
        };
        for (var row = 0; row < layout.Height; row += 2)
        {
            for (var lane = 0; lane < layout.RowLanes; lane += TLanes.Count)
            {
                block.Input = work.Gradients + (row * layout.QueryRow) + lane;
                block.Result = work.InputGradients + (row * work.InputRow) + lane;
                ProductLoop<TLanes, TVector>.Run(block, Math.Min(2, layout.Height - row), projection.InChannels);
            }
        }

        var outer = new OuterRow
        {
            Rows = layout.Height, Lanes = layout.RowLanes,
            LeftChannel = layout.RowLanes, LeftRow = layout.QueryRow,
            Right = work.Inputs, RightChannel = layout.RowLanes, RightRow = work.InputRow, ResultRow = projection.InChannels,
        };
        var group = unit / layout.UnitsOfGroup;
        for (var part = 0; part < projection.Parts; part++)
        {
            outer.Left = work.Gradients + (part * work.GradientPart);
            outer.Result = (float*)projection.WeightGradients + (((group * projection.Parts) + part) * projection.PartFloats) + firstWeight;
            OuterLoop<TLanes, TVector>.Run(outer, layout.UnitDim, projection.InChannels);
        }
    }
}

/// <summary>Query, value and, where there is one, key as products of the input with weights, computed where they are needed.</summary>
internal sealed record Projection
{
    /// <summary>Channels of the input.</summary>
    public required int InChannels { get; init; }

    /// <summary>Channels of the query, and of each of the others.</summary>
    public required int Channels { get; init; }

    /// <summary>3 with a key, 2 without.</summary>
    public required int Parts { get; init; }

    /// <summary>The input.</summary>
    public required MapView Input { get; init; }

    /// <summary>[query, value, key][Channels][InChannels]; those of the query carry its factor.</summary>
    public required nint Weights { get; init; }

    /// <summary>The same, but with the factors that the gradients of query, value and key lack.</summary>
    public nint BackWeights { get; init; }

    /// <summary>Gradient of the input.</summary>
    public MapView InputGradient { get; init; }

    /// <summary>Each group's own gradient of the weights, [group][query, value, key][Channels][InChannels].</summary>
    public nint WeightGradients { get; init; }

    /// <summary>Floats from one part's weights to the next part's.</summary>
    public nint PartFloats => (nint)Channels * InChannels;
}
