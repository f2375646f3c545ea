using System.CommandLine;
using VisionAttention.Data;
using VisionAttention.Kit.Platform;

namespace VisionAttention.Kit.Training;

/// <summary>The options that name the images.</summary>
internal sealed class DataCliOptions
{
    private const long MostImages = 1L << 40;

    private readonly Option<string?> _data = CliOptions.Text("--data", "NAME", $"{string.Join(", ", DataChoice.Names)}, or a folder with a folder of images for each class (JPEG, PNG, WebP, BMP, GIF; turned as the EXIF orientation of a JPEG or WebP says), a tenth of each held out. Or a folder with two parts, {FolderParts.Rule}. Hidden files, those that systems leave and links to nothing are passed over, a link is followed once.");
    private readonly Option<long?> _size = CliOptions.Whole("--image-size", "Rows and columns that the images of a folder are brought to. Default: 224, or that of the run that the weights are from.", 8, 4096, "PIXELS");
    private readonly Option<long?> _limit = CliOptions.Whole("--limit", "Training images used at most, spread evenly over the set. Default: all.", 1, MostImages, "IMAGES");
    private readonly Option<long?> _testLimit = CliOptions.Whole("--test-limit", "Held-out images used at most, spread evenly. Default: all.", 1, MostImages, "IMAGES");
    private readonly Option<string?> _root = CliOptions.Text("--root", "DIR", "The folder that holds environment.json and data/. Default: the nearest one upwards.");

    public IEnumerable<Option> Options => [_data, _size, _limit, _testLimit, _root];

    public string? Name(ParseResult words) => words.GetValue(_data);

    public string? Root(ParseResult words) => words.GetValue(_root);

    /// <summary>What the words ask for; what they leave out is as another request has it.</summary>
    public DataRequest Request(ParseResult words, DataRequest? otherwise = null)
    {
        var name = Name(words) ?? otherwise?.Name ?? throw new UsageProblem($"--data is missing: choose from {string.Join(", ", DataChoice.Names)}, or name a folder of images");
        var request = new DataRequest(
            name,
            (int?)words.GetValue(_size) ?? otherwise?.Size,
            words.GetValue(_limit) ?? otherwise?.Limit,
            words.GetValue(_testLimit) ?? otherwise?.TestLimit);
        DataChoice.Check(request);
        return request;
    }

    /// <summary>The first option that contradicts a request; null where none does.</summary>
    public string? Contradiction(ParseResult words, DataRequest request)
    {
        if (Name(words) is { } name && name != request.Name)
            return $"{_data.Name} {name}";
        (Option<long?> Option, long? There)[] numbers = [(_size, request.Size), (_limit, request.Limit), (_testLimit, request.TestLimit)];
        foreach (var (option, there) in numbers)
        {
            if (words.GetValue(option) is { } value && value != there)
                return $"{option.Name} {value}";
        }
        return null;
    }
}
