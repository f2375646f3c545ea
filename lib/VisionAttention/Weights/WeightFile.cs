namespace VisionAttention.Weights;

/// <summary>Opens a file of weights in whichever format it is.</summary>
public static class WeightFile
{
    /// <summary>Opens a file. Its first bytes tell the format, its extension is not asked.</summary>
    /// <param name="path">A safetensors file, a NumPy .npz or .npy file, or a PyTorch .pt or .pth file of either generation.</param>
    /// <returns>The open file; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, empty, of another kind, or stands in for the real one (a web page, a git-lfs pointer).</exception>
    public static IWeightFile Open(string path)
    {
        var head = FileHead.Read(path);
        if (head.IsZip)
            return ZipFormat(path) ? TorchFile.Open(path) : NpzFile.Open(path);
        if (head.IsNpy)
            return NpyArray.Open(path);
        if (head.IsPickle)
            return TorchFile.Open(path);
        if (head.IsSafetensors)
            return SafetensorsFile.Open(path);
        throw new InvalidDataException($"{BadFile.OneLine(path)} is no file of weights known here: it begins with the bytes {head.Hex}{head.Hint}");
    }

    // A zip of PyTorch's has a pickle that describes the tensors, one of NumPy's has an array per member.
    private static bool ZipFormat(string path)
    {
        using var zip = ZipMembers.Open(path, "zip");
        if (zip.Names.Any(name => name.EndsWith("/data.pkl", StringComparison.Ordinal)))
            return true;
        if (zip.Names.Any(name => name.EndsWith(".npy", StringComparison.Ordinal)))
            return false;
        throw new InvalidDataException($"{BadFile.OneLine(path)} is a zip of {zip.Names.Count} members without data.pkl (PyTorch) and without .npy (NumPy)");
    }
}
