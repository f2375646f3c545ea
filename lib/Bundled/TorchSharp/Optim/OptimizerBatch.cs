using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>Parameters that one step changes together, with their gradients and states.</summary>
internal sealed class OptimizerBatch
{
    private readonly OptimizerState[] _states;

    public OptimizerBatch(ReadOnlySpan<(Parameter Parameter, Tensor Gradient, OptimizerState State)> members)
    {
        Parameters = new Tensor[members.Length];
        Gradients = new Tensor[members.Length];
        _states = new OptimizerState[members.Length];
        for (var place = 0; place < members.Length; place++)
            (Parameters[place], Gradients[place], _states[place]) = members[place];
    }

    public Tensor[] Parameters { get; }

    /// <summary>The gradients; replaced where weight decay or a sign changes them.</summary>
    public Tensor[] Gradients { get; set; }

    /// <summary>The same tensor of every state.</summary>
    public Tensor[] Of<TState>(Func<TState, Tensor> tensor) where TState : OptimizerState =>
        Array.ConvertAll(_states, state => tensor((TState)state));

    public TState State<TState>(int place) where TState : OptimizerState => (TState)_states[place];

    public IEnumerable<TState> States<TState>() where TState : OptimizerState => _states.Cast<TState>();
}
