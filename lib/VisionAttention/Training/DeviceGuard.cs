using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VisionAttention.Training;

/// <summary>Says which part of a model lies on another device than its input, or computes there; dispose it to let go of the model.</summary>
/// <remarks>
/// libtorch reports such a mix late, without a name, and some of its operators not at all. While the guard is attached, every
/// <c>call</c> of a module compares the devices of its inputs, parameters, buffers and output, and throws one line that names the module. Numbers
/// are not touched. Attach it where a model fails on a GPU, or in a test, where a part on libtorch's meta device shows the fault without a GPU.
/// Of the model itself everything below it is compared, so attach one guard to each part of a model that is spread over devices on purpose.
/// A module of other than one to three tensors is compared as a part only, and a call of <c>forward</c> itself passes the guard by.
/// </remarks>
public sealed class DeviceGuard : IDisposable
{
    private readonly List<Action> _removals = [];

    private DeviceGuard()
    {
    }

    /// <summary>Starts to compare, at every call of the model or of a module in it.</summary>
    /// <param name="model">The model or layer; it may be moved while the guard is attached.</param>
    public static DeviceGuard Attach(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var guard = new DeviceGuard();
        guard.Watch(new Part(model, Path: "", model.GetType().Name, IsWhole: true));
        foreach (var (path, module) in model.named_modules())
            guard.Watch(new Part(module, path, model.GetType().Name, IsWhole: false));
        return guard;
    }

    /// <summary>Removes the hooks.</summary>
    public void Dispose()
    {
        foreach (var remove in _removals)
            remove();
        _removals.Clear();
    }

    private void Watch(Part part)
    {
        switch (part.Module)
        {
            case Module<Tensor, Tensor> module:
                _removals.Add(module.register_forward_pre_hook((_, input) => { part.CheckBefore(input); return input; }).remove);
                _removals.Add(module.register_forward_hook((_, input, output) => part.Checked(output, input)).remove);
                break;
            case Module<Tensor, Tensor, Tensor> module:
                _removals.Add(module.register_forward_pre_hook((_, first, second) => { part.CheckBefore(first, second); return null; }).remove);
                _removals.Add(module.register_forward_hook((_, first, _, output) => part.Checked(output, first)).remove);
                break;
            case Module<Tensor, Tensor, Tensor, Tensor> module:
                _removals.Add(module.register_forward_pre_hook((_, first, second, third) => { part.CheckBefore(first, second, third); return null; }).remove);
                _removals.Add(module.register_forward_hook((_, first, _, _, output) => part.Checked(output, first)).remove);
                break;
        }
    }

    /// <summary>A module, and where it lies in the model.</summary>
    private sealed record Part(Module Module, string Path, string Model, bool IsWhole)
    {
        public void CheckBefore(params Tensor?[] inputs)
        {
            var home = inputs[0]!.device.ToString();
            for (var index = 1; index < inputs.Length; index++)
            {
                if (inputs[index]?.device.ToString() is { } place && place != home)
                    throw Problem(Path, $"input {index + 1} is on {place}, input 1 on {home}. Fix: move one to the other's device with .to(device)");
            }
            // What is below another module is compared when that is called; but a module may use what is below without a call.
            foreach (var (name, parameter) in Module.named_parameters(recurse: IsWhole))
                Check("parameter", name, parameter, home);
            foreach (var (name, buffer) in Module.named_buffers(recurse: IsWhole))
                Check("buffer", name, buffer, home);
        }

        public Tensor Checked(Tensor output, Tensor input)
        {
            var (place, home) = (output.device.ToString(), input.device.ToString());
            return place == home ? output
                : throw Problem(Path, $"its output is on {place}, its input on {home}. Fix: where its forward makes a tensor, name the device: device: input.device");
        }

        private void Check(string kind, string name, Tensor tensor, string home)
        {
            var place = tensor.device.ToString();
            if (place == home)
                return;
            var dot = name.LastIndexOf('.');
            var path = dot < 0 ? Path : name[..dot];
            throw Problem(path, $"{kind} {name[(dot + 1)..]} is on {place}, the input of {(Path.Length == 0 ? Model : Path)} on {home}. Fix: move the whole model and its input to one device with .to(device)");
        }

        private InvalidOperationException Problem(string path, string what) => new($"{(path.Length == 0 ? Model : path)}: {what}");
    }
}
