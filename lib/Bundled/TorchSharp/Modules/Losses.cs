using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules
{
    public sealed class CrossEntropyLoss : torch.nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly Tensor? _weight;
        private readonly long? _ignoreIndex;
        private readonly torch.nn.Reduction _reduction;

        internal CrossEntropyLoss(Tensor? weight, long? ignoreIndex, torch.nn.Reduction reduction)
            : base(nameof(CrossEntropyLoss))
        {
            _weight = weight;
            _ignoreIndex = ignoreIndex;
            _reduction = reduction;
        }

        public override Tensor forward(Tensor input1, Tensor input2) => torch.nn.functional.cross_entropy(input1, input2, _weight, _ignoreIndex ?? -100, _reduction);
    }

    public sealed class NLLLoss : torch.nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly Tensor? _weight;
        private readonly torch.nn.Reduction _reduction;

        internal NLLLoss(Tensor? weight, torch.nn.Reduction reduction)
            : base(nameof(NLLLoss))
        {
            _weight = weight;
            _reduction = reduction;
        }

        public override Tensor forward(Tensor input1, Tensor input2) => torch.nn.functional.nll_loss(input1, input2, _weight, _reduction);
    }

    public sealed class MSELoss : torch.nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly torch.nn.Reduction _reduction;

        internal MSELoss(torch.nn.Reduction reduction)
            : base(nameof(MSELoss))
        {
            _reduction = reduction;
        }

        public override Tensor forward(Tensor input1, Tensor input2) => torch.nn.functional.mse_loss(input1, input2, _reduction);
    }

    public sealed class L1Loss : torch.nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly torch.nn.Reduction _reduction;

        internal L1Loss(torch.nn.Reduction reduction)
            : base(nameof(L1Loss))
        {
            _reduction = reduction;
        }

        public override Tensor forward(Tensor input1, Tensor input2) => torch.nn.functional.l1_loss(input1, input2, _reduction);
    }

    public sealed class BCEWithLogitsLoss : torch.nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly Tensor? _weight;
        private readonly torch.nn.Reduction _reduction;
        private readonly Tensor? _positive;

        internal BCEWithLogitsLoss(Tensor? weight, torch.nn.Reduction reduction, Tensor? positive)
            : base(nameof(BCEWithLogitsLoss))
        {
            _weight = weight;
            _reduction = reduction;
            _positive = positive;
        }

        public override Tensor forward(Tensor input1, Tensor input2) => torch.nn.functional.binary_cross_entropy_with_logits(input1, input2, _weight, _reduction, _positive);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) => new(weight, ignore_index, reduction);
            public static Modules.NLLLoss NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);
            public static Modules.MSELoss MSELoss(Reduction reduction = Reduction.Mean) => new(reduction);
            public static Modules.L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);
            public static Modules.BCEWithLogitsLoss BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) => new(weight, reduction, pos_weights);
        }
    }
}
