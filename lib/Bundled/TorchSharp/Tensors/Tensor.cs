using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A handle to a libtorch tensor. It is released by Dispose, by its scope, or at the latest by the collector.</summary>
    public partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private static long _peakCount;

        private IntPtr _handle;

        internal Tensor(IntPtr handle)
        {
            _handle = handle;
            OwningScope = DisposeScopeManager.Current.Register(this);
            var count = Interlocked.Increment(ref _totalCount);
            if (count > Volatile.Read(ref _peakCount))
                Volatile.Write(ref _peakCount, count);
        }

        ~Tensor() => Free();

        public static long TotalCount => Volatile.Read(ref _totalCount);

        public static long PeakCount => Volatile.Read(ref _peakCount);

        public IntPtr Handle => _handle != IntPtr.Zero ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => _handle == IntPtr.Zero;

        internal DisposeScope? OwningScope { get; set; }

        public void Dispose()
        {
            OwningScope?.MarkAsDisposed(this);
            OwningScope = null;
            Free();
            GC.SuppressFinalize(this);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            if (OwningScope is { } scope)
                DisposeScope.Move(scope.Outer, [this]);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            DisposeScope.Move(other, [this]);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other)
        {
            ArgumentNullException.ThrowIfNull(other);
            DisposeScope.Move(other.OwningScope, [this]);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            DisposeScope.Move(null, [this]);
            return this;
        }

        internal static Tensor Wrap(IntPtr handle)
        {
            return handle == IntPtr.Zero ? throw NativeMethods.Failure() : new Tensor(handle);
        }

        internal static Tensor? WrapOrNull(IntPtr handle)
        {
            return handle == IntPtr.Zero ? null : new Tensor(handle);
        }

        /// <summary>A second handle to the same tensor.</summary>
        public Tensor alias()
        {
            var copy = Wrap(NativeMethods.bt_alias(Handle));
            GC.KeepAlive(this);
            return copy;
        }

        /// <summary>Hands the native tensor over; this object is invalid from then on.</summary>
        internal IntPtr Release()
        {
            var handle = Handle;
            OwningScope?.MarkAsDisposed(this);
            OwningScope = null;
            _handle = IntPtr.Zero;
            Interlocked.Decrement(ref _totalCount);
            GC.SuppressFinalize(this);
            return handle;
        }

        private void Free()
        {
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            if (handle == IntPtr.Zero)
                return;
            Interlocked.Decrement(ref _totalCount);
            NativeMethods.bt_free(handle);
        }
    }
}
