using VisionAttention.Kit.Training.Data;
using VisionAttention.Training;

namespace VisionAttention.Kit.Training.Runs;

/// <summary>A run that is to be made, or gone on with; nothing has been loaded.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Model">The model; its channels and classes are the data set's as far as they are known.</param>
/// <param name="Options">The recipe.</param>
/// <param name="Data">The images.</param>
/// <param name="Resume">Which checkpoint it goes on from; null to begin.</param>
/// <param name="From">Weights to begin with, null for fresh ones.</param>
/// <param name="FreezesBackbone">Whether only the classifier is trained.</param>
/// <param name="Words">What was asked for, to be kept with the run.</param>
internal sealed record TrainingRequest(
    string Folder, ModelRecipe Model, TrainingOptions Options, DataRequest Data, ResumeFrom? Resume, string? From, bool FreezesBackbone, IReadOnlyDictionary<string, string> Words);
