using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (name, parameter) in named_parameters())
                    destination.TryAdd(start + name, parameter);
                foreach (var (name, buffer) in named_buffers())
                    destination.TryAdd(start + name, buffer);
                foreach (var (name, child) in named_children())
                    child.state_dict(destination, start + name);
                return destination;
            }

            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                ArgumentNullException.ThrowIfNull(source);
                var own = state_dict();
                var missing = own.Keys.Where(key => !source.ContainsKey(key) && skip?.Contains(key) != true).ToList();
                var unexpected = source.Keys.Where(key => !own.ContainsKey(key) && skip?.Contains(key) != true).ToList();
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                    throw new InvalidOperationException($"the state does not fit {GetName()}: missing {string.Join(", ", missing)}; unexpected {string.Join(", ", unexpected)}");
                using var off = no_grad();
                foreach (var (key, target) in own)
                {
                    if (source.TryGetValue(key, out var value) && skip?.Contains(key) != true)
                        target.copy_(value);
                }
                return (missing, unexpected);
            }

            public Module save(string location, IList<string>? skip = null)
            {
                using var stream = File.Create(location);
                return save(stream, skip);
            }

            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream);
                return save(writer, skip);
            }

            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                ArgumentNullException.ThrowIfNull(writer);
                ArgumentNullException.ThrowIfNull(sd);
                var kept = sd.Where(entry => skip?.Contains(entry.Key) != true).ToList();
                TensorFile.WriteNumber(writer, kept.Count);
                foreach (var (key, tensor) in kept)
                {
                    writer.Write(key);
                    TensorFile.Write(writer, tensor);
                }
            }

            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                if (!File.Exists(location))
                    throw new FileNotFoundException($"{location} is not there: nothing was loaded", location);
                using var stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            public Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream);
                return load(reader, strict, skip, loadedParameters);
            }

            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                ArgumentNullException.ThrowIfNull(reader);
                var own = state_dict();
                var entries = TensorFile.ReadNumber(reader);
                var expected = own.Keys.Count(key => skip?.Contains(key) != true);
                if (strict && entries != expected)
                    throw new ArgumentException($"the file has {entries} tensors, {GetName()} has {expected}");
                using var off = no_grad();
                for (long entry = 0; entry < entries; entry++)
                {
                    var key = reader.ReadString();
                    var known = own.TryGetValue(key, out var target);
                    if (!known && strict && skip?.Contains(key) != true)
                        throw new ArgumentException($"the file has a tensor {key}, {GetName()} has none of that name");
                    using var value = TensorFile.Read(reader);
                    if (!known || skip?.Contains(key) == true)
                        continue;
                    if (value.dtype != target!.dtype || !value.shape.AsSpan().SequenceEqual(target.shape))
                        throw new ArgumentException($"{key} is {value} in the file, {target} in {GetName()}");
                    target.copy_(value);
                    loadedParameters?[key] = true;
                }
                return this;
            }
        }
    }
}
