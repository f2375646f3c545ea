using System.CommandLine;
using System.Globalization;
using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Kit.Training;

/// <summary>The option that names the device.</summary>
internal sealed class DeviceCliOption
{
    public Option<string?> Option { get; } = new("--device")
    {
        HelpName = "cpu|cuda:N",
        Description = "Where the model computes. Default: the first GPU where libtorch finds one, else cpu.",
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (word is "cpu" or "cuda" || (word.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(word.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out _)))
                return word;
            result.AddError($"--device {word} is neither cpu nor cuda:0 or another GPU's number");
            return null;
        },
    };

    /// <summary>The device, after asking libtorch whether it is there.</summary>
    public Device Device(ParseResult words)
    {
        var word = words.GetValue(Option);
        if (word == "cpu")
            return CPU;
        if (word is null)
            return Devices.Best();
        var number = word == "cuda" ? 0 : int.Parse(word.AsSpan(5), CultureInfo.InvariantCulture);
        return number < Devices.Gpus
            ? device($"cuda:{number}")
            : throw new UsageProblem($"--device {word} is not there: libtorch finds {Devices.Gpus} GPUs here; leave the option out, or give cpu");
    }
}
