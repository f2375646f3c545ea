using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

public class LossesBadInputTests
{
    public static TheoryData<string, Func<object>> BadInputs => new()
    {
        { "logits is [7], expected [B, classes]", () => Losses.CrossEntropy(zeros(7), Labels()) },
        { "logits is [0, 7], expected [B, classes] with at least one image", () => Losses.CrossEntropy(zeros(0, 7), Labels()) },
        { "logits is [3, 0], expected [B, classes] with at least one image and one class", () => Losses.CrossEntropyOfEach(zeros(3, 0), Labels()) },
        { "logits holds Int64, expected floats", () => Losses.CrossEntropy(zeros(3, 7, dtype: int64), Labels()) },
        { "labels is [3, 1], expected [3]: one class for each image", () => Losses.CrossEntropy(zeros(3, 7), Labels().unsqueeze(1)) },
        { "labels is [3], expected [2]", () => Losses.CrossEntropy(zeros(2, 7), Labels()) },
        { "labels holds Int32, expected Int64", () => Losses.CrossEntropy(zeros(3, 7), Labels().to(int32)) },
        { "labels holds Float32, expected Int64", () => Losses.CrossEntropyOfEach(zeros(3, 7), zeros(3)) },
        { "labels[2] is 6, expected a class from 0 to 5", () => Losses.CrossEntropy(zeros(3, 6), Labels()) },
        { "labels[1] is -1, expected a class from 0 to 6", () => Losses.CrossEntropy(zeros(3, 7), tensor(new long[] { 0, -1, 9 })) },
        { "labels[1] is -100, expected a class", () => Losses.HardDistillation(zeros(3, 7), zeros(3, 7), tensor(new long[] { 0, -100, 1 }), zeros(3, 7)) },
        { "labels is on cpu, logits is on meta", () => Losses.CrossEntropy(zeros(3, 7, device: META), Labels()) },
        { "labelSmoothing 1 is not from 0 to below 1", () => Losses.CrossEntropy(zeros(3, 7), Labels(), labelSmoothing: 1) },
        { "labelSmoothing -0.1 is not", () => Losses.CrossEntropyOfEach(zeros(3, 7), Labels(), labelSmoothing: -0.1) },
        { "labelSmoothing NaN is not", () => Losses.CrossEntropy(zeros(3, 7), Labels(), labelSmoothing: double.NaN) },
        { "labelSmoothing 2 is not", () => Losses.SoftDistillation(zeros(3, 7), zeros(3, 7), Labels(), zeros(3, 7), labelSmoothing: 2) },
        { "targets is [3, 6], logits is [3, 7]: the shapes must be equal", () => Losses.SoftTargetCrossEntropy(zeros(3, 7), zeros(3, 6)) },
        { "targets is [7], logits is [3, 7]", () => Losses.SoftTargetCrossEntropy(zeros(3, 7), zeros(7)) },
        { "targets holds Int64, logits holds Float32", () => Losses.SoftTargetCrossEntropy(zeros(3, 7), zeros(3, 7, dtype: int64)) },
        { "targets is on meta, logits is on cpu", () => Losses.SoftTargetCrossEntropy(zeros(3, 7), zeros(3, 7, device: META)) },
        { "logits is [3, 7, 1], expected [B, classes]", () => Losses.SoftTargetCrossEntropy(zeros(3, 7, 1), zeros(3, 7, 1)) },
        { "targets is [1, 7], logits is [3, 7]", () => Losses.BinaryCrossEntropy(zeros(3, 7), zeros(1, 7)) },
        { "targets holds Float64, logits holds Float32", () => Losses.BinaryCrossEntropy(zeros(3, 7), zeros(3, 7, dtype: float64)) },
        { "logits holds Bool, expected floats", () => Losses.BinaryCrossEntropy(zeros(3, 7, dtype: @bool), zeros(3, 7)) },
        { "classLogits is [7], expected [B, classes]", () => Losses.HardDistillation(zeros(7), zeros(3, 7), Labels(), zeros(3, 7)) },
        { "distillationLogits is [3, 8], classLogits is [3, 7]", () => Losses.HardDistillation(zeros(3, 7), zeros(3, 8), Labels(), zeros(3, 7)) },
        { "teacherLogits is [2, 7], classLogits is [3, 7]", () => Losses.HardDistillation(zeros(3, 7), zeros(3, 7), Labels(), zeros(2, 7)) },
        { "teacherLogits holds Float64, classLogits holds Float32", () => Losses.SoftDistillation(zeros(3, 7), zeros(3, 7), Labels(), zeros(3, 7, dtype: float64)) },
        { "alpha 1.5 is not from 0 to 1", () => Losses.HardDistillation(zeros(3, 7), zeros(3, 7), Labels(), zeros(3, 7), alpha: 1.5) },
        { "alpha NaN is not from 0 to 1", () => Losses.SoftDistillation(zeros(3, 7), zeros(3, 7), Labels(), zeros(3, 7), alpha: double.NaN) },
        { "temperature 0 is not above 0", () => Losses.SoftDistillation(zeros(3, 7), zeros(3, 7), Labels(), zeros(3, 7), temperature: 0) },
        { "temperature Infinity is not above 0", () => Losses.SoftDistillation(zeros(3, 7), zeros(3, 7), Labels(), zeros(3, 7), temperature: double.PositiveInfinity) },
        { "'logits'", () => Losses.CrossEntropy(null!, Labels()) },
        { "'labels'", () => Losses.CrossEntropy(zeros(3, 7), null!) },
        { "'targets'", () => Losses.BinaryCrossEntropy(zeros(3, 7), null!) },
        { "'teacherLogits'", () => Losses.SoftDistillation(zeros(3, 7), zeros(3, 7), Labels(), null!) },
    };

    [Theory]
    [MemberData(nameof(BadInputs))]
    public void Bad_input_is_refused_by_name(string expected, Func<object> call)
    {
        var error = Assert.ThrowsAny<ArgumentException>(call);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static Tensor Labels() => tensor(new long[] { 4, 0, 6 });
}
