using System.Text;
using static TorchSharp.torch;

namespace VisionAttention.Weights.Torch;

/// <summary>What torch.save writes since PyTorch 1.6: a zip with data.pkl, and a member data/KEY for each storage.</summary>
internal sealed class TorchZip : ITorchStorages
{
    private const string PickleName = "/data.pkl";

    private readonly ZipMembers _zip;
    private readonly string _folder;

    private TorchZip(ZipMembers zip)
    {
        _zip = zip;
        var pickles = zip.Names.Where(name => name.EndsWith(PickleName, StringComparison.Ordinal)).ToArray();
        if (pickles.Length != 1)
            throw new InvalidDataException($"it has {pickles.Length} members data.pkl, not 1");
        _folder = pickles[0][..^PickleName.Length];
        if (zip.Contains($"{_folder}/constants.pkl"))
            throw new InvalidDataException("it is a TorchScript program, not weights. Fix: in Python, torch.save(torch.jit.load(path).state_dict(), path)");
        RequireLittleEndian($"{_folder}/byteorder");
        var length = zip.Length(pickles[0]);
        if (length > PickleInput.LongestPickle)
            throw new InvalidDataException($"its data.pkl claims {length} bytes, above {PickleInput.LongestPickle}");
        using var stream = zip.Unpack(pickles[0]);
        var input = new PickleInput(stream, length);
        var storages = new List<TorchStorage>();
        Content = PickleReader.Read(input, storages);
        if (!input.IsAtEnd)
            throw new InvalidDataException($"{length - input.Position} bytes follow the end of its pickle");
        storages.ForEach(Require);
    }

    public object? Content { get; }

    public static TorchZip Open(string path, string kind)
    {
        var zip = ZipMembers.Open(path, kind);
        return BadFile.NamingOrDisposing(path, kind, zip, () => new TorchZip(zip));
    }

    public Tensor Read(TorchStorage storage, long start, Func<Stream, Tensor> read)
    {
        using var stream = _zip.Unpack(Member(storage));
        if (stream.CanSeek)
            stream.Seek(start, SeekOrigin.Begin);
        else
            Skip(stream, start);
        return read(stream);
    }

    public void Dispose()
    {
        _zip.Dispose();
    }

    private void Require(TorchStorage storage)
    {
        var member = Member(storage);
        if (!_zip.Contains(member))
            throw new InvalidDataException($"storage {storage.Key} has no member {member}");
        if (_zip.Length(member) != storage.ByteCount)
            throw new InvalidDataException($"storage {storage.Key} of {storage.Count} {storage.Type} needs {storage.ByteCount} bytes, its member has {_zip.Length(member)}");
    }

    private string Member(TorchStorage storage)
    {
        return $"{_folder}/data/{storage.Key}";
    }

    private void RequireLittleEndian(string member)
    {
        if (!_zip.Contains(member))
            return;
        Span<byte> text = stackalloc byte[16];
        using var stream = _zip.Unpack(member);
        var order = Encoding.Latin1.GetString(text[..stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)]).Trim();
        if (order != "little")
            throw new InvalidDataException($"its byte order is {order}, only little is read");
    }

    private static void Skip(Stream stream, long count)
    {
        var buffer = new byte[(int)Math.Min(count, 1 << 16)];
        while (count > 0)
        {
            var part = (int)Math.Min(count, buffer.Length);
            stream.ReadExactly(buffer, 0, part);
            count -= part;
        }
    }
}
