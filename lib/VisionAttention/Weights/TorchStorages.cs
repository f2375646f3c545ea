using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using TorchSharp;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>The numbers of a PyTorch file, of either generation, and the pickle that describes them.</summary>
internal interface ITorchStorages
{
    /// <summary>The value of the main pickle.</summary>
    object? Content { get; }

    /// <summary>Reads from a storage, whose length was checked when the file was opened, beginning at a byte of it.</summary>
    Tensor Read(TorchStorage storage, long start, Func<Stream, Tensor> read);
}

/// <summary>A block of numbers of a PyTorch file, which several tensors may share.</summary>
internal sealed record TorchStorage(ScalarType Type, string Key, long Count)
{
    public long ByteCount => checked(Count * Type.ElementSize());
}

/// <summary>A tensor of a PyTorch file: shape and strides over a storage, both checked against it.</summary>
internal sealed record TorchView : ArrayEntry
{
    /// <summary>A view may repeat numbers (stride 0) only up to this many; beyond, it may not hold more than its storage.</summary>
    private const long MostRepeated = 1 << 20;

    private readonly long[] _strides;
    private readonly long _extent; // numbers of the storage from the first to the last that is used

    public TorchView(TorchStorage storage, long offset, long[] shape, long[] strides)
        : base(storage.Type, shape)
    {
        (Storage, Offset, _strides) = (storage, offset, strides);
        FileErrors.Unless(strides.Length == shape.Length, $"{strides.Length} strides for {shape.Length} axes");
        Int128 last = offset;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            FileErrors.Unless(strides[axis] >= 0, $"a negative stride in {Shapes.Text(strides)}");
            last += (Int128)Math.Max(shape[axis] - 1, 0) * strides[axis];
        }
        var isEmpty = shape.Contains(0);
        FileErrors.Unless(
            offset >= 0 && offset <= storage.Count && (isEmpty || last < storage.Count),
            $"a tensor of shape {Shapes.Text(shape)}, strides {Shapes.Text(strides)} and offset {offset} reaches beyond the {storage.Count} numbers of storage {storage.Key}");
        _extent = isEmpty ? 0 : (long)last - offset + 1;
        var count = ByteCount / storage.Type.ElementSize();
        FileErrors.Unless(
            count <= Math.Max(storage.Count, MostRepeated),
            $"a tensor of shape {Shapes.Text(shape)} repeats the {storage.Count} numbers of storage {storage.Key} beyond {MostRepeated}");
    }

    public TorchStorage Storage { get; }

    public long Offset { get; }

    /// <summary>Reads the numbers; the stream stands at the first.</summary>
    public Tensor ReadNumbers(Stream stream)
    {
        // The numbers from the first to the last that the view uses, then the view of them, made contiguous if it is not.
        using var scope = NewDisposeScope();
        var numbers = TensorBytes.Read(new ArrayEntry(Type, [_extent]), stream);
        return numbers.as_strided(Shape, _strides).contiguous().MoveToOuterDisposeScope();
    }
}

/// <summary>What torch.save writes since PyTorch 1.6, and torch.jit.save: a zip with data.pkl, and a member data/KEY for each storage.</summary>
/// <remarks>The program that torch.jit.save puts beside them is not looked at.</remarks>
internal sealed class TorchZip : ITorchStorages
{
    public const string PickleMember = "/data.pkl";

    private readonly ZipMembers _zip;
    private readonly string _folder;

    public TorchZip(FileStream file)
    {
        _zip = new ZipMembers(file);
        var pickles = _zip.Names.Where(name => name.EndsWith(PickleMember, StringComparison.Ordinal)).ToArray();
        FileErrors.Unless(pickles.Length == 1, $"it has {pickles.Length} members data.pkl, not 1");
        _folder = pickles[0][..^PickleMember.Length];
        RequireLittleEndian($"{_folder}/byteorder");
        var length = _zip.Length(pickles[0]);
        if (length > PickleInput.LongestPickle)
            throw new ForeignContentException($"holds more than is read here: its data.pkl claims {length} bytes, above {PickleInput.LongestPickle}");
        using var stream = _zip.Unpack(pickles[0]);
        var input = new PickleInput(stream, length);
        var storages = new List<TorchStorage>();
        Content = PickleReader.Read(input, storages);
        FileErrors.Unless(input.Position == length, $"{length - input.Position} bytes follow the end of its pickle");
        storages.ForEach(Require);
        if (storages.Count == 0 && _zip.Contains($"{_folder}/constants/0"))
        {
            throw new ForeignContentException(
                "is a frozen TorchScript program, whose weights have become constants without names. Fix: in Python, torch.jit.save it before torch.jit.freeze");
        }
    }

    public object? Content { get; }

    public Tensor Read(TorchStorage storage, long start, Func<Stream, Tensor> read)
    {
        using var stream = _zip.Unpack(Member(storage));
        if (stream.CanSeek)
            stream.Seek(start, SeekOrigin.Begin);
        else
            Skip(stream, start);
        return read(stream);
    }

    private void Require(TorchStorage storage)
    {
        var member = Member(storage);
        FileErrors.Unless(_zip.Contains(member), $"storage {storage.Key} has no member {member}");
        FileErrors.Unless(
            _zip.Length(member) == storage.ByteCount,
            $"storage {storage.Key} of {storage.Count} {storage.Type} needs {storage.ByteCount} bytes, its member has {_zip.Length(member)}");
    }

    private string Member(TorchStorage storage) => $"{_folder}/data/{storage.Key}";

    private void RequireLittleEndian(string member)
    {
        if (!_zip.Contains(member))
            return;
        Span<byte> text = stackalloc byte[16];
        using var stream = _zip.Unpack(member);
        var order = Encoding.Latin1.GetString(text[..stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)]).Trim();
        if (order != "little")
            throw new ForeignContentException($"is of another kind of machine: its byte order is {order}, only little is read");
    }

    private static void Skip(Stream stream, long count)
    {
        var buffer = new byte[(int)Math.Min(count, 1 << 16)];
        for (; count > 0; count -= buffer.Length)
            stream.ReadExactly(buffer, 0, (int)Math.Min(count, buffer.Length));
    }
}

/// <summary>What torch.save wrote before PyTorch 1.6: five pickles (magic number, version, system, content, storage keys), then the storages.</summary>
internal sealed class TorchLegacy : ITorchStorages
{
    private const long Version = 1001;

    private static readonly BigInteger Magic = BigInteger.Parse("01950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly FileStream _file;
    private readonly Dictionary<string, long> _starts = new(StringComparer.Ordinal);

    public TorchLegacy(FileStream file)
    {
        _file = file;
        var input = new PickleInput(file, file.Length);
        var first = PickleReader.Read(input);
        if (first is not BigInteger magic || magic != Magic)
            throw new ForeignContentException($"is a pickle, but not one of torch.save: it holds {PickleGlobals.KindOf(first)}, and nothing was called. Fix: in Python, torch.save(state_dict, path)");
        FileErrors.Unless(PickleReader.Read(input) is long version && version == Version, $"its version is not {Version}");
        FileErrors.Unless(
            PickleReader.Read(input) is PickleDict system && system.Pairs.Any(pair => pair is { Key: "little_endian", Value: true }),
            "it does not say that its byte order is little, and only little is read");
        var storages = new List<TorchStorage>();
        Content = PickleReader.Read(input, storages);
        if (PickleReader.Read(input) is not List<object?> keys)
            throw new InvalidDataException("it has no list of storage keys");
        Locate(keys, storages, input.Position);
    }

    public object? Content { get; }

    public Tensor Read(TorchStorage storage, long start, Func<Stream, Tensor> read)
    {
        _file.Seek(_starts[storage.Key] + start, SeekOrigin.Begin);
        return read(_file);
    }

    // The storages follow in the order of their keys, each as its count and its numbers.
    private void Locate(List<object?> keys, List<TorchStorage> storages, long position)
    {
        var byKey = new Dictionary<string, TorchStorage>(StringComparer.Ordinal);
        foreach (var storage in storages)
        {
            var same = byKey.TryAdd(storage.Key, storage) ? storage : byKey[storage.Key];
            FileErrors.Unless(same == storage, $"storage {storage.Key} is named as {same.Count} {same.Type} and as {storage.Count} {storage.Type}");
        }
        var prefix = new byte[8];
        foreach (var key in keys)
        {
            if (key is not string text || !byKey.Remove(text, out var storage))
                throw new InvalidDataException($"its list of storage keys holds {key ?? "None"}, which no tensor of a type read here names, or which it names twice");
            var left = _file.Length - position - 8;
            FileErrors.Unless(left >= 0, $"it ends before storage {text}");
            _file.Seek(position, SeekOrigin.Begin);
            _file.ReadExactly(prefix);
            var count = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            FileErrors.Unless(
                count == storage.Count && storage.ByteCount <= left,
                $"storage {text} of {storage.Count} {storage.Type} claims {count} numbers, with {left} bytes left");
            _starts.Add(text, position + 8);
            position += 8 + storage.ByteCount;
        }
        FileErrors.Unless(byKey.Count == 0, $"storage {byKey.Keys.FirstOrDefault()} is not in its list of storage keys");
        FileErrors.Unless(position == _file.Length, $"{_file.Length - position} bytes follow its last storage");
    }
}
