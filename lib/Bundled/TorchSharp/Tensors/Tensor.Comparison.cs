using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator EqTensorOp = Operator.Find("eq", "Tensor");
        private static readonly Operator EqScalarOp = Operator.Find("eq", "Scalar");
        private static readonly Operator NeTensorOp = Operator.Find("ne", "Tensor");
        private static readonly Operator NeScalarOp = Operator.Find("ne", "Scalar");
        private static readonly Operator LtTensorOp = Operator.Find("lt", "Tensor");
        private static readonly Operator LtScalarOp = Operator.Find("lt", "Scalar");
        private static readonly Operator LeTensorOp = Operator.Find("le", "Tensor");
        private static readonly Operator LeScalarOp = Operator.Find("le", "Scalar");
        private static readonly Operator GtTensorOp = Operator.Find("gt", "Tensor");
        private static readonly Operator GtScalarOp = Operator.Find("gt", "Scalar");
        private static readonly Operator GeTensorOp = Operator.Find("ge", "Tensor");
        private static readonly Operator GeScalarOp = Operator.Find("ge", "Scalar");
        private static readonly Operator AllcloseOp = Operator.Find("allclose");

        public Tensor eq(Tensor target) => EqTensorOp.Call(this, target);
        public Tensor eq(Scalar target) => EqScalarOp.Call(this, target);
        public Tensor ne(Tensor target) => NeTensorOp.Call(this, target);
        public Tensor ne(Scalar target) => NeScalarOp.Call(this, target);
        public Tensor lt(Tensor target) => LtTensorOp.Call(this, target);
        public Tensor lt(Scalar target) => LtScalarOp.Call(this, target);
        public Tensor le(Tensor target) => LeTensorOp.Call(this, target);
        public Tensor le(Scalar target) => LeScalarOp.Call(this, target);
        public Tensor gt(Tensor target) => GtTensorOp.Call(this, target);
        public Tensor gt(Scalar target) => GtScalarOp.Call(this, target);
        public Tensor ge(Tensor target) => GeTensorOp.Call(this, target);
        public Tensor ge(Scalar target) => GeScalarOp.Call(this, target);
        public bool allclose(Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) => AllcloseOp.CallBool(this, target, rtol, atol, equal_nan);
        public Tensor equal(Tensor target) => eq(target);
    }
}
