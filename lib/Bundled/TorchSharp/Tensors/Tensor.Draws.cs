using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator BernoulliTensorInPlaceOp = Operator.Find("bernoulli_", "Tensor");
        private static readonly Operator BinomialOp = Operator.Find("binomial");
        private static readonly Operator CauchyInPlaceOp = Operator.Find("cauchy_");
        private static readonly Operator ExponentialInPlaceOp = Operator.Find("exponential_");
        private static readonly Operator GeometricInPlaceOp = Operator.Find("geometric_");
        private static readonly Operator LogNormalInPlaceOp = Operator.Find("log_normal_");
        private static readonly Operator PoissonOp = Operator.Find("poisson");

        public Tensor bernoulli_(Tensor p, Generator? generator = null) => Changed(BernoulliTensorInPlaceOp, this, p, generator);
        public Tensor binomial(Tensor prob, Generator? generator = null) => BinomialOp.Call(this, prob, generator);
        public Tensor cauchy_(double median = 0.0, double sigma = 1.0, Generator? generator = null) => Changed(CauchyInPlaceOp, this, median, sigma, generator);
        public Tensor exponential_(double lambda = 1.0, Generator? generator = null) => Changed(ExponentialInPlaceOp, this, lambda, generator);
        public Tensor geometric_(double p, Generator? generator = null) => Changed(GeometricInPlaceOp, this, p, generator);
        public Tensor log_normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) => Changed(LogNormalInPlaceOp, this, mean, std, generator);
        public Tensor poisson(Generator? generator = null) => PoissonOp.Call(this, generator);
    }
}
