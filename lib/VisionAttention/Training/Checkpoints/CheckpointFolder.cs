using VisionAttention.Tensors;
using static TorchSharp.torch;

namespace VisionAttention.Training.Checkpoints;

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
            throw new InvalidDataException($"{BadFile.OneLine(_previous)} does not exist: the run has no checkpoint before its last");
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
