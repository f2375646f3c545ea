using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator AddTensorInPlaceOp = Operator.Find("add_", "Tensor");
        private static readonly Operator AddScalarInPlaceOp = Operator.Find("add_", "Scalar");
        private static readonly Operator SubTensorInPlaceOp = Operator.Find("sub_", "Tensor");
        private static readonly Operator SubScalarInPlaceOp = Operator.Find("sub_", "Scalar");
        private static readonly Operator MulTensorInPlaceOp = Operator.Find("mul_", "Tensor");
        private static readonly Operator MulScalarInPlaceOp = Operator.Find("mul_", "Scalar");
        private static readonly Operator DivTensorModeInPlaceOp = Operator.Find("div_", "Tensor_mode");
        private static readonly Operator DivScalarModeInPlaceOp = Operator.Find("div_", "Scalar_mode");
        private static readonly Operator ClampInPlaceOp = Operator.Find("clamp_");
        private static readonly Operator LerpTensorInPlaceOp = Operator.Find("lerp_", "Tensor");
        private static readonly Operator AddcmulInPlaceOp = Operator.Find("addcmul_");
        private static readonly Operator AddcdivInPlaceOp = Operator.Find("addcdiv_");
        private static readonly Operator FillScalarInPlaceOp = Operator.Find("fill_", "Scalar");
        private static readonly Operator CopyInPlaceOp = Operator.Find("copy_");
        private static readonly Operator NormalInPlaceOp = Operator.Find("normal_");
        private static readonly Operator UniformInPlaceOp = Operator.Find("uniform_");
        private static readonly Operator BernoulliFloatInPlaceOp = Operator.Find("bernoulli_", "float");
        private static readonly Operator BernoulliOp = Operator.Find("bernoulli");
        private static readonly Operator MultinomialOp = Operator.Find("multinomial");

        public Tensor add_(Tensor target)
        {
            AddTensorInPlaceOp.CallInPlace(this, target);
            return this;
        }

        public Tensor add_(Scalar scalar)
        {
            AddScalarInPlaceOp.CallInPlace(this, scalar);
            return this;
        }

        public Tensor sub_(Tensor target)
        {
            SubTensorInPlaceOp.CallInPlace(this, target);
            return this;
        }

        public Tensor sub_(Scalar target)
        {
            SubScalarInPlaceOp.CallInPlace(this, target);
            return this;
        }

        public Tensor mul_(Tensor target)
        {
            MulTensorInPlaceOp.CallInPlace(this, target);
            return this;
        }

        public Tensor mul_(Scalar target)
        {
            MulScalarInPlaceOp.CallInPlace(this, target);
            return this;
        }

        public Tensor add_(Tensor target, Scalar alpha)
        {
            AddTensorInPlaceOp.CallInPlace(this, target, alpha);
            return this;
        }

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            DivTensorModeInPlaceOp.CallInPlace(this, target, Name(rounding_mode));
            return this;
        }

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            DivScalarModeInPlaceOp.CallInPlace(this, target, Name(rounding_mode));
            return this;
        }

        public Tensor clamp_(Scalar? min = null, Scalar? max = null)
        {
            ClampInPlaceOp.CallInPlace(this, min, max);
            return this;
        }

        public Tensor lerp_(Tensor end, Tensor weight)
        {
            LerpTensorInPlaceOp.CallInPlace(this, end, weight);
            return this;
        }

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            AddcmulInPlaceOp.CallInPlace(this, tensor1, tensor2, value);
            return this;
        }

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            AddcdivInPlaceOp.CallInPlace(this, tensor1, tensor2, value);
            return this;
        }

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2)
        {
            AddcdivInPlaceOp.CallInPlace(this, tensor1, tensor2);
            return this;
        }

        public Tensor fill_(Scalar value)
        {
            FillScalarInPlaceOp.CallInPlace(this, value);
            return this;
        }

        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            CopyInPlaceOp.CallInPlace(this, source, nonBlocking);
            return this;
        }

        public Tensor normal_(double mean = 0.0, double std = 1.0, Generator? generator = null)
        {
            NormalInPlaceOp.CallInPlace(this, mean, std, generator);
            return this;
        }

        public Tensor uniform_(double from, double to, Generator? generator = null)
        {
            UniformInPlaceOp.CallInPlace(this, from, to, generator);
            return this;
        }

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null)
        {
            BernoulliFloatInPlaceOp.CallInPlace(this, p, generator);
            return this;
        }

        public Tensor bernoulli(Generator? generator = null) => BernoulliOp.Call(this, generator);
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) => MultinomialOp.Call(this, num_samples, replacement, generator);
        public Tensor zero_() => Aliased(Zero);
        public Tensor tril_(long diagonal = 0) => Triangle(TrilInPlace, diagonal);
        public Tensor triu_(long diagonal = 0) => Triangle(TriuInPlace, diagonal);

        private static readonly Operator Zero = Operator.Find("zero_");
        private static readonly Operator TrilInPlace = Operator.Find("tril_");
        private static readonly Operator TriuInPlace = Operator.Find("triu_");

        // TorchSharp hands out a second handle for these, where the other in-place members return the tensor itself.
        private Tensor Aliased(Operator op) => op.Call(this);

        private Tensor Triangle(Operator op, long diagonal) => op.Call(this, diagonal);
    }
}
