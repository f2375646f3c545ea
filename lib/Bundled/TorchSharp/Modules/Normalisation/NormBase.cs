using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Modules;

/// <summary>What the layers share that normalise channels over a batch or over an image.</summary>
public abstract class NormBase : torch.nn.Module<Tensor, Tensor>
{
    /// <summary>Makes the parameters and the running statistics.</summary>
    public NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype, string name)
        : base(name)
    {
        if (num_features < 1)
            throw new ArgumentException($"num_features {num_features} is not above 0");
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        if (affine)
        {
            SetParameter(nameof(weight), LayerParameters.Full([num_features], 1, device, dtype));
            SetParameter(nameof(bias), LayerParameters.Full([num_features], 0, device, dtype));
        }
        if (!track_running_stats)
            return;
        SetBuffer(nameof(running_mean), torch.zeros([num_features], dtype, device).DetachFromDisposeScope());
        SetBuffer(nameof(running_var), torch.ones([num_features], dtype, device).DetachFromDisposeScope());
        SetBuffer(nameof(num_batches_tracked), torch.zeros(Array.Empty<long>(), dtype ?? torch.ScalarType.Int64, device).DetachFromDisposeScope());
    }

    /// <summary>The number of channels C.</summary>
    public long num_features { get; }

    /// <summary>Added to the variance.</summary>
    public double eps { get; set; }

    /// <summary>The share of a new batch in the running statistics; null for the mean over all batches.</summary>
    public double? momentum { get; set; }

    /// <summary>Whether there are a weight and a bias.</summary>
    public bool affine { get; }

    /// <summary>Whether running statistics are kept.</summary>
    public bool track_running_stats { get; }

    /// <summary>[C], or null.</summary>
    public Parameter? weight
    {
        get => OwnParameter(nameof(weight));
        set => SetParameter(nameof(weight), value);
    }

    /// <summary>[C], or null.</summary>
    public Parameter? bias
    {
        get => OwnParameter(nameof(bias));
        set => SetParameter(nameof(bias), value);
    }

    /// <summary>[C], or null.</summary>
    public Tensor? running_mean
    {
        get => OwnBuffer(nameof(running_mean));
        set => SetBuffer(nameof(running_mean), value!);
    }

    /// <summary>[C], or null.</summary>
    public Tensor? running_var
    {
        get => OwnBuffer(nameof(running_var));
        set => SetBuffer(nameof(running_var), value!);
    }

    /// <summary>How many batches the running statistics have seen: a single number, or null.</summary>
    public Tensor? num_batches_tracked
    {
        get => OwnBuffer(nameof(num_batches_tracked));
        set => SetBuffer(nameof(num_batches_tracked), value!);
    }

    /// <summary>Sets the running statistics to those of no batch.</summary>
    public void reset_running_stats()
    {
        if (running_mean is not { } mean || running_var is not { } variance || num_batches_tracked is not { } counter)
            return;
        torch.nn.init.zeros_(mean);
        torch.nn.init.ones_(variance);
        torch.nn.init.zeros_(counter);
    }

    /// <summary>Sets the running statistics, the weight and the bias to what they were at first.</summary>
    public void reset_parameters()
    {
        reset_running_stats();
        if (weight is { } scale)
            torch.nn.init.ones_(scale);
        if (bias is { } shift)
            torch.nn.init.zeros_(shift);
    }

    /// <summary>Throws for an input of the wrong number of dimensions.</summary>
    /// <param name="input">The input.</param>
    protected abstract void ValidateInputDimensions(Tensor input);

    /// <summary>Throws for an input whose second dimension is not the number of channels.</summary>
    private protected void ValidateChannels(Tensor input, int axis = 1)
    {
        if (input.shape[axis] != num_features)
            throw new ArgumentException($"{GetName()} was made for num_features {num_features}, the input has {input.shape[axis]} channels");
    }
}
