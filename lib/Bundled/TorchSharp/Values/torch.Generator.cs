using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Generator manual_seed(long seed) => random.manual_seed(seed);
    public static long seed() => random.seed();
    public static long initial_seed() => random.initial_seed();
    public static Tensor get_rng_state() => random.get_rng_state();
    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static partial class random
    {
        public static Generator manual_seed(long seed)
        {
            if (NativeMethods.bt_manual_seed(seed) < 0)
                throw NativeMethods.Failure();
            return Generator.Default;
        }

        public static long seed() => Generator.Default.seed();
        public static long initial_seed() => Generator.Default.initial_seed();
        public static Tensor get_rng_state() => Generator.Default.get_state();
        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    public class Generator : IDisposable
    {
        private IntPtr _handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            if (device is not null && device.type != DeviceType.CPU)
                throw new ArgumentException($"a generator on {device} is not supported: draw on the CPU and move the result");
            this.device = CPU;
            _handle = NativeMethods.bt_generator((long)seed);
            if (_handle == IntPtr.Zero)
                throw NativeMethods.Failure();
        }

        private Generator(IntPtr handle)
        {
            device = CPU;
            _handle = handle;
        }

        ~Generator() => Dispose(false);

        public static Generator Default => new(NativeMethods.bt_default_generator());

        public Device device { get; }

        public IntPtr Handle => _handle != IntPtr.Zero ? _handle : throw new ObjectDisposedException(nameof(Generator));

        public Generator manual_seed(long seed)
        {
            if (NativeMethods.bt_generator_seed(Handle, seed) < 0)
                throw NativeMethods.Failure();
            return this;
        }

        public long seed()
        {
            var fresh = Random.Shared.NextInt64();
            manual_seed(fresh);
            return fresh;
        }

        public long initial_seed() => NativeMethods.bt_generator_initial_seed(Handle);

        public Tensor get_state() => Tensor.Wrap(NativeMethods.bt_generator_state(Handle));

        public void set_state(Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            using var borrowed = new Borrowed(value);
            if (NativeMethods.bt_generator_set_state(Handle, borrowed.Handle) < 0)
                throw NativeMethods.Failure();
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            if (handle != IntPtr.Zero)
                NativeMethods.bt_generator_free(handle);
        }
    }
}
