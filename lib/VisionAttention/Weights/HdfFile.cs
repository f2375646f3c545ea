using System.Runtime.InteropServices;
using PureHDF;
using PureHDF.VOL.Native;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>An HDF5 file, such as Keras's .weights.h5, or the one within a .keras archive: every dataset by its path, slashes between.</summary>
/// <remarks>
/// Keras names a group by the attribute that holds a layer, or in a list by the layer's class in snake case, the second with <c>_1</c> behind, and
/// the datasets of a layer's weights by their numbers: <c>layers/dense_1/vars/0</c>. Values that are no numbers, such as text, are passed over.
/// </remarks>
internal sealed class HdfFile : WeightFile
{
    private const string Kind = "HDF5";

    // Links may lead back to a group above.
    private const int Deepest = 32;
    private const int MostObjects = 65536;

    /// <summary>Deflate cannot shrink below one part in 1032; an uncompressed dataset is not larger than its file.</summary>
    private const int MostShrunk = 1032;

    private readonly long _length;
    private readonly List<string> _unread = [];
    private int _objects;

    private HdfFile(string path, FileHead head, FileStream file)
        : base(path, Kind, file)
    {
        Stream content = head.IsZip ? Unpacked(file) : file;
        _length = content.Length;
        Walk(Ask(() => H5File.Open(content, leaveOpen: true)), prefix: "", depth: 0);
        Unread = string.Join(", ", _unread);
        FileErrors.Unless(Names.Count > 0, "it has no dataset of numbers");
    }

    /// <summary>The file of weights within a .keras archive.</summary>
    public static string KerasMember => "model.weights.h5";

    public static new HdfFile Open(string path) => Open(path, Kind, (head, file) => new HdfFile(path, head, file));

    private protected override Tensor ReadNumbers(string name, ArrayEntry entry)
    {
        using var scope = NewDisposeScope();
        FileErrors.Unless(entry.ByteCount <= Array.MaxLength, $"{entry.ByteCount} bytes, above {Array.MaxLength}");
        var result = empty(entry.Shape, dtype: entry.Type, device: CPU);
        if (entry.ByteCount > 0)
            Ask(() => Fill(((Entry)entry).Data, entry.Type, result));
        return result.MoveToOuterDisposeScope();
    }

    private void Walk(IH5Group group, string prefix, int depth)
    {
        FileErrors.Unless(depth <= Deepest, $"groups nest deeper than {Deepest}, as links in a circle do");
        foreach (var child in Ask(() => group.Children().ToArray()))
        {
            FileErrors.Unless(++_objects <= MostObjects, $"more than {MostObjects} objects, as links in a circle make");
            if (child is IH5Group inner)
                Walk(inner, $"{prefix}{inner.Name}/", depth + 1);
            else if (child is NativeDataset data)
                AddDataset(prefix + data.Name, data);
        }
    }

    private void AddDataset(string name, NativeDataset data)
    {
        try
        {
            if (Ask(() => TypeOf(data)) is not { } type)
            {
                _unread.Add($"{name} ({Ask(() => data.Type.Class)})");
                return;
            }
            var entry = new Entry(type, Ask(() => data.Space.Dimensions.Select(side => checked((long)side)).ToArray()), data);
            var largest = Ask(() => data.Layout.Class) == H5DataLayoutClass.Chunked ? (Int128)_length * MostShrunk : _length;
            FileErrors.Unless(entry.ByteCount <= largest, $"{Shapes.Text(entry.Shape)} needs {entry.ByteCount} bytes, the file has {_length}");
            Add(name, entry);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{name}: {error.Message}");
        }
    }

    private static ScalarType? TypeOf(NativeDataset data) => (data.Type.Class, data.Type.Size) switch
    {
        // Keras says so beside the numbers: HDF5 has no such type.
        (_, 2) when data.AttributeExists("dtype") && data.Attribute("dtype").Read<string>() == "bfloat16" => ScalarType.BFloat16,
        (H5DataTypeClass.FloatingPoint, 2) => ScalarType.Float16,
        (H5DataTypeClass.FloatingPoint, 4) => ScalarType.Float32,
        (H5DataTypeClass.FloatingPoint, 8) => ScalarType.Float64,
        (H5DataTypeClass.FixedPoint, 1) => data.Type.FixedPoint.IsSigned ? ScalarType.Int8 : ScalarType.Byte,
        (H5DataTypeClass.FixedPoint, 2) when data.Type.FixedPoint.IsSigned => ScalarType.Int16,
        (H5DataTypeClass.FixedPoint, 4) when data.Type.FixedPoint.IsSigned => ScalarType.Int32,
        (H5DataTypeClass.FixedPoint, 8) when data.Type.FixedPoint.IsSigned => ScalarType.Int64,
        _ => null,
    };

    // By type, so that numbers in the other byte order are refused; a bfloat16 is two bytes of no type.
    private static bool Fill(NativeDataset data, ScalarType type, Tensor target)
    {
        switch (type)
        {
            case ScalarType.Float16: data.Read(Span<Half>(target)); break;
            case ScalarType.Float32: data.Read(Span<float>(target)); break;
            case ScalarType.Float64: data.Read(Span<double>(target)); break;
            case ScalarType.Int8: data.Read(Span<sbyte>(target)); break;
            case ScalarType.Int16: data.Read(Span<short>(target)); break;
            case ScalarType.Int32: data.Read(Span<int>(target)); break;
            case ScalarType.Int64: data.Read(Span<long>(target)); break;
            default: data.Read(target.bytes); break;
        }
        return true;
    }

    private static Span<T> Span<T>(Tensor target)
        where T : struct => MemoryMarshal.Cast<byte, T>(target.bytes);

    // An archive's member cannot be read at any place, so that it is held in memory.
    private static MemoryStream Unpacked(FileStream file)
    {
        var zip = new ZipMembers(file);
        FileErrors.Unless(zip.Contains(KerasMember), $"it has no member {KerasMember}");
        var length = zip.Length(KerasMember);
        FileErrors.Unless(length <= Array.MaxLength, $"{KerasMember} of {length} bytes is too large to be read within the archive. Fix: unzip it and load {KerasMember}");
        using var member = zip.Unpack(KerasMember);
        var content = new MemoryStream();
        member.CopyTo(content);
        content.Position = 0;
        return content;
    }

    // The library meets damage with whatever it stumbles over.
    private static T Ask<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not InvalidDataException)
        {
            throw new InvalidDataException(error is EndOfStreamException ? "it ends too early" : error.Message);
        }
    }

    /// <summary>One tensor: type, shape, and the dataset that has its numbers.</summary>
    private sealed record Entry(ScalarType Type, long[] Shape, NativeDataset Data) : ArrayEntry(Type, Shape);
}
