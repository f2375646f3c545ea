using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>The arithmetic that Adam and AdamW share; they differ in where the weight decay goes.</summary>
internal static class AdamStep
{
    /// <summary>Moves the mean gradients and the mean squared gradients towards this step's.</summary>
    public static void Average(Tensor[] gradients, Tensor[] means, Tensor[] squares, double beta1, double beta2)
    {
        Foreach.MulInPlace(means, beta1);
        Foreach.AddInPlace(means, gradients, 1 - beta1);
        Foreach.MulInPlace(squares, beta2);
        Foreach.AddProductInPlace(squares, gradients, gradients, 1 - beta2);
    }

    /// <summary>Changes the parameters by the corrected mean over the root of the corrected squares.</summary>
    public static void Apply(Tensor[] parameters, Tensor[] means, Tensor[] squares, Rates rates)
    {
        var denominators = Foreach.Sqrt(squares);
        Foreach.DivInPlace(denominators, Math.Sqrt(1 - Math.Pow(rates.Beta2, rates.Step)));
        Foreach.AddInPlace(denominators, rates.Epsilon);
        Foreach.AddQuotientInPlace(parameters, means, denominators, -rates.LearningRate / (1 - Math.Pow(rates.Beta1, rates.Step)));
    }

    /// <summary>The numbers of one step.</summary>
    public readonly record struct Rates(double LearningRate, double Beta1, double Beta2, double Epsilon, long Step);
}
