using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using static TorchSharp.torch;

namespace VisionAttention.Weights.Torch;

/// <summary>What torch.save wrote before PyTorch 1.6: five pickles (magic number, version, system, content, storage keys), then the storages.</summary>
internal sealed class TorchLegacy : ITorchStorages
{
    private const long Version = 1001;

    private static readonly BigInteger Magic = BigInteger.Parse("01950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly FileStream _file;
    private readonly Dictionary<string, long> _starts = new(StringComparer.Ordinal);

    private TorchLegacy(FileStream file)
    {
        _file = file;
        var input = new PickleInput(file, file.Length);
        if (PickleReader.Read(input) is not BigInteger magic || magic != Magic)
            throw new InvalidDataException("it is a pickle, but not one of torch.save. Fix: in Python, torch.save(state_dict, path)");
        if (PickleReader.Read(input) is not Version)
            throw new InvalidDataException($"its version is not {Version}");
        RequireLittleEndian(PickleReader.Read(input));
        var storages = new List<TorchStorage>();
        Content = PickleReader.Read(input, storages);
        if (PickleReader.Read(input) is not List<object?> keys)
            throw new InvalidDataException("it has no list of storage keys");
        Locate(keys, storages, input.Position);
    }

    public object? Content { get; }

    public static TorchLegacy Open(string path, string kind)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return BadFile.NamingOrDisposing(path, kind, file, () => new TorchLegacy(file));
    }

    public Tensor Read(TorchStorage storage, long start, Func<Stream, Tensor> read)
    {
        _file.Seek(_starts[storage.Key] + start, SeekOrigin.Begin);
        return read(_file);
    }

    public void Dispose()
    {
        _file.Dispose();
    }

    // The storages follow in the order of their keys, each as its count and its numbers.
    private void Locate(List<object?> keys, List<TorchStorage> storages, long position)
    {
        var byKey = new Dictionary<string, TorchStorage>(StringComparer.Ordinal);
        foreach (var storage in storages)
        {
            if (byKey.TryAdd(storage.Key, storage) || byKey[storage.Key] == storage)
                continue;
            throw new InvalidDataException($"storage {storage.Key} is named as {byKey[storage.Key].Count} {byKey[storage.Key].Type} and as {storage.Count} {storage.Type}");
        }
        var prefix = new byte[8];
        foreach (var key in keys)
        {
            if (key is not string text || !byKey.Remove(text, out var storage))
                throw new InvalidDataException($"its list of storage keys holds {key ?? "None"}, which no tensor names, or twice");
            if (position > _file.Length - 8)
                throw new InvalidDataException($"it ends before storage {text}");
            _file.Seek(position, SeekOrigin.Begin);
            _file.ReadExactly(prefix);
            var count = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            if (count != storage.Count || storage.ByteCount > _file.Length - position - 8)
                throw new InvalidDataException($"storage {text} of {storage.Count} {storage.Type} claims {count} numbers, with {_file.Length - position - 8} bytes left");
            _starts.Add(text, position + 8);
            position += 8 + storage.ByteCount;
        }
        if (byKey.Count > 0)
            throw new InvalidDataException($"storage {byKey.Keys.First()} is not in its list of storage keys");
        if (position != _file.Length)
            throw new InvalidDataException($"{_file.Length - position} bytes follow its last storage");
    }

    private static void RequireLittleEndian(object? system)
    {
        if (system is not PickleDict entries || !entries.Pairs.Any(pair => pair is { Key: "little_endian", Value: true }))
            throw new InvalidDataException("it does not say that its byte order is little, and only little is read");
    }
}
