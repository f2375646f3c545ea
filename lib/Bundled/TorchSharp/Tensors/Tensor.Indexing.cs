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
                ArgumentNullException.ThrowIfNull(indices);
                if (!Array.Exists(indices, index => index.Kind is TensorIndex.IndexKind.Bool or TensorIndex.IndexKind.Tensor))
                    return View(indices);
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

        // Integers, slices, new axes and an ellipsis: one view after the other, each but the last disposed at once.
        private Tensor View(TensorIndex[] indices)
        {
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
                    case TensorIndex.IndexKind.None:
                        next = view.unsqueeze(axis++);
                        break;
                    case TensorIndex.IndexKind.Ellipsis:
                        axis += Math.Max(0, dim() - indices.Sum(Consumes));
                        break;
                    default:
                        if (!index.IsWhole)
                            next = SliceTensorOp.Call(view, axis, index.Start, index.Stop, index.Step ?? 1);
                        else if (axis >= view.dim())
                            throw new IndexOutOfRangeException($"{indices.Length} indices are too many for a tensor of shape [{string.Join(", ", shape)}]");
                        axis++;
                        break;
                }
                if (!ReferenceEquals(next, view) && !ReferenceEquals(view, this))
                    view.Dispose();
                view = next;
            }
            return ReferenceEquals(view, this) ? alias() : view;
        }

        // Integers and slices make a view step by step; index tensors are left for one gathering at the end.
        private (Tensor View, Tensor?[]? Tensors) Indexed(TensorIndex[] indices)
        {
            ArgumentNullException.ThrowIfNull(indices);
            var view = this;
            var tensors = new List<Tensor?>();
            var gathers = false;
            long axis = 0;
            var skipped = dim() - indices.Sum(Consumes);
            foreach (var index in indices)
            {
                switch (index.Kind)
                {
                    case TensorIndex.IndexKind.Single:
                        view = view.select(axis, index.Start!.Value);
                        break;
                    case TensorIndex.IndexKind.Slice:
                        view = SliceTensorOf(view, axis++, index);
                        tensors.Add(null);
                        break;
                    case TensorIndex.IndexKind.None:
                        view = view.unsqueeze(axis++);
                        tensors.Add(null);
                        break;
                    case TensorIndex.IndexKind.Ellipsis:
                        for (long step = 0; step < skipped; step++)
                            tensors.Add(null);
                        axis += skipped;
                        break;
                    case TensorIndex.IndexKind.Bool:
                        view = view.unsqueeze(axis++);
                        tensors.Add(tensor(index.Start != 0).unsqueeze(0));
                        gathers = true;
                        break;
                    default:
                        tensors.Add(index.Index);
                        axis += Consumes(index);
                        gathers = true;
                        break;
                }
            }
            return (view, gathers ? [.. tensors] : null);
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

        private static Tensor SliceTensorOf(Tensor view, long axis, TensorIndex index)
        {
            return index.IsWhole
                ? view.alias()
                : SliceTensorOp.Call(view, axis, index.Start, index.Stop, index.Step ?? 1);
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
