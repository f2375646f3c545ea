using System.Runtime.CompilerServices;

namespace FusedAttention.Cpu;

/// <summary>Attention inside blocks of pixels, for one head and as many blocks as a register holds: lanes run along the blocks.</summary>
/// <remarks>
/// y_p = Σ_r softmax_r(q_p·k_r) v_r over the pixels r of the block. Backwards, with P the weights and dO the gradient that arrives:
/// dP = dO·V, dS = P (dP − Σ P dP), dQ = Σ_r dS K, dK = Σ_p dS Q, dV = Σ_p P dO. All maps are [pixel][channel] vectors.
/// </remarks>
internal static unsafe class BlockPass<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>Output of all pixels.</summary>
    /// <param name="query">Multiplied by log₂ e.</param>
    /// <param name="key">Keys.</param>
    /// <param name="value">Values.</param>
    /// <param name="output">Where the result goes.</param>
    /// <param name="weights">Room for a vector for each pixel of the block.</param>
    /// <param name="pixels">Pixels of a block.</param>
    /// <param name="channels">Channels of a head.</param>
    public static void Forward(float* query, float* key, float* value, float* output, float* weights, int pixels, int channels)
    {
        nint pixel = channels * TLanes.Count;
        for (var index = 0; index < pixels; index++)
        {
            Weigh(query + (index * pixel), key, weights, pixels, channels);
            Combine(weights, TLanes.Count, value, pixels, output + (index * pixel), channels);
        }
    }

    /// <summary>Gradients of query, key and value.</summary>
    public static void Backward(BlockMemory memory, int pixels, int channels)
    {
        nint pixel = channels * TLanes.Count;
        nint line = pixels * TLanes.Count;
        for (var index = 0; index < pixels; index++)
        {
            var (weights, gradients) = (index * line, index * line);
            Weigh(memory.Query + (index * pixel), memory.Key, memory.Weights + weights, pixels, channels);
            Dots(memory.OutputGradient + (index * pixel), memory.Value, memory.Gradients + gradients, pixels, channels);
            SoftmaxBackward(memory.Weights + weights, memory.Gradients + gradients, pixels);
            Combine(memory.Gradients + gradients, TLanes.Count, memory.Key, pixels, memory.QueryGradient + (index * pixel), channels);
        }
        for (nint index = 0; index < pixels; index++)
        {
            Combine(memory.Gradients + (index * TLanes.Count), line, memory.Query, pixels, memory.KeyGradient + (index * pixel), channels);
            Combine(memory.Weights + (index * TLanes.Count), line, memory.OutputGradient, pixels, memory.ValueGradient + (index * pixel), channels);
        }
    }

    // Softmax of the products of one query with all keys.
    private static void Weigh(float* query, float* key, float* weights, int pixels, int channels)
    {
        Dots(query, key, weights, pixels, channels);
        Softmax(weights, pixels);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax(float* weights, int count)
    {
        var largest = TLanes.Load(weights);
        for (var index = 1; index < count; index++)
            largest = TLanes.Max(largest, TLanes.Load(weights + (index * TLanes.Count)));
        var sum = TLanes.Broadcast(0);
        for (var index = 0; index < count; index++)
        {
            var weight = Exponential<TLanes, TVector>.PowerOf2(TLanes.Subtract(TLanes.Load(weights + (index * TLanes.Count)), largest));
            sum = TLanes.Add(sum, weight);
            TLanes.Store(weights + (index * TLanes.Count), weight);
        }
        var factor = TLanes.Divide(TLanes.Broadcast(1), sum);
        for (var index = 0; index < count; index++)
            TLanes.Store(weights + (index * TLanes.Count), TLanes.Multiply(TLanes.Load(weights + (index * TLanes.Count)), factor));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SoftmaxBackward(float* weights, float* gradients, int count)
    {
        var mean = TLanes.Broadcast(0);
        for (var index = 0; index < count; index++)
            mean = TLanes.MultiplyAdd(TLanes.Load(weights + (index * TLanes.Count)), TLanes.Load(gradients + (index * TLanes.Count)), mean);
        for (var index = 0; index < count; index++)
        {
            var gradient = TLanes.Subtract(TLanes.Load(gradients + (index * TLanes.Count)), mean);
            TLanes.Store(gradients + (index * TLanes.Count), TLanes.Multiply(TLanes.Load(weights + (index * TLanes.Count)), gradient));
        }
    }

    // sum[i] = Σ_channel one[channel] · many[i][channel], four at a time: each load of one serves four products.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots(float* one, float* many, float* sums, int count, int channels)
    {
        nint pitch = channels * TLanes.Count;
        nint end = pitch;
        var index = 0;
        for (; index + 4 <= count; index += 4, many += 4 * pitch, sums += 4 * TLanes.Count)
        {
            TVector a = TLanes.Broadcast(0), b = a, c = a, d = a;
            for (nint place = 0; place < end; place += TLanes.Count)
            {
                var seen = TLanes.Load(one + place);
                a = TLanes.MultiplyAdd(seen, TLanes.Load(many + place), a);
                b = TLanes.MultiplyAdd(seen, TLanes.Load(many + pitch + place), b);
                c = TLanes.MultiplyAdd(seen, TLanes.Load(many + (2 * pitch) + place), c);
                d = TLanes.MultiplyAdd(seen, TLanes.Load(many + (3 * pitch) + place), d);
            }
            TLanes.Store(sums, a);
            TLanes.Store(sums + TLanes.Count, b);
            TLanes.Store(sums + (2 * TLanes.Count), c);
            TLanes.Store(sums + (3 * TLanes.Count), d);
        }
        for (; index < count; index++, many += pitch, sums += TLanes.Count)
        {
            var sum = TLanes.Broadcast(0);
            for (nint place = 0; place < end; place += TLanes.Count)
                sum = TLanes.MultiplyAdd(TLanes.Load(one + place), TLanes.Load(many + place), sum);
            TLanes.Store(sums, sum);
        }
    }

    // result[channel] = Σ_i weight[i] · many[i][channel], four channels at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine(float* weight, nint weightStep, float* many, int count, float* result, int channels)
    {
        nint pitch = channels * TLanes.Count;
        var channel = 0;
        for (; channel + 4 <= channels; channel += 4, many += 4 * TLanes.Count, result += 4 * TLanes.Count)
        {
            TVector a = TLanes.Broadcast(0), b = a, c = a, d = a;
            var (factor, seen) = ((nint)weight, (nint)many);
            for (var left = count; left > 0; left--, factor += weightStep * sizeof(float), seen += pitch * sizeof(float))
            {
                var times = TLanes.Load((float*)factor);
                a = TLanes.MultiplyAdd(times, TLanes.Load((float*)seen), a);
                b = TLanes.MultiplyAdd(times, TLanes.Load((float*)seen + TLanes.Count), b);
                c = TLanes.MultiplyAdd(times, TLanes.Load((float*)seen + (2 * TLanes.Count)), c);
                d = TLanes.MultiplyAdd(times, TLanes.Load((float*)seen + (3 * TLanes.Count)), d);
            }
            TLanes.Store(result, a);
            TLanes.Store(result + TLanes.Count, b);
            TLanes.Store(result + (2 * TLanes.Count), c);
            TLanes.Store(result + (3 * TLanes.Count), d);
        }
        for (; channel < channels; channel++, many += TLanes.Count, result += TLanes.Count)
        {
            var sum = TLanes.Broadcast(0);
            for (nint index = 0; index < count; index++)
                sum = TLanes.MultiplyAdd(TLanes.Load(weight + (index * weightStep)), TLanes.Load(many + (index * pitch)), sum);
            TLanes.Store(result, sum);
        }
    }
}
