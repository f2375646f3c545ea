using System.Runtime.InteropServices;
using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>What every optimiser shares: its groups of parameters, a state for each parameter, saving and loading.</summary>
public abstract class OptimizerHelper : torch.optim.Optimizer
{
    // One call over many small parameters saves the way into libtorch for each; on a CPU a batch should also stay in the cache from one
    // pass over it to the next.
    private const int LargestBatch = 256;
    private const long BatchBytesOnCpu = 512 << 10;

    /// <summary>The options of groups that leave some out.</summary>
    protected OptimizerOptions _defaults = new();

    private readonly Dictionary<Parameter, OptimizerState> _states = new(ReferenceEqualityComparer.Instance);

    private protected OptimizerHelper()
    {
    }

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group)
    {
        ArgumentNullException.ThrowIfNull(param_group);
        if (param_group.Options is null || param_group.Options.GetType() == typeof(OptimizerOptions))
            param_group.Options = NewOptions(param_group.Options?.LearningRate);
        param_group.Options.Complete(_defaults);
        param_group.Parameters = [.. param_group.Parameters];
        foreach (var parameter in param_group.Parameters)
        {
            var state = NewState(parameter);
            state.Initialize(param_group.Options);
            if (!_states.TryAdd(parameter, state))
                throw new ArgumentException("a parameter is in two groups, or twice in one: give each once");
        }
        _parameter_groups.Add(param_group);
    }

    /// <summary>The live options and states; a later step changes them.</summary>
    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            List<int> places = [];
            foreach (var parameter in group.Parameters)
            {
                places.Add(dictionary.State.Count);
                dictionary.State.Add(_states[parameter]);
            }
            dictionary.Options.Add(group.Options);
            dictionary.StateIndexRef.Add(places);
        }
        return dictionary;
    }

    /// <summary>Takes a copy of options and states.</summary>
    /// <param name="state_dict">Of an optimiser of the same kind over parameters of the same shapes.</param>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        var own = this.state_dict();
        Require("groups", state_dict.Options.Count, own.Options.Count);
        Require("parameters", state_dict.State.Count, own.State.Count);
        for (var group = 0; group < own.Options.Count; group++)
            own.Options[group].LoadStateDict(state_dict.Options[group]);
        for (var place = 0; place < own.State.Count; place++)
            own.State[place].LoadStateDict(state_dict.State[place]);
    }

    /// <summary>Reads options and states from a file.</summary>
    public void load_state_dict(string location)
    {
        if (!File.Exists(location))
            throw new FileNotFoundException($"{location} is not there: nothing was loaded", location);
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <summary>Reads options and states.</summary>
    public void load_state_dict(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var name = reader.ReadString();
        if (name != GetType().Name)
            throw new ArgumentException($"the file holds the state of {name}, this is {GetType().Name}");
        var own = state_dict();
        Require("groups", (int)TensorFile.ReadNumber(reader), own.Options.Count);
        Require("parameters", (int)TensorFile.ReadNumber(reader), own.State.Count);
        foreach (var options in own.Options)
            options.LoadStateDict(reader);
        foreach (var state in own.State)
            state.LoadStateDict(reader);
    }

    /// <summary>Writes options and states to a file.</summary>
    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    /// <summary>Writes options and states: class name, number of groups and of parameters, options, states.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var own = state_dict();
        writer.Write(GetType().Name);
        TensorFile.WriteNumber(writer, own.Options.Count);
        TensorFile.WriteNumber(writer, own.State.Count);
        foreach (var options in own.Options)
            options.SaveStateDict(writer);
        foreach (var state in own.State)
            state.SaveStateDict(writer);
    }

    /// <summary>Moves all states to a device.</summary>
    public void to(torch.Device device)
    {
        foreach (var state in _states.Values)
            state.to(device);
    }

    private protected abstract OptimizerOptions NewOptions(double? learningRate);

    private protected abstract OptimizerState NewState(Parameter parameter);

    /// <summary>Changes parameters whose states are in the same phase.</summary>
    private protected abstract void Update(ParamGroup group, OptimizerBatch batch);

    private protected void Start(OptimizerOptions defaults, IEnumerable<ParamGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        _defaults = defaults;
        foreach (var group in groups)
            add_param_group(group);
        if (_states.Count == 0)
            throw new ArgumentException("the optimizer got no parameters: does the module call RegisterComponents()?");
    }

    /// <summary>Throws unless an option is in its range.</summary>
    private protected static void Require(string option, double value, bool isLegal, string rule)
    {
        if (!isLegal)
            throw new ArgumentException($"{option} {value} is not {rule}");
    }

    private protected override void StepAll()
    {
        foreach (var group in _parameter_groups)
        {
            foreach (var batch in Batches(group))
                Update(group, batch);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var state in _states.Values)
                state.Release();
            _states.Clear();
        }
        base.Dispose(disposing);
    }

    private IEnumerable<OptimizerBatch> Batches(ParamGroup group)
    {
        var phases = new SortedDictionary<long, List<(Parameter, torch.Tensor, OptimizerState)>>();
        foreach (var parameter in group.Parameters)
        {
            if (parameter.IsInvalid || !_states.TryGetValue(parameter, out var state))
                throw new KeyNotFoundException("a parameter was replaced or disposed after the optimizer was made: move the module to its device first, then make the optimizer");
            if (parameter.grad is not { } gradient)
                continue;
            if (!phases.TryGetValue(state.Phase, out var members))
                phases.Add(state.Phase, members = []);
            members.Add((parameter, gradient, state));
        }
        foreach (var members in phases.Values)
        {
            for (var start = 0; start < members.Count;)
            {
                var count = BatchLength(members, start);
                yield return new OptimizerBatch(CollectionsMarshal.AsSpan(members).Slice(start, count));
                start += count;
            }
        }
    }

    private static int BatchLength(List<(Parameter Parameter, torch.Tensor, OptimizerState)> members, int start)
    {
        long bytes = 0;
        for (var place = start; place < members.Count; place++)
        {
            var parameter = members[place].Parameter.Describe();
            bytes += (DeviceType)parameter.DeviceType == DeviceType.CPU ? parameter.Numel * parameter.ItemSize : 0;
            if (place - start == LargestBatch || (bytes > BatchBytesOnCpu && place > start))
                return place - start;
        }
        return members.Count - start;
    }

    private static void Require(string what, int found, int expected)
    {
        if (found != expected)
            throw new ArgumentException($"the saved optimizer has {found} {what}, this one has {expected}: make it over the same parameters first");
    }
}
