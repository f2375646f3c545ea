using TorchSharp;
using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Weights;

/// <summary>A PyTorch .pt or .pth file of either generation: a state_dict, alone or wrapped with its training run, or a TorchScript archive.</summary>
/// <remarks>
/// Such a file is a Python pickle, which could call any function. Here nothing is called: the pickle may hold numbers, text, tuples, lists,
/// dicts and tensors; an object of any other class is data, of which attributes are looked through. So a whole model, or the settings
/// of a run, is read without its classes, and a TorchScript module without its program. Names of tensors are joined with
/// dots. Where just one dict (or model) has matrices, that is the root and its names stand alone; <see cref="WeightFile.Metadata"/> then says so under <c>root</c>. The state of an optimiser is no root.
/// Numbers, text and settings are in <see cref="WeightFile.Metadata"/> under their full names (<c>epoch</c>, <c>args.lr</c>).
/// </remarks>
internal sealed class TorchFile : WeightFile
{
    private const string RootKey = "root";
    private const string Kind = "PyTorch";
    private const int NamesShown = 16;

    private readonly ITorchStorages _storages;

    private TorchFile(string path, FileHead head, FileStream file, string? root)
        : base(path, Kind, file)
    {
        FileErrors.Unless(head.IsZip || head.IsPickle, $"it begins with the bytes {head.Hex}, neither a zip nor a pickle{head.Hint}");
        _storages = head.IsZip ? new TorchZip(file) : new TorchLegacy(file);
        var content = new TorchContent(_storages.Content, System.IO.Path.GetFileNameWithoutExtension(path));
        foreach (var (name, text) in content.Values)
            Texts.TryAdd(name, text);
        (Passed, Unread) = (content.PassedOver, content.LikeTensors);
        if (content.Tensors.Count == 0)
            throw new ForeignContentException(content.WithoutTensors());
        var only = content.OnlyRoot();
        // What a message calls by its name within the only root is asked for by that name.
        string[] meant = root is null ? [] : only is null ? [root] : [root, $"{only}.{root}"];
        if (root is not null)
            only = Array.Find(meant, content.HasRoot) ?? throw NoRoot(path, root, _storages.Content);
        if (only is not null)
            Texts[RootKey] = only;
        foreach (var (name, tensor) in content.Under(only))
            Add(name, tensor);
    }

    /// <summary>Opens a file; the root is the dict to read, such as <c>teacher</c>, and without it the only one with weights, or else everything.</summary>
    public static new TorchFile Open(string path, string? root = null) => Open(path, Kind, (head, file) => new TorchFile(path, head, file, root));

    private protected override Tensor ReadNumbers(string name, ArrayEntry entry)
    {
        var view = (TorchView)entry;
        return _storages.Read(view.Storage, view.Offset * view.Type.ElementSize(), view.ReadNumbers);
    }

    private static ArgumentException NoRoot(string path, string root, object? content)
    {
        var keys = content is PickleDict dict ? dict.Pairs.Select(pair => pair.Key).OfType<string>().Take(NamesShown).Select(FileErrors.OneLine) : [];
        return new ArgumentException($"{FileErrors.OneLine(path)} has no dict {FileErrors.OneLine(root)}; its top has {string.Join(", ", keys)}");
    }
}
