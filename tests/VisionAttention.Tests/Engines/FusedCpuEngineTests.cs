using FusedAttention;
using FusedAttention.Cpu;
using TorchSharp;
using VisionAttention.Attention;
using VisionAttention.Engines;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Engines;

/// <summary>The fused engine in float32 against the reference in float64, and what it promises about bits, threads, memory and limits.</summary>
public sealed class FusedCpuEngineTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly int _threads = get_num_threads();

    public void Dispose()
    {
        set_num_threads(_threads);
        _scope.Dispose();
    }

    [Theory]
    [InlineData(500, false)]
    [InlineData(200, true)]
    public void Random_calls_equal_the_reference_in_float64(int calls, bool isProjected)
    {
        var widths = Enum.GetValues<LaneWidth>();
        Assert.Null(FusedComparison.FirstDifference(calls, isProjected, draw => widths[draw % widths.Length]));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void The_widest_head_and_window_are_computed_in_every_register_width(int bits)
    {
        var call = new EngineCase
        {
            Batch = 3, Heads = 2, HeadDim = 128, Height = 5, Width = 11, KernelSize = 15, Border = Border.Mask, HasKey = true, HasPositions = true, TablesPerHead = true, IsChannelsLast = true, Seed = 1,
        };
        var expected = call.Reference(float64);
        foreach (var (name, value) in call.Fused((LaneWidth)bits))
            Assert.True(value.to(float64).allclose(expected[name], rtol: 1e-4, atol: 2e-5 * (1 + expected[name].abs().max().item<double>())), name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_bits_do_not_depend_on_the_number_of_threads(bool isChannelsLast)
    {
        var call = new EngineCase
        {
            Batch = 5, Heads = 4, HeadDim = 6, Height = 7, Width = 9, KernelSize = 5, Border = Border.ZeroPad, HasKey = true, HasPositions = true, IsChannelsLast = isChannelsLast, Seed = 3,
        };
        foreach (var run in (Func<LaneWidth, Dictionary<string, Tensor>>[])[call.Fused, call.FusedProjected])
        {
            set_num_threads(1);
            var alone = run(RegisterDispatch.Widest);
            set_num_threads(2);
            foreach (var (name, value) in run(RegisterDispatch.Widest))
                Assert.Equal(alone[name].data<float>().ToArray(), value.data<float>().ToArray());
        }
    }

    [Fact]
    public void Parallel_tasks_compute_what_one_task_computes()
    {
        var call = new EngineCase
        {
            Batch = 2, Heads = 2, HeadDim = 8, Height = 9, Width = 16, KernelSize = 3, Border = Border.Mask, HasKey = true, HasPositions = true, Seed = 4,
        };
        var expected = call.Fused(RegisterDispatch.Widest)["gradient of key"].data<float>().ToArray();
        Parallel.For(0, 8, _ =>
        {
            using var scope = NewDisposeScope();
            Assert.Equal(expected, call.Fused(RegisterDispatch.Widest)["gradient of key"].data<float>().ToArray());
        });
    }

    [Fact]
    public void An_output_has_the_memory_layout_of_the_query()
    {
        var map = randn(2, 8, 5, 6);
        var last = map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        var options = new LocalAttentionOptions { KernelSize = 3, Heads = 2, Engine = Engine.FusedCpu };
        Assert.Equal(map.stride(), LocalAttention.Apply(map, map, map, null, null, options).stride());
        Assert.Equal(last.stride(), LocalAttention.Apply(last, last, map, null, null, options).stride());
    }

    [Fact]
    public void A_layer_gives_the_same_with_and_without_a_graph_and_as_the_reference()
    {
        manual_seed(5);
        foreach (var position in Enum.GetValues<PositionKind>())
        {
            var options = new LocalSelfAttentionOptions { KernelSize = 5, Heads = 2, Position = position, Bias = true, Stride = 2, Engine = Engine.FusedCpu };
            using var layer = new LocalSelfAttention(12, 16, options);
            using var reference = new LocalSelfAttention(12, 16, options with { Engine = Engine.Reference });
            reference.load_state_dict(layer.state_dict());
            var images = randn(2, 12, 7, 5);
            var output = layer.call(images);
            Assert.True(output.allclose(reference.call(images), rtol: 1e-5, atol: 1e-5), position.ToString());
            using var off = no_grad();
            Assert.Equal(output.data<float>().ToArray(), layer.call(images).data<float>().ToArray());
        }
    }

    [Fact]
    public void A_layer_over_maps_too_large_for_the_cache_projects_on_its_way_and_gives_the_gradients_of_the_reference()
    {
        manual_seed(6);
        foreach (var position in (PositionKind[])[PositionKind.Relative, PositionKind.RelativeOnly, PositionKind.Absolute])
        {
            var options = new LocalSelfAttentionOptions { KernelSize = 3, Heads = 2, Position = position, Engine = Engine.FusedCpu };
            using var layer = new LocalSelfAttention(12, 16, options);
            using var reference = new LocalSelfAttention(12, 16, options with { Engine = Engine.Reference });
            reference.load_state_dict(layer.state_dict());
            var images = randn(8, 12, 20, 30);
            Assert.True(FusedCpuEngine.ShouldProject(images, 16, new LocalAttentionOptions { KernelSize = 3, Heads = 2 }));
            layer.call(images).square().sum().backward();
            reference.call(images).square().sum().backward();
            foreach (var (name, parameter) in layer.named_parameters())
            {
                var expected = reference.get_parameter(name)!.grad!;
                Assert.True(parameter.grad!.allclose(expected, rtol: 1e-4, atol: 1e-4 * expected.abs().max().item<float>()), $"{position} {name}");
            }
        }
    }

    [Fact]
    public void Two_hundred_steps_leave_no_tensor_behind()
    {
        var call = new EngineCase
        {
            Batch = 4, Heads = 4, HeadDim = 16, Height = 32, Width = 32, KernelSize = 7, Border = Border.ZeroPad, HasKey = true, HasPositions = true, Seed = 6,
        };
        long settled = 0;
        for (var step = 0; step < 220; step++)
        {
            using (var scope = NewDisposeScope())
                call.Fused(RegisterDispatch.Widest);
            if (step == 19)
                settled = Tensor.TotalCount;
        }
        Assert.InRange(Tensor.TotalCount - settled, long.MinValue, 0);
    }

    [Fact]
    public void What_is_beyond_the_limits_is_refused_by_name_and_goes_to_another_engine()
    {
        var options = new LocalAttentionOptions { KernelSize = 3, Heads = 1, Engine = Engine.FusedCpu };
        Refused(zeros(1, 4, 3, 3, dtype: float64), options, "query holds Float64, the fused engine computes in Float32 only");
        Refused(zeros(1, 130, 3, 3), options, "headDim 130 is above 128, the fused engine's widest head");
        Refused(zeros(1, 4, 3, 3), options with { KernelSize = 17 }, "kernelSize 17 is above 15, the fused engine's largest window");
        Refused(zeros(0, 4, 3, 3), options, "query is empty");
        Assert.Equal(Engine.FusedCpu, LocalAttention.EngineFor(zeros(1, 4, 3, 3), 4, options with { Engine = Engine.Auto }));
    }

    private static void Refused(Tensor map, LocalAttentionOptions options, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() => LocalAttention.Apply(map, map, map, null, null, options));
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(Engine.TensorOps, LocalAttention.EngineFor(map, map.shape[1], options with { Engine = Engine.Auto }));
    }
}
