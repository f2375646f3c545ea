using System.Text.Json;
using VisionAttention.Data;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Training;

/// <summary>data.json in a run's folder: the images it was trained on, as far as other images must be treated alike.</summary>
internal sealed record RunData
{
    private const string FileName = "data.json";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public required DataRequest Request { get; init; }

    public required IReadOnlyList<string> ClassNames { get; init; }

    public required double Mean { get; init; }

    public required double Deviation { get; init; }

    /// <summary>Of each channel, mean and deviation; null where all are treated alike.</summary>
    public IReadOnlyList<double[]>? ChannelMoments { get; init; }

    public static RunData Of(DataRequest request, LoadedData data)
    {
        return new RunData
        {
            Request = request,
            ClassNames = [.. data.Train.ClassNames],
            Mean = data.Normalisation.Mean,
            Deviation = data.Normalisation.Deviation,
            ChannelMoments = data.Normalisation.Channels?.Select(channel => new[] { channel.Mean, channel.Deviation }).ToArray(),
        };
    }

    public Normalisation Normalisation() =>
        new Normalisation(Mean, Deviation) { Channels = ChannelMoments?.Select(moments => (moments[0], moments[1])).ToArray() };

    public void Write(string folder) => AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Format));

    public static RunData Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new InvalidDataException($"{folder} has no {FileName}, so its images are unknown: name a folder that ./kit train has made");
        try
        {
            var data = JsonSerializer.Deserialize<RunData>(File.ReadAllText(path), Format);
            if (data is null || data.ClassNames.Count == 0 || !(data.Deviation > 0) || (data.ChannelMoments?.Any(moments => moments is not [_, > 0]) ?? false))
                throw new InvalidDataException($"{path} is damaged: it names no classes, or a deviation is not above 0");
            return data;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path} is damaged: {FileErrors.Json(error)}", error);
        }
    }
}
