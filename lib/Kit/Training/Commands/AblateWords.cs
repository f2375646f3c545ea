using System.CommandLine;
using VisionAttention.Kit.Training.Words;

namespace VisionAttention.Kit.Training.Commands;

/// <summary>The options of `ablate`.</summary>
internal sealed class AblateWords
{
    private const int MostSeeds = 31;

    public Option<long?> Seeds { get; } = Words.Words.Whole("--seeds", "Runs of each variant, with seeds from 1. Default: 3.", 1, MostSeeds);

    public Option<double?> Budget { get; } = Words.Words.Number("--budget", "Minutes that all of it may take: each variant is timed, then epochs, images and width are cut until it fits, and what was cut is said.", "above 0", value => value > 0, "MINUTES");

    public Option<string?> Data { get; } = Words.Words.Text("--data", "NAME", "A data set. Default: fashion-mnist.");

    public Option<double?> Width { get; } = Words.Words.Number("--width", "Factor on a resnet's channels. Default: 0.25.", "above 0 and at most 16", value => value is > 0 and <= 16, "FACTOR");

    public Option<long?> Limit { get; } = Words.Words.Whole("--limit", "Training images of each run, at most with a budget. Default: 5000, with a budget 20000.", 1, value: "IMAGES");

    public Option<long?> TestLimit { get; } = Words.Words.Whole("--test-limit", "Held-out images that are measured on. Default: 2000, with a budget 1000.", 1, value: "IMAGES");

    public Option<long?> Epochs { get; } = Words.Words.Whole("--epochs", "Epochs of each run, at most with a budget. Default: 2, with a budget 5.", 1);

    public Option<long?> Parallel { get; } = Words.Words.Whole("--parallel", "Runs at a time. Default: as many as there are GPUs, else processor cores.", 1, 1024);

    public Option<string?> Device { get; } = new DeviceWord().Option;

    public Option<string?> Out { get; } = Words.Words.Text("--out", "DIR", "Where runs, tables and chart go. Default: artifacts/ablations/NAME.");

    public Option<string?> Root { get; } = Words.Words.Text("--root", "DIR", "The folder that holds environment.json and data/. Default: the nearest one upwards.");

    public Option<bool> Json { get; } = Words.Words.Switch("--json", "Prints one JSON object at the end.");

    public IEnumerable<Option> Options => [Seeds, Budget, Data, Width, Limit, TestLimit, Epochs, Parallel, Device, Out, Root, Json];
}
