using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A NumPy .npz file: a zip of .npy arrays, such as Google's Vision Transformer checkpoints.</summary>
/// <remarks>
/// An array is named as its member without <c>.npy</c>; slashes are part of a name (<c>opt/target/Transformer/…</c>).
/// Members may be stored or deflated. Members that do not end in .npy are passed over.
/// </remarks>
public sealed class NpzFile : WeightFile
{
    private const string Kind = ".npz";
    private const string Extension = ".npy";

    private readonly ZipMembers _zip;

    private NpzFile(string path, ZipMembers zip)
        : base(path, Kind)
    {
        _zip = zip;
        foreach (var member in zip.Names.Where(name => name.EndsWith(Extension, StringComparison.Ordinal)))
            Add(member[..^Extension.Length], BadFile.Naming("member " + member, Extension, () => Header(member)));
        if (Names.Count == 0)
            throw new InvalidDataException($"it has no member that ends in {Extension}");
    }

    /// <summary>Opens a file and checks the header of each array.</summary>
    /// <param name="path">The file. It stays open until this is disposed.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, of another kind, or holds what is no tensor; the message names the member.</exception>
    public static new NpzFile Open(string path)
    {
        FileHead.Read(path);
        var zip = ZipMembers.Open(path, Kind);
        return BadFile.NamingOrDisposing(path, Kind, zip, () => new NpzFile(path, zip));
    }

    private protected override Tensor ReadNumbers(string name, ArrayEntry entry)
    {
        using var content = _zip.Unpack(name + Extension);
        return ((NpyHeader)entry).ReadNumbers(content);
    }

    private protected override void Close() => _zip.Dispose();

    private NpyHeader Header(string member)
    {
        using var content = _zip.Unpack(member);
        return NpyHeader.Read(content, _zip.Length(member));
    }
}
