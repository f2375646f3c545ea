using System.Text;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Weights;

/// <summary>Writes what torch.save writes, piece by piece: a piece is a run of pickle opcodes that leaves one value.</summary>
internal sealed class TorchPickle
{
    private readonly List<BadBytes.Member> _storages = [];

    public static string None => "N";

    /// <summary>A file around a dict.</summary>
    public static byte[] File(Func<TorchPickle, string> content)
    {
        var pickle = new TorchPickle();
        var text = $"\u0080\u0002{content(pickle)}.";
        return BadBytes.Torch(text, [.. pickle._storages]);
    }

    public static string Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return $"X{Encoding.Latin1.GetString(BitConverter.GetBytes(bytes.Length))}{Encoding.Latin1.GetString(bytes)}";
    }

    public static string Whole(int number) => $"J{Encoding.Latin1.GetString(BitConverter.GetBytes(number))}";

    public static string Real(double number) => $"G{Encoding.Latin1.GetString([.. BitConverter.GetBytes(number).Reverse()])}";

    public static string Tuple(params string[] parts) => $"({string.Concat(parts)}t";

    public static string List(params string[] parts) => $"]({string.Concat(parts)}e";

    public static string Dict(params (string Key, string Value)[] pairs) => $"}}({string.Concat(pairs.Select(pair => Text(pair.Key) + pair.Value))}u";

    public static string Name(string module, string name) => $"c{module}\n{name}\n";

    /// <summary>function(*parts), which no reader of weights may call.</summary>
    public static string Call(string module, string name, params string[] parts) => $"{Name(module, name)}{Tuple(parts)}R";

    /// <summary>An object of a class with attributes.</summary>
    public static string Object(string module, string name, string attributes) => $"{Name(module, name)})\u0081{attributes}b";

    /// <summary>bytes, as protocol 2 spells them.</summary>
    public static string Bytes(params byte[] bytes) => Call("_codecs", "encode", Text(Encoding.Latin1.GetString(bytes)), Text("latin1"));

    /// <summary>A dict of tensors.</summary>
    public string State(IEnumerable<KeyValuePair<string, Tensor>> tensors) => Dict([.. tensors.Select(entry => (entry.Key, Weight(entry.Value)))]);

    /// <summary>A module as torch.jit.save writes it: its tensors and parts are attributes, beside those that every module has.</summary>
    public string Script(IEnumerable<KeyValuePair<string, Tensor>> tensors, params (string Key, string Value)[] others)
    {
        var parts = tensors.GroupBy(entry => entry.Key.Contains('.') ? entry.Key.Split('.')[0] : "");
        return Object("__torch__.models", "Net", Dict(
        [
            .. parts.Where(part => part.Key.Length == 0).SelectMany(own => own).Select(entry => (entry.Key, Weight(entry.Value))),
            ("training", "\u0089"), ("_is_full_backward_hook", None), .. others,
            .. parts.Where(part => part.Key.Length > 0).Select(part => (part.Key, Script(part.Select(entry => KeyValuePair.Create(entry.Key[(part.Key.Length + 1)..], entry.Value))))),
        ]));
    }

    /// <summary>A tensor with a storage of its own: float32, float16 or int64.</summary>
    public string Weight(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var type = tensor.dtype is ScalarType.Float16 or ScalarType.Int64 ? tensor.dtype : float32;
        var numbers = tensor.detach().cpu().to(type).contiguous();
        var key = $"{_storages.Count}";
        _storages.Add(new BadBytes.Member($"archive/data/{key}", numbers.bytes.ToArray()));
        var storage = $"{Tuple(Text("storage"), Name("torch", type switch { ScalarType.Float16 => "HalfStorage", ScalarType.Int64 => "LongStorage", _ => "FloatStorage" }), Text(key), Text("cpu"), Whole((int)numbers.numel()))}Q";
        return Call("torch._utils", "_rebuild_tensor_v2", storage, Whole(0), Sides(numbers.shape), Sides(numbers.stride()), "\u0089", Call("collections", "OrderedDict"));
    }

    private static string Sides(long[] sides) => Tuple([.. sides.Select(side => Whole((int)side))]);
}
