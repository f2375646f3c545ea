using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator IndexGet = Operator.Find("index", "Tensor");
        private static readonly Operator IndexPut = Operator.Find("index_put_");

        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Assign(this[i1], value);
        }

        public Tensor this[long i1, long i2]
        {
            get => Selected(i1, i2);
            set => Assign(Selected(i1, i2), value);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => Selected(i1, i2, i3);
            set => Assign(Selected(i1, i2, i3), value);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Selected(i1, i2, i3, i4);
            set => Assign(Selected(i1, i2, i3, i4), value);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => Selected(i1, i2, i3, i4, i5);
            set => Assign(Selected(i1, i2, i3, i4, i5), value);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => Selected(i1, i2, i3, i4, i5, i6);
            set => Assign(Selected(i1, i2, i3, i4, i5, i6), value);
        }

        public Tensor this[params long[] indices]
        {
            get => Selected(indices);
            set => Assign(Selected(indices), value);
        }

        public Tensor this[params TensorIndex[] indices]
        {
            get
            {
                if (!Gathers(indices))
                {
                    var place = Indexed(indices).View;
                    return ReferenceEquals(place, this) ? alias() : place;
                }
                using var scope = NewDisposeScope();
                var (view, tensors) = Indexed(indices);
                return IndexGet.Call(view, Argument.Optional(tensors!)).MoveToOuterDisposeScope();
            }

            set
            {
                using var scope = NewDisposeScope();
                var (view, tensors) = Indexed(indices);
                if (tensors is null)
                    Assign(view, value);
                else
                    IndexPut.CallInPlace(view, Argument.Optional(tensors), value.to(dtype), false);
            }
        }

        public Tensor this[params Tensor[] indices]
        {
            get => this[Array.ConvertAll(indices, TensorIndex.Tensor)];
            set => this[Array.ConvertAll(indices, TensorIndex.Tensor)] = value;
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            this[indices] = value;
            return this;
        }

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            using var scope = NewDisposeScope();
            var (view, tensors) = Indexed(indices);
            if (tensors is null)
                Assign(view, accumulate ? view + value : value);
            else
                IndexPut.CallInPlace(view, Argument.Optional(tensors), value.to(dtype), accumulate);
            return this;
        }

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false)
        {
            return index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor), accumulate);
        }

        private static bool Gathers(TensorIndex[] indices)
        {
            ArgumentNullException.ThrowIfNull(indices);
            return Array.Exists(indices, index => index.Kind is TensorIndex.IndexKind.Bool or TensorIndex.IndexKind.Tensor);
        }

        // Integers, slices and new axes: one view after the other, each but the last disposed at once. Index tensors are left for one
        // gathering at the end; without any, there is no list of them.
        private (Tensor View, Tensor?[]? Tensors) Indexed(TensorIndex[] indices)
        {
            var tensors = Gathers(indices) ? new List<Tensor?>() : null;
            var view = this;
            long axis = 0;
            foreach (var index in indices)
            {
                var next = view;
                switch (index.Kind)
                {
                    case TensorIndex.IndexKind.Single:
                        next = view.select(axis, index.Start!.Value);
                        break;
                    case TensorIndex.IndexKind.Slice:
                        next = Sliced(view, axis++, index, indices.Length);
                        tensors?.Add(null);
                        break;
                    case TensorIndex.IndexKind.None:
                        next = view.unsqueeze(axis++);
                        tensors?.Add(null);
                        break;
                    case TensorIndex.IndexKind.Ellipsis:
                        var skipped = Math.Max(0, dim() - indices.Sum(Consumes));
                        tensors?.AddRange(new Tensor?[skipped]);
                        axis += skipped;
                        break;
                    case TensorIndex.IndexKind.Bool:
                        next = view.unsqueeze(axis++);
                        tensors!.Add(tensor(index.Start != 0).unsqueeze(0));
                        break;
                    default:
                        tensors!.Add(index.Index);
                        axis += Consumes(index);
                        break;
                }
                if (!ReferenceEquals(next, view) && !ReferenceEquals(view, this))
                    view.Dispose();
                view = next;
            }
            return (view, tensors?.ToArray());
        }

        private static long Consumes(TensorIndex index)
        {
            return index.Kind switch
            {
                TensorIndex.IndexKind.Single or TensorIndex.IndexKind.Slice => 1,
                TensorIndex.IndexKind.Tensor => index.Index!.dtype is ScalarType.Bool ? index.Index.dim() : 1,
                _ => 0,
            };
        }

        // A whole dimension needs no view of its own, but must be there.
        private Tensor Sliced(Tensor view, long axis, TensorIndex index, int count)
        {
            if (!index.IsWhole)
                return SliceTensorOp.Call(view, axis, index.Start, index.Stop, index.Step ?? 1);
            return axis < view.dim()
                ? view
                : throw new IndexOutOfRangeException($"{count} indices are too many for a tensor of shape [{string.Join(", ", shape)}]");
        }

        private Tensor Selected(params ReadOnlySpan<long> indices)
        {
            var view = this;
            foreach (var index in indices)
            {
                var next = view.select(0, index);
                if (!ReferenceEquals(view, this))
                    view.Dispose();
                view = next;
            }
            return ReferenceEquals(view, this) ? alias() : view;
        }

        private static void Assign(Tensor place, Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            place.copy_(value);
        }
    }
}
