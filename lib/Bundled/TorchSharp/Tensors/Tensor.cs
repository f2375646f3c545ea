using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A handle to a libtorch tensor. It is released by Dispose, by its scope, or at the latest by the collector.</summary>
    public partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private static long _peakCount;

        private readonly long _deviceBytes;
        private readonly IntPtr _handle;
        private int _uses = 1; // one for this object until it is disposed, one for each call that runs with it
        private int _disposed;

        /// <param name="handle">The native tensor, owned from now on.</param>
        /// <param name="deviceBytes">The memory that goes when it goes, where that is not the CPU's.</param>
        internal Tensor(IntPtr handle, long deviceBytes = 0)
        {
            _handle = handle;
            _deviceBytes = deviceBytes;
            NativeBytes.Added(deviceBytes);
            DisposeScopeManager.Current.Register(this);
            var count = Interlocked.Increment(ref _totalCount);
            if (count > Volatile.Read(ref _peakCount))
                Volatile.Write(ref _peakCount, count);
        }

        /// <summary>Takes another object's native tensor over; that object is invalid from then on.</summary>
        internal Tensor(Tensor source) : this(source.Release(), source._deviceBytes)
        {
        }

        ~Tensor() => Dispose(false);

        public static long TotalCount => Volatile.Read(ref _totalCount);

        public static long PeakCount => Volatile.Read(ref _peakCount);

        public IntPtr Handle => IsInvalid ? throw Invalid() : _handle;

        public bool IsInvalid => Volatile.Read(ref _disposed) != 0;

        internal DisposeScope? OwningScope { get; set; }

        internal int PlaceInScope { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (disposing && !IsInvalid)
            {
                DisposeScopeManager.Statistics.TensorStatistics.Disposed(OwningScope is not null);
                OwningScope?.MarkAsDisposed(this);
            }
            Free();
        }

        // The scope that ends takes no note of each of its tensors leaving it.
        internal void DisposeWithScope()
        {
            OwningScope = null;
            if (!IsInvalid)
                DisposeScopeManager.Statistics.TensorStatistics.Disposed(inScope: true);
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
            using var borrowed = new Borrowed(this);
            return Wrap(NativeMethods.bt_alias(borrowed.Handle));
        }

        /// <summary>Hands the native tensor over; this object is invalid from then on.</summary>
        internal IntPtr Release()
        {
            var handle = Handle;
            if (Interlocked.Exchange(ref _disposed, 1) != 0)
                throw Invalid();
            OwningScope?.MarkAsDisposed(this);
            NativeBytes.Removed(_deviceBytes);
            Interlocked.Decrement(ref _totalCount);
            GC.SuppressFinalize(this);
            return handle;
        }

        /// <summary>The native tensor, which stays until <see cref="EndUse"/> even where another thread disposes this object.</summary>
        internal IntPtr BeginUse()
        {
            var uses = Volatile.Read(ref _uses);
            while (uses > 0 && !IsInvalid)
            {
                var before = Interlocked.CompareExchange(ref _uses, uses + 1, uses);
                if (before == uses)
                    return _handle;
                uses = before;
            }
            throw Invalid();
        }

        internal void EndUse()
        {
            if (Interlocked.Decrement(ref _uses) == 0)
                FreeNow();
        }

        private static InvalidOperationException Invalid() => new("Tensor invalid -- empty handle.");

        private void Free()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                EndUse();
        }

        private void FreeNow()
        {
            Interlocked.Decrement(ref _totalCount);
            NativeBytes.Removed(_deviceBytes);
            NativeMethods.bt_free(_handle);
        }
    }
}
