using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using FusedAttention;
using VisionAttention.Attention;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Engines;

/// <summary>The PyTorch layer that `kit bench attention` compares with computes the same as the layer here: the comparison is of equals.</summary>
public sealed class UnfoldPeerTests
{
    [PythonTorchFact]
    public void The_peer_computes_output_and_gradients_of_the_layer()
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        var (batch, channels, height, width, heads, window) = (2, 12, 5, 7, 3, 3);
        var layer = new LocalSelfAttention(channels, channels, new LocalSelfAttentionOptions { KernelSize = window, Heads = heads, Engine = Engine.FusedCpu });
        var images = randn(batch, channels, height, width).requires_grad_();
        var gradient = randn(batch, channels, height, width);
        var output = layer.call(images);
        output.backward([gradient]);

        var folder = Directory.CreateTempSubdirectory("unfold-peer-").FullName;
        try
        {
            Write(folder, "images", images);
            Write(folder, "output_gradient", gradient);
            foreach (var (name, parameter) in layer.named_parameters())
                Write(folder, name, parameter);
            var names = Ask(new { what = "compute", folder, channels, heads, kernel_size = window, batch, height, width }).GetProperty("names");
            Assert.Equal(layer.named_parameters().Select(entry => entry.name).Order(), names.EnumerateArray().Select(name => name.GetString()!).Order());

            Equal(folder, "output", output);
            Equal(folder, "images.gradient", images.grad!);
            foreach (var (name, parameter) in layer.named_parameters())
                Equal(folder, name + ".gradient", parameter.grad!);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static JsonElement Ask(object request)
    {
        var start = new ProcessStartInfo(PythonTorchFactAttribute.Python)
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Peers", "unfold_attention.py"), "--serve" },
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        process.StandardInput.Close();
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, "the peer ended with an error, see above");
        return JsonSerializer.Deserialize<JsonElement>(answer);
    }

    private static void Write(string folder, string name, Tensor tensor) =>
        File.WriteAllBytes(Path.Combine(folder, name), MemoryMarshal.AsBytes(tensor.detach().contiguous().data<float>().ToArray().AsSpan()).ToArray());

    private static void Equal(string folder, string name, Tensor expected)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, name))).ToArray();
        var actual = tensor(numbers).reshape(expected.shape);
        Assert.True(actual.allclose(expected, rtol: 1e-4, atol: 1e-5 * (1 + expected.abs().max().item<float>())), $"{name}: {(actual - expected).abs().max().item<float>():g3} apart");
    }
}
