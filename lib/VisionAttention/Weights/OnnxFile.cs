using System.Buffers.Binary;
using System.Text.RegularExpressions;
using TorchSharp;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>An ONNX model file: the initialisers of its graph, by the names that their layers have in PyTorch.</summary>
/// <remarks>
/// PyTorch's exporter keeps the names of biases, norms and embeddings, but leaves the matrices of linear layers without one and stores them
/// [in, out]. So the second input of a MatMul is X.weight, [out, in], where an initialiser X.bias is added to the product; a matrix without a bias
/// goes by the path that its MatMul has for a name. Gemm says itself whether its matrix is transposed. Whole numbers and single numbers without a
/// name of PyTorch's are constants of the graph, no weights: <see cref="WeightFile.Metadata"/> lists them under <c>constants</c>.
/// Only places are kept; the numbers stay on the disk until they are read.
/// </remarks>
internal sealed partial class OnnxFile : WeightFile
{
    private const string Kind = "ONNX";
    private const string Bias = "bias";
    private const string Weight = "weight";
    private const int GraphField = 7;
    private const int RawField = 9;

    // Data type in the file, and the field of its numbers where they are not in raw_data; whole numbers and halves are varints there.
    private static readonly Dictionary<long, (ScalarType Type, int Field)> Types = new()
    {
        [1] = (ScalarType.Float32, 4), [2] = (ScalarType.Byte, 5), [3] = (ScalarType.Int8, 5), [5] = (ScalarType.Int16, 5), [6] = (ScalarType.Int32, 5),
        [7] = (ScalarType.Int64, 7), [9] = (ScalarType.Bool, 5), [10] = (ScalarType.Float16, 5), [11] = (ScalarType.Float64, 10), [16] = (ScalarType.BFloat16, 5),
    };

    private readonly FileStream _file;

    private OnnxFile(string path, FileStream file)
        : base(path, Kind, file)
    {
        _file = file;
        var nodes = new List<Node>();
        var initialisers = new Dictionary<string, Initialiser>(StringComparer.Ordinal);
        var unread = new List<string>();
        var count = 0;
        foreach (var field in ProtobufField.Of(file, 0, file.Length).Where(field => field.Number == GraphField).SelectMany(graph => graph.Fields(file)))
        {
            if (field.Number == 1)
                nodes.Add(ReadNode(field));
            else if (field.Number == 5)
                ReadInitialiser(field, ++count, initialisers, unread);
            else if (field.Number == 15)
                unread.Add("a sparse initialiser");
        }
        FileErrors.Unless(count > 0, "it has no initialisers");
        Unread = string.Join(", ", unread);
        AddNamed(nodes, initialisers);
    }

    public static new OnnxFile Open(string path) => Open(path, Kind, (_, file) => new OnnxFile(path, file));

    private protected override Tensor ReadNumbers(string name, ArrayEntry entry)
    {
        using var scope = NewDisposeScope();
        var source = (Initialiser)entry;
        var stored = source.IsTransposed ? source.Transposed() : source;
        _file.Position = source.Place.Start;
        var tensor = TensorBytes.Read(stored, source.AreVarints ? Unpacked(stored) : _file);
        return (source.IsTransposed ? tensor.t().contiguous() : tensor).MoveToOuterDisposeScope();
    }

    private Node ReadNode(ProtobufField message)
    {
        var (inputs, output, name, operation, isTransposed) = (new List<string>(), "", "", "", false);
        foreach (var field in message.Fields(_file))
        {
            switch (field.Number)
            {
                case 1: inputs.Add(field.Text(_file)); break;
                case 2 when output.Length == 0: output = field.Text(_file); break;
                case 3: name = field.Text(_file); break;
                case 4: operation = field.Text(_file); break;
                case 5 when operation is "" or "Gemm": isTransposed |= IsTransposed(field); break;
            }
        }
        return new Node(operation, name, inputs, output, isTransposed);
    }

    private bool IsTransposed(ProtobufField attribute)
    {
        var fields = attribute.Fields(_file).ToArray();
        return Array.Exists(fields, field => field.Number == 3 && field.Value != 0) && Array.Exists(fields, field => field.Number == 1 && field.Text(_file) == "transB");
    }

    private void ReadInitialiser(ProtobufField message, int number, Dictionary<string, Initialiser> initialisers, List<string> unread)
    {
        var name = "";
        try
        {
            var fields = message.Fields(_file).ToArray();
            name = fields.LastOrDefault(field => field.Number == 8) is { Number: 8 } named ? named.Text(_file) : "";
            if (fields.FirstOrDefault(field => field.Number == 13 || (field.Number == 14 && field.Value == 1)) is { Number: > 0 } outside)
                throw new ForeignContentException($"keeps the numbers of {name} in another file{Location(outside)}, which is not read. Fix: onnx.save(onnx.load(path), path) writes one file");
            var type = fields.LastOrDefault(field => field.Number == 2).Value;
            if (!Types.TryGetValue(type, out var known))
                unread.Add($"{name} (data type {type})");
            else
                FileErrors.Unless(initialisers.TryAdd(name, Initialiser.Of(known, fields, _file)), "two initialisers have this name");
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"initialiser {number}{(name.Length > 0 ? $", {name}" : "")}: {(error is EndOfStreamException ? "it ends too early" : error.Message)}");
        }
    }

    private string Location(ProtobufField entry)
    {
        var values = entry.Wire == 2 ? entry.Fields(_file).Where(field => field.Number is 1 or 2).Select(field => field.Text(_file)).ToArray() : [];
        return values is ["location", var location] ? $" ({location})" : "";
    }

    // Nodes stand in the order in which they are computed.
    private void AddNamed(List<Node> nodes, Dictionary<string, Initialiser> initialisers)
    {
        var products = new Dictionary<string, Node>(StringComparer.Ordinal);
        var copies = new HashSet<string>(StringComparer.Ordinal);
        var layers = new Dictionary<string, (string Name, bool IsTransposed)>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            // The exporter keeps equal tensors once, and copies them where another is wanted.
            if (node is { Operation: "Identity", Inputs: [var original] } && initialisers.TryGetValue(original, out var same) && initialisers.TryAdd(node.Output, same))
                copies.Add(node.Output);
            else if (node is { Operation: "MatMul", Inputs: [_, var matrix] } && IsMatrix(matrix))
                products[node.Output] = node;
            else if (node is { Operation: "Add", Inputs: [var first, var second] })
                Name(first, second);
            else if (node is { Operation: "Gemm", Inputs: [_, var weight, ..] } && IsMatrix(weight))
                layers.TryAdd(weight, (node.Inputs is [_, _, var bias] && IsBias(bias) ? WeightOf(bias) : weight, !node.IsTransposed));
        }
        foreach (var product in products.Values.Where(node => IsGenerated(node.Inputs[1]) && node.Name.StartsWith('/') && node.Name.EndsWith("/MatMul", StringComparison.Ordinal)))
            layers.TryAdd(product.Inputs[1], ($"{product.Name[1..^"/MatMul".Length].Replace('/', '.')}.{Weight}", true));
        var constants = new List<string>();
        foreach (var (own, initialiser) in initialisers)
        {
            var (name, isTransposed) = layers.GetValueOrDefault(own, (own, false));
            // A name that is taken stays that of the one who has it.
            if (name != own && initialisers.ContainsKey(name))
                (name, isTransposed) = (own, false);
            if (IsGenerated(name) && (copies.Contains(own) || initialiser.IsConstant))
                constants.Add(name);
            else
                Add(name, isTransposed ? initialiser.Transposed() : initialiser);
        }
        if (constants.Count > 0)
            Texts.Add("constants", string.Join(", ", constants));

        void Name(string first, string second)
        {
            var (bias, product) = IsBias(first) ? (first, second) : (second, first);
            if (IsBias(bias) && products.TryGetValue(product, out var node))
                layers.TryAdd(node.Inputs[1], (WeightOf(bias), true));
        }

        bool IsMatrix(string name) => initialisers.TryGetValue(name, out var initialiser) && initialiser.Shape.Length == 2;

        bool IsBias(string name) => name.EndsWith(Bias, StringComparison.Ordinal) && initialisers.ContainsKey(name);
    }

    // The bias of an attention's stacked projection is in_proj_bias.
    private static string WeightOf(string bias) => bias[..^Bias.Length] + Weight;

    private static bool IsGenerated(string name) => Generated().IsMatch(name);

    // Varints, one for each number, as the numbers' own bytes.
    private MemoryStream Unpacked(ArrayEntry entry)
    {
        var place = ((Initialiser)entry).Place;
        var size = entry.Type.ElementSize();
        var bytes = new byte[checked((int)entry.ByteCount)];
        Span<byte> one = stackalloc byte[8];
        var count = 0L;
        foreach (var number in place.Numbers(_file))
        {
            BinaryPrimitives.WriteInt64LittleEndian(one, number);
            if ((count + 1) * size <= bytes.Length)
                one[..size].CopyTo(bytes.AsSpan((int)(count * size)));
            count++;
        }
        FileErrors.Unless(count * size == bytes.Length, $"{count} numbers, {Shapes.Text(entry.Shape)} needs {bytes.Length / size}");
        return new MemoryStream(bytes);
    }

    // 1042, onnx::MatMul_1042, /encoder/layer.0/Constant_output_0, val_7: no name of a module's parameter.
    [GeneratedRegex(@"[:/]|\A(val_)?\d*\z")]
    private static partial Regex Generated();

    private sealed record Node(string Operation, string Name, IReadOnlyList<string> Inputs, string Output, bool IsTransposed);

    /// <summary>One tensor: type, shape, and where its numbers lie; a transposed one has the shape it is given with, not the file's.</summary>
    private sealed record Initialiser(ScalarType Type, long[] Shape, ProtobufField Place, bool AreVarints, bool IsTransposed = false) : ArrayEntry(Type, Shape)
    {
        /// <summary>Whether it may be a number that the graph counts or computes with.</summary>
        public bool IsConstant => Type is not (ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64) || ByteCount <= Type.ElementSize();

        public Initialiser Transposed() => new(Type, [.. Shape.Reverse()], Place, AreVarints, !IsTransposed);

        public static Initialiser Of((ScalarType Type, int Field) known, ProtobufField[] fields, Stream file)
        {
            var shape = fields.Where(field => field.Number == 1).SelectMany(field => field.Numbers(file)).ToArray();
            var raw = fields.LastOrDefault(field => field.Number == RawField);
            var isRaw = raw.Number == RawField;
            var place = isRaw ? raw : fields.LastOrDefault(field => field.Number == known.Field);
            if (place.Number > 0)
                place.RequireBytes();
            var areVarints = !isRaw && known.Field is 5 or 7;
            var entry = new Initialiser(known.Type, shape, place, areVarints);
            // A number takes at least one byte as a varint; how many there are is counted when they are read.
            var needed = areVarints ? entry.ByteCount / known.Type.ElementSize() : entry.ByteCount;
            FileErrors.Unless(
                areVarints ? place.Length >= needed : place.Length == needed,
                $"{Shapes.Text(shape)} of {known.Type} needs {needed} bytes{(areVarints ? " or more" : "")}, the file gives it {place.Length}");
            return entry;
        }
    }
}
