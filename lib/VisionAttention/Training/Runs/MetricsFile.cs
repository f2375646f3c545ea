using System.Globalization;
using System.Text;
using VisionAttention.Tensors;

namespace VisionAttention.Training.Runs;

/// <summary>metrics.csv: a row for each report of a run.</summary>
internal sealed class MetricsFile : IDisposable
{
    private const string Header =
        "step,steps,epoch,epochs,images,loss,train_accuracy,test_top1,test_top5,test_loss,learning_rate,images_per_second,seconds,seconds_left";

    private readonly FileStream _stream;

    private MetricsFile(FileStream stream, long rows) => (_stream, Rows) = (stream, rows);

    public long Rows { get; private set; }

    /// <summary>Opens a file with its first rows; whatever follows them, such as half a row, is cut off.</summary>
    /// <exception cref="InvalidDataException">There are fewer rows.</exception>
    public static MetricsFile Open(string path, long rows)
    {
        var kept = new StringBuilder().AppendLine(Header);
        if (rows > 0)
        {
            var lines = File.Exists(path) ? WholeLines(path) : [];
            if (lines.Count <= rows)
                throw new InvalidDataException($"{FileErrors.OneLine(path)} has {Math.Max(0, lines.Count - 1)} whole rows, the checkpoint was written after {rows}: put the file back or begin anew");
            foreach (var line in lines.Skip(1).Take(checked((int)rows)))
                kept.AppendLine(line);
        }
        AtomicFile.WriteText(path, kept.ToString());
        return new MetricsFile(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read), rows);
    }

    /// <summary>The rows of a file as reports; half a row at the end is left out.</summary>
    /// <exception cref="InvalidDataException">A row that is none; the message names file and row.</exception>
    public static IReadOnlyList<TrainingProgress> Read(string path)
    {
        var lines = WholeLines(path);
        if (lines.Count > 0 && lines[0] != Header)
            throw new InvalidDataException($"{FileErrors.OneLine(path)} does not begin with the columns of a training run");
        return [.. lines.Skip(1).Select((line, row) => Parse(line)
            ?? throw new InvalidDataException($"row {row + 1} of {FileErrors.OneLine(path)} is no report of a training run"))];
    }

    public void Add(TrainingProgress report)
    {
        _stream.Write(Encoding.UTF8.GetBytes(Row(report) + Environment.NewLine));
        _stream.Flush();
        Rows++;
    }

    /// <summary>Makes sure that what a checkpoint counts is on the disk before it.</summary>
    public void FlushToDisk() => _stream.Flush(flushToDisk: true);

    public void Dispose() => _stream.Dispose();

    private static List<string> WholeLines(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        var end = text.LastIndexOf('\n');
        return end < 0 ? [] : [.. text[..end].Split('\n').Select(line => line.TrimEnd('\r'))];
    }

    private static string Row(TrainingProgress report)
    {
        return string.Join(',', new object?[]
        {
            report.Step, report.Steps, report.Epoch, report.Epochs, report.Images, report.Loss, report.TrainAccuracy, report.TestAccuracy,
            report.TestTop5Accuracy, report.TestLoss, report.LearningRate, Math.Round(report.ImagesPerSecond, 2), Math.Round(report.Seconds, 3),
            Math.Round(report.SecondsLeft, 1),
        }.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));
    }

    private static TrainingProgress? Parse(string line)
    {
        var cells = line.Split(',');
        var numbers = new double?[14];
        if (cells.Length != numbers.Length)
            return null;
        for (var cell = 0; cell < cells.Length; cell++)
        {
            if (cells[cell].Length == 0 && cell is 7 or 8 or 9)
                continue;
            if (!double.TryParse(cells[cell], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                return null;
            numbers[cell] = number;
        }
        return new TrainingProgress(
            (long)numbers[0]!, (long)numbers[1]!, numbers[5]!.Value, numbers[6]!.Value, numbers[7], numbers[10]!.Value, numbers[11]!.Value)
        {
            Epoch = (int)numbers[2]!, Epochs = (int)numbers[3]!, Images = (long)numbers[4]!, TestTop5Accuracy = numbers[8], TestLoss = numbers[9],
            Seconds = numbers[12]!.Value, SecondsLeft = numbers[13]!.Value,
        };
    }
}
