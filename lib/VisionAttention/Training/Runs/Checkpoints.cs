using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VisionAttention.Tensors;
using VisionAttention.Weights;
using static TorchSharp.torch;

namespace VisionAttention.Training.Runs;

/// <summary>The checkpoints of a run: the last one and the one before it.</summary>
/// <remarks>A new one is written beside them and flushed; then the last becomes the one before, and the new one the last. A program that is
/// killed anywhere in between leaves at least one whole checkpoint, which is why a missing last one is no error.</remarks>
internal sealed class CheckpointFolder(string folder)
{
    private readonly string _last = Path.Combine(folder, LastName);
    private readonly string _previous = Path.Combine(folder, PreviousName);
    private readonly string _draft = Path.Combine(folder, DraftName);

    public const string LastName = "checkpoint.safetensors";
    public const string PreviousName = "checkpoint.previous.safetensors";
    public const string DamagedName = "checkpoint.damaged.safetensors";

    private const string DraftName = "checkpoint.draft.safetensors";

    public void Write(CheckpointHead head, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        CheckpointFile.Write(_draft, head, tensors);
        if (File.Exists(_last))
            File.Move(_last, _previous, overwrite: true);
        File.Move(_draft, _last);
    }

    /// <summary>The checkpoint to go on from; null where none has been written.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or asked for and not there; the message offers the other one where that is whole.</exception>
    public CheckpointFile? Open(ResumeFrom from)
    {
        if (from == ResumeFrom.Previous)
            return OpenPrevious();
        if (!File.Exists(_last))
            return File.Exists(_previous) ? CheckpointFile.Open(_previous) : null;
        try
        {
            return CheckpointFile.Open(_last);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{damage.Message}; {Offer()}", damage);
        }
    }

    /// <summary>Sets a damaged last checkpoint aside, so that the next one does not put it in the place of the whole one.</summary>
    public void SetLastAside()
    {
        if (File.Exists(_last))
            File.Move(_last, Path.Combine(folder, DamagedName), overwrite: true);
    }

    private CheckpointFile OpenPrevious()
    {
        if (!File.Exists(_previous))
            throw new InvalidDataException($"{FileErrors.OneLine(_previous)} does not exist: the run has no checkpoint before its last");
        return CheckpointFile.Open(_previous);
    }

    private string Offer()
    {
        if (!File.Exists(_previous))
            return "there is no checkpoint before it, so the run must begin anew";
        try
        {
            using var previous = CheckpointFile.Open(_previous);
            return $"{PreviousName}, the one before it, of step {previous.Head.Step}, is whole: resume from the previous checkpoint";
        }
        catch (InvalidDataException)
        {
            return $"{PreviousName}, the one before it, is damaged, too, so the run must begin anew";
        }
    }
}

/// <summary>A checkpoint as a safetensors file: the tensors by name, the head as JSON, and the SHA-256 of both.</summary>
internal sealed class CheckpointFile : IDisposable
{
    private const string HeadKey = "checkpoint";
    private const string HashKey = "sha256";
    private const string Kind = "checkpoint";

    private readonly SafetensorsFile _file;

    private CheckpointFile(SafetensorsFile file, CheckpointHead head) => (_file, Head) = (file, head);

    public CheckpointHead Head { get; }

    /// <summary>Writes a file, flushed to the disk, under a name that nothing else has.</summary>
    public static void Write(string path, CheckpointHead head, IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        // Once from the device, for hash and file.
        var onProcessor = tensors.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.detach().cpu())).ToArray();
        var json = JsonSerializer.Serialize(head, TrainingOptionsJson.Format);
        SafetensorsFile.Write(path, onProcessor, new Dictionary<string, string> { [HeadKey] = json, [HashKey] = ContentHash.Of(json, onProcessor) });
    }

    /// <summary>Opens a file and checks every byte of it.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another format; the message names the file and the fault.</exception>
    public static CheckpointFile Open(string path)
    {
        var file = SafetensorsFile.Open(path);
        return FileErrors.NamingOrDisposing(path, Kind, file, () => new CheckpointFile(file, Checked(file)));
    }

    /// <summary>All tensors, after a check that they are those that are wanted; made in the caller's scope.</summary>
    /// <exception cref="InvalidDataException">Names or shapes are others.</exception>
    public Dictionary<string, Tensor> Read(IEnumerable<(string Name, long[] Shape, bool IsRequired)> expected)
    {
        var wanted = expected.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        foreach (var (name, shape, isRequired) in wanted.Values)
        {
            if (!_file.Contains(name))
                Require(!isRequired, $"it lacks {name}");
            else
                Require(_file.Shape(name).AsSpan().SequenceEqual(shape), $"{name} is {Shapes.Text(_file.Shape(name))}, here it is {Shapes.Text(shape)}");
        }
        foreach (var name in _file.Names)
            Require(wanted.ContainsKey(name), $"it has {FileErrors.OneLine(name)}, which is unknown here");
        return _file.Names.ToDictionary(name => name, _file.Read, StringComparer.Ordinal);
    }

    public void Dispose() => _file.Dispose();

    private static CheckpointHead Checked(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(HeadKey, out var json) || !file.Metadata.TryGetValue(HashKey, out var expected))
            throw new InvalidDataException("it is a safetensors file, but no checkpoint of a training run");
        using var scope = NewDisposeScope();
        var found = ContentHash.Of(json, file.Names.Select(name => KeyValuePair.Create(name, file.Read(name))));
        if (found != expected)
            throw new InvalidDataException($"its content has the SHA-256 {found[..12]}…, not {expected[..Math.Min(12, expected.Length)]}… as written");
        using var document = JsonDocument.Parse(json);
        var format = document.RootElement.TryGetProperty("format", out var value) && value.TryGetInt32(out var number) ? number : 0;
        if (format != CheckpointHead.CurrentFormat)
            throw new InvalidDataException($"it has format {format}, this program reads format {CheckpointHead.CurrentFormat}");
        return TrainingOptionsJson.Parse<CheckpointHead>(json, "the words of the checkpoint");
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidDataException($"{FileErrors.OneLine(_file.Path)} does not fit the model: {otherwise}");
    }
}

/// <summary>What a checkpoint says beside its tensors.</summary>
internal sealed record CheckpointHead
{
    /// <summary>Raised when an older program could misread a newer file.</summary>
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>Steps done.</summary>
    public required long Step { get; init; }

    /// <summary>The epoch, from 0, that comes next; the reader needs only <see cref="Step"/>, a person likes this.</summary>
    public required long Epoch { get; init; }

    /// <summary>The batch of that epoch, from 0, that comes next.</summary>
    public required long Batch { get; init; }

    /// <summary>Steps of the whole run, by which a change of the data set is noticed.</summary>
    public required long Steps { get; init; }

    /// <summary>Rows that metrics.csv had.</summary>
    public required long Rows { get; init; }

    /// <summary>What was counted since the last of them.</summary>
    public required MeterSums Meter { get; init; }

    /// <summary>Seconds of the run so far.</summary>
    public required double Seconds { get; init; }

    public required TrainingOptions Options { get; init; }

    /// <summary>Of libtorch, this library and so on, by name.</summary>
    public required Dictionary<string, string> Versions { get; init; }
}

/// <summary>SHA-256 of everything a checkpoint holds, whatever the order of its tensors: text, then names, types, shapes and numbers.</summary>
internal static class ContentHash
{
    public static string Of(string head, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        using var sha = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write))
        {
            Write(stream, head);
            foreach (var (name, tensor) in tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                Write(stream, $"{name} {tensor.dtype} {string.Join(' ', tensor.shape)}");
                TensorBytes.Write(tensor, stream);
            }
        }
        return Convert.ToHexStringLower(sha.Hash!);
    }

    // With its length, so that two texts cannot be told apart from one.
    private static void Write(Stream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        stream.Write(length);
        stream.Write(bytes);
    }
}
