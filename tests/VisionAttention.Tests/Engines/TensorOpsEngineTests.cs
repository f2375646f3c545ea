using FusedAttention;
using TorchSharp;
using VisionAttention.Engines;
using VisionAttention.Engines.TensorOps;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Engines;

/// <summary>The engine of plain tensor operators, chunk by chunk, against the reference.</summary>
public sealed class TensorOpsEngineTests : IDisposable
{
    private const double Close = 1e-10;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Random_calls_equal_the_reference_whatever_the_chunk()
    {
        var random = new Random(31);
        for (var draw = 0; draw < 120; draw++)
        {
            using var scope = NewDisposeScope();
            var call = EngineCase.Random(random, seed: draw);
            // From one head of one image to the whole batch.
            var chunkBytes = 1L << random.Next(4, 24);
            Same(call, float64, chunkBytes, Close);
        }
    }

    // Of the three heads of an image: one, two; of the batch: no part that fits, and all.
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(6, 3)]
    [InlineData(300, 3)]
    public void A_part_of_the_heads_or_images_at_a_time_gives_the_whole(int planesAtOnce, int heads)
    {
        foreach (var tablesPerHead in (bool[])[true, false])
        {
            var call = Case(batch: 5) with { TablesPerHead = tablesPerHead };
            Same(call, float64, planesAtOnce * BytesOfAnImage(call) / heads, Close);
        }
    }

    [Theory]
    [InlineData(5, 3, 0)]
    [InlineData(5, 3, 2)]
    [InlineData(5, 3, 7)]
    [InlineData(7, 4, 9)]
    [InlineData(5, 3, 100)]
    public void Chunks_stay_below_the_limit_and_cover_everything_once(int images, int heads, int planesAtOnce)
    {
        var whole = new PixelLine(images, heads, HeadDim: 4, Height: 5, Width: 3, KernelSize: 3);
        const long BytesPerPixel = 9 * sizeof(float);
        var chunks = HeadChunk.Of(whole, BytesPerPixel, planesAtOnce * whole.PlanePixels * BytesPerPixel).ToList();
        var seen = new int[images, heads];
        foreach (var chunk in chunks)
        {
            Assert.InRange(chunk.Images * chunk.Heads, 1, Math.Max(1, planesAtOnce));
            for (var image = chunk.FirstImage; image < chunk.FirstImage + chunk.Images; image++)
            {
                for (var head = chunk.FirstHead; head < chunk.FirstHead + chunk.Heads; head++)
                    seen[image, head]++;
            }
        }
        Assert.All(seen.Cast<int>(), count => Assert.Equal(1, count));
    }

    [Theory]
    [InlineData(ScalarType.Float32, 3e-5)]
    [InlineData(ScalarType.BFloat16, 3e-2)]
    [InlineData(ScalarType.Float16, 4e-3)]
    public void Other_floating_types_are_as_close_as_their_digits_allow(ScalarType type, double tolerance)
    {
        var call = Case(3);
        var actual = Same(call, type, 2 * BytesOfAnImage(call), tolerance);
        Assert.All(actual.Values, tensor => Assert.Equal(type, tensor.dtype));
    }

    [Fact]
    public void The_output_has_the_memory_layout_of_the_query()
    {
        Tensor Map() => randn(2, 5, 3, 4).permute(0, 3, 1, 2);
        var options = new LocalAttentionOptions { KernelSize = 3, Heads = 2, Engine = Engine.TensorOps };
        var query = Map();
        Assert.Equal(query.stride(), LocalAttention.Apply(query, Map(), Map(), null, null, options).stride());
        Assert.True(LocalAttention.Apply(query.contiguous(), Map(), Map(), null, null, options).is_contiguous());
    }

    [Fact]
    public void An_empty_batch_gives_an_empty_output_and_no_gradient_for_the_tables()
    {
        var options = new LocalAttentionOptions { KernelSize = 3, Heads = 2, Engine = Engine.TensorOps };
        var (map, rows, columns) = (zeros(0, 4, 3, 5).requires_grad_(), ones(3, 1).requires_grad_(), ones(3, 1).requires_grad_());
        var output = LocalAttention.Apply(map, map, map, rows, columns, options);
        Assert.Equal([0L, 4, 3, 5], output.shape);
        output.sum().backward();
        Assert.Equal(0, rows.grad!.abs().sum().ToDouble());
    }

    private static EngineCase Case(int batch) => new()
    {
        Batch = batch, Heads = 3, HeadDim = 4, Height = 4, Width = 7, KernelSize = 5, Border = Border.Mask, HasKey = true, HasPositions = true, TablesPerHead = true, IsChannelsLast = true, Seed = 3,
    };

    private static long BytesOfAnImage(EngineCase call)
    {
        var line = new PixelLine(1, call.Heads, call.HeadDim, call.Height, call.Width, call.KernelSize);
        return line.Pixels * call.KernelSize * call.KernelSize * sizeof(double);
    }

    private static Dictionary<string, Tensor> Same(EngineCase call, ScalarType type, long chunkBytes, double tolerance)
    {
        var expected = call.Reference(float64);
        var actual = call.TensorOps(type, chunkBytes);
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (name, value) in expected)
        {
            var largest = 1 + value.abs().max().ToDouble();
            Assert.True(actual[name].to(float64).allclose(value, rtol: tolerance, atol: tolerance * largest), $"{name}: {call}, chunks of {chunkBytes} bytes");
        }
        return actual;
    }
}
