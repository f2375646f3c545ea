using System.Runtime.InteropServices;
using TorchSharp;
using VisionAttention.Weights;
using static TorchSharp.torch;
using static VisionAttention.Tests.Weights.BadBytes;

namespace VisionAttention.Tests.Weights;

public sealed class OnnxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1, ScalarType.Float32, 4)]
    [InlineData(11, ScalarType.Float64, 10)]
    [InlineData(10, ScalarType.Float16, 5)]
    [InlineData(16, ScalarType.BFloat16, 5)]
    [InlineData(7, ScalarType.Int64, 7)]
    [InlineData(6, ScalarType.Int32, 5)]
    [InlineData(5, ScalarType.Int16, 5)]
    [InlineData(3, ScalarType.Int8, 5)]
    [InlineData(2, ScalarType.Byte, 5)]
    [InlineData(9, ScalarType.Bool, 5)]
    public void Every_type_is_read_raw_and_from_its_own_field(int code, ScalarType type, int field)
    {
        var expected = type is ScalarType.Byte or ScalarType.Bool ? Numbers.Counted(type, 3, 5) : Numbers.Counted(type, 3, 5).sub(tensor(7, dtype: type));
        var raw = expected.bytes.ToArray();
        var numbers = type is ScalarType.Float16 or ScalarType.BFloat16 ? MemoryMarshal.Cast<byte, ushort>(raw).ToArray().Select(bits => (long)bits) : expected.to(ScalarType.Int64).data<long>();
        byte[] own = field is 4 or 10 ? raw : [.. numbers.SelectMany(Varint)];
        using var file = Opened(Initialiser("a.raw", code, [3, 5], Field(9, raw)), Initialiser("a.own", code, [3, 5], Field(field, own)));

        Numbers.Same(expected, file.Read("a.raw"));
        Numbers.Same(expected, file.Read("a.own"));
    }

    [Theory]
    [InlineData("927", true)]
    [InlineData("onnx::MatMul_927", false)]
    [InlineData("layer.0.query.weight", true)]
    public void The_matrix_of_a_linear_layer_has_the_name_of_its_bias_and_lies_as_in_PyTorch(string name, bool isBiasFirst)
    {
        using var file = Opened(
            Node("MatMul", "MatMul_34", ["x", name], "148"),
            Node("Add", "Add_35", isBiasFirst ? ["layer.0.query.bias", "148"] : ["148", "layer.0.query.bias"], "149"),
            Floats("layer.0.query.bias", 5), Floats(name, 3, 5));

        Assert.Equal(["layer.0.query.bias", "layer.0.query.weight"], file.Names);
        Assert.Equal([5, 3], file.Shape("layer.0.query.weight"));
        Numbers.Same(Numbers.Counted(ScalarType.Float32, 3, 5).t(), file.Read("layer.0.query.weight"));
        Numbers.Same(Numbers.Counted(ScalarType.Float32, 5), file.Read("layer.0.query.bias"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Gemm_says_how_its_matrix_lies(int isTransposed)
    {
        var matrix = Numbers.Counted(ScalarType.Float32, 3, 5);
        using var file = Opened(
            Node("Gemm", "", ["x", "pooler.weight", "pooler.bias"], "y", Field(5, [.. Field(1, "transA"), .. Field(3, 1)]), Field(5, [.. Field(1, "transB"), .. Field(3, isTransposed)])),
            Node("Gemm", "", ["y", "12", "fc.bias"], "z", Field(5, [.. Field(1, "transB"), .. Field(3, isTransposed)])),
            Floats("pooler.weight", 3, 5), Floats("pooler.bias", 5), Floats("12", 3, 5), Floats("fc.bias", 5));

        Assert.Equal(["pooler.weight", "pooler.bias", "fc.weight", "fc.bias"], file.Names);
        Numbers.Same(isTransposed == 1 ? matrix : matrix.t(), file.Read("pooler.weight"));
        Numbers.Same(isTransposed == 1 ? matrix : matrix.t(), file.Read("fc.weight"));
    }

    [Fact]
    public void A_matrix_without_a_bias_goes_by_the_path_of_its_product()
    {
        using var file = Opened(Node("MatMul", "/layers.0/to_qkv/MatMul", ["x", "onnx::MatMul_7"], "y"), Node("MatMul", "MatMul_3", ["y", "8"], "z"), Floats("onnx::MatMul_7", 3, 5), Floats("8", 3, 5));

        Assert.Equal(["layers.0.to_qkv.weight", "8"], file.Names);
        Assert.Equal([5, 3], file.Shape("layers.0.to_qkv.weight"));
        Assert.Equal([3, 5], file.Shape("8"));
    }

    [Fact]
    public void Equal_tensors_that_were_kept_once_have_all_their_names()
    {
        using var file = Opened(
            Node("Identity", "", ["a.bias"], "b.bias"), Node("Identity", "", ["1"], "2"),
            Node("MatMul", "", ["x", "1"], "p"), Node("Add", "", ["p", "a.bias"], "q"), Node("MatMul", "", ["q", "2"], "r"), Node("Add", "", ["b.bias", "r"], "s"),
            Floats("a.bias", 5), Floats("1", 3, 5));

        Assert.Equal(["a.bias", "a.weight", "b.bias", "b.weight"], file.Names.Order());
        Numbers.Same(file.Read("a.weight"), file.Read("b.weight"));
    }

    [Fact]
    public void A_name_that_is_taken_stays_with_the_one_who_has_it()
    {
        using var file = Opened(Node("MatMul", "", ["x", "7"], "p"), Node("Add", "", ["p", "a.bias"], "q"), Floats("a.bias", 5), Floats("a.weight", 4, 2), Floats("7", 3, 5));

        Assert.Equal([4, 2], file.Shape("a.weight"));
        Assert.Equal([3, 5], file.Shape("7"));
    }

    [Fact]
    public void Constants_of_the_graph_are_no_weights_but_whatever_has_a_name_is_one()
    {
        using var file = Opened(
            Initialiser("925", 7, [2], Field(7, [1, 2])), Initialiser("onnx::Pow_3", 1, [], Field(4, new byte[4])), Initialiser("/mlp/Constant_output_0", 6, [1], Field(9, new byte[4])), Initialiser("val_4", 7, [], Field(7, [1])),
            Initialiser("logit_scale", 1, [], Field(9, BitConverter.GetBytes(2.5f))), Initialiser("embeddings.position_ids", 7, [1, 3], Field(7, [0, 1, 2])), Floats("onnx::Conv_12", 3, 5),
            Initialiser("names", 8, [1], Field(6, "word")));

        Assert.Equal(["logit_scale", "embeddings.position_ids", "onnx::Conv_12"], file.Names);
        Assert.Equal("925, onnx::Pow_3, /mlp/Constant_output_0, val_4", file.Metadata["constants"]);
        Assert.Equal("names (data type 8)", file.Unread);
        Numbers.Same(tensor(2.5f), file.Read("logit_scale"));
    }

    private WeightFile Opened(params byte[][] graph) => WeightFile.Open(_folder.Write("model.onnx", Onnx(graph)));

    private static byte[] Floats(string name, params long[] shape) => Initialiser(name, 1, shape, Field(9, Numbers.Counted(ScalarType.Float32, shape).bytes.ToArray()));
}
