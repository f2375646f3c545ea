using VisionAttention.Training;
using static TorchSharp.torch;

namespace VisionAttention.Tests.Training;

public class MixingBadInputTests
{
    private static readonly Generator Draws = new(1);

    public static TheoryData<string, Func<object>> BadInputs => new()
    {
        { "classes 0 is not above 0", () => Targets.OneHot(Whole(0, 1), classes: 0) },
        { "labels[1] is 5, expected a class from 0 to 4", () => Targets.OneHot(Whole(0, 5), classes: 5) },
        { "labels is [1, 2], expected [B]", () => Targets.OneHot(Whole(0, 1).unsqueeze(0), classes: 5) },
        { "labels holds Float32, expected Int64", () => Targets.OneHot(zeros(2), classes: 5) },
        { "smoothing 1 is not from 0 to below 1", () => Targets.OneHot(Whole(0, 1), classes: 5, smoothing: 1) },
        { "dtype Int64 is no floating-point type", () => Targets.OneHot(Whole(0, 1), classes: 5, dtype: int64) },
        { "lambda 1.5 is not from 0 to 1", () => MixUp.Apply(Images(), Rows(), lambda: 1.5) },
        { "lambda NaN is not from 0 to 1", () => MixUp.Apply(Images(), Rows(), lambda: double.NaN) },
        { "images is [2, 5, 7], expected [B, C, H, W]", () => MixUp.Apply(zeros(2, 5, 7), Rows(), lambda: 0.5) },
        { "images is [2, 3, 0, 7], expected [B, C, H, W] with numbers", () => MixUp.Apply(zeros(2, 3, 0, 7), Rows(), lambda: 0.5) },
        { "images holds Byte, expected floats", () => MixUp.Apply(zeros(2, 3, 5, 7, dtype: uint8), Rows(), lambda: 0.5) },
        { "targets is [2], expected [2, classes]: Targets.OneHot makes them from labels", () => MixUp.Apply(Images(), Whole(0, 1), lambda: 0.5) },
        { "targets is [3, 4], expected [2, classes]", () => CutMix.Apply(Images(), zeros(3, 4), new CutBox(0, 1, 0, 1)) },
        { "targets holds Int64, expected floats", () => MixUp.Apply(Images(), zeros(2, 4, dtype: int64), lambda: 0.5) },
        { "permutation is [3], expected [2]", () => MixUp.Apply(Images(), Rows(), lambda: 0.5, Whole(0, 1, 2)) },
        { "permutation holds Int32, expected Int64", () => MixUp.Apply(Images(), Rows(), lambda: 0.5, Whole(0, 1).to(int32)) },
        { "permutation[0] is 2, expected an index from 0 to 1", () => MixUp.Apply(Images(), Rows(), lambda: 0.5, Whole(2, 1)) },
        { "permutation[1] is 0 for a second time", () => CutMix.Apply(Images(), Rows(), new CutBox(0, 1, 0, 1), Whole(0, 0)) },
        { "alpha 0 is not from 0.001 to 1000", () => MixUp.Draw(Images(), Rows(), alpha: 0, Draws) },
        { "alpha 1001 is not from", () => CutMix.Draw(Images(), Rows(), alpha: 1001, Draws) },
        { "alpha NaN is not from", () => SymmetricBeta.Draw(double.NaN, Draws) },
        { "'generator'", () => MixUp.Draw(Images(), Rows(), alpha: 1, null!) },
        { "targets is [3, 4], expected [2, classes]", () => CutMix.Draw(Images(), zeros(3, 4), alpha: 1, Draws) },
        { "lambda -0.1 is not from 0 to 1", () => CutMix.Box(8, 10, lambda: -0.1, 0, 0) },
        { "an image of 0×10 has no pixels", () => CutMix.Box(0, 10, lambda: 0.5, 0, 0) },
        { "centreRow 8 is not from 0 to 7", () => CutMix.Box(8, 10, lambda: 0.5, 8, 0) },
        { "centreColumn -1 is not from 0 to 9", () => CutMix.Box(8, 10, lambda: 0.5, 0, -1) },
        { "box of rows 0 to 6 and columns 0 to 7 does not lie in an image of 5×7", () => CutMix.Apply(Images(), Rows(), new CutBox(0, 6, 0, 7)) },
        { "box of rows 3 to 2 and columns", () => CutMix.Apply(Images(), Rows(), new CutBox(3, 2, 0, 7)) },
        { "columns -1 to 7 does not lie in", () => CutMix.Apply(Images(), Rows(), new CutBox(0, 5, -1, 7)) },
        { "'images'", () => MixUp.Apply(null!, Rows(), lambda: 0.5) },
        { "'targets'", () => CutMix.Apply(Images(), null!, new CutBox(0, 1, 0, 1)) },
    };

    [Theory]
    [MemberData(nameof(BadInputs))]
    public void Bad_input_is_refused_by_name(string expected, Func<object> call)
    {
        var error = Assert.ThrowsAny<ArgumentException>(call);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static Tensor Whole(params long[] numbers)
    {
        return tensor(numbers);
    }

    private static Tensor Images()
    {
        return zeros(2, 3, 5, 7);
    }

    private static Tensor Rows()
    {
        return zeros(2, 4);
    }
}
