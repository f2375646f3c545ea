using VisionAttention.Training;
using VisionAttention.Training.Runs;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Kit.Training.Showing;

/// <summary>Shows how a run goes.</summary>
internal interface ITrainingDisplay
{
    /// <summary>Does the work while the display is up.</summary>
    T Show<T>(Func<T> work);

    /// <summary>A line beside the progress.</summary>
    void Say(string line);

    /// <summary>The run begins, or goes on.</summary>
    void Begin(string folder, ModelRecipe recipe, TrainingRun run, Module<Tensor, Tensor> model);

    /// <summary>The run has come further.</summary>
    void Report(TrainingProgress report);

    /// <summary>The run is done.</summary>
    void End(RunRecord record);
}
