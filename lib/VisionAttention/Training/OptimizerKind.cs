namespace VisionAttention.Training;

/// <summary>How gradients change weights.</summary>
public enum OptimizerKind
{
    /// <summary>Adam with decoupled weight decay: Loshchilov and Hutter 2019 (1711.05101), algorithm 2.</summary>
    AdamW,

    /// <summary>Gradient descent with Nesterov's momentum, weight decay added to the gradient: Sutskever et al. 2013, section 2, in
    /// PyTorch's form.</summary>
    Sgd,
}
