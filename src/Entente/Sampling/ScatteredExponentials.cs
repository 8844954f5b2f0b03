using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Entente.Numerics;

namespace Entente.Sampling;

/// <summary>Scratch: the draws of <see cref="DrawStream.Exponential"/> at addresses that have nothing in common, made some at a time: the same bits.</summary>
public sealed unsafe class ScatteredExponentials
{
    private const int Capacity = 128;

    private readonly long[] _keys = GC.AllocateArray<long>(Capacity, pinned: true);
    private readonly long[] _lows = GC.AllocateArray<long>(Capacity, pinned: true);
    private readonly long[] _highs = GC.AllocateArray<long>(Capacity, pinned: true);
    private readonly long[] _isSecond = GC.AllocateArray<long>(Capacity, pinned: true);
    private readonly nint[] _to = new nint[Capacity];
    private readonly double[] _draws = GC.AllocateArray<double>(Capacity, pinned: true);
    private int _count;

    /// <summary>Asks for a draw; it is there after the next <see cref="Flush"/> at the latest.</summary>
    /// <param name="to">Where it goes; must stay where it is until then.</param>
    /// <inheritdoc cref="DrawStream.Uniform" path="/param"/>
    public void Add(DrawStream stream, long trial, int step, ulong entity, double* to)
    {
        if (_count == Capacity)
        {
            Flush();
        }

        var (block, isSecond) = DrawStream.Place(trial, step);
        _keys[_count] = (long)stream.Key;
        _lows[_count] = (long)block;
        _highs[_count] = (long)entity;
        _isSecond[_count] = isSecond ? -1 : 0;
        _to[_count++] = (nint)to;
    }

    /// <summary>Makes all draws that were asked for.</summary>
    public void Flush()
    {
        // What stands behind the last is drawn too, and goes nowhere.
        if (Vector512.IsHardwareAccelerated)
        {
            ByEight();
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            ByFour();
        }
        else
        {
            for (var k = 0; k < _count; k++)
            {
                Draw<Lane1>(k);
            }
        }

        for (var k = 0; k < _count; k++)
        {
            *(double*)_to[k] = _draws[k];
        }

        _count = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ByEight()
    {
        for (var k = 0; k < _count; k += 8)
        {
            Draw<Lanes8>(k);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ByFour()
    {
        for (var k = 0; k < _count; k += 4)
        {
            Draw<Lanes4>(k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Draw<V>(int k)
        where V : unmanaged, ILanes<V>
    {
        var low = Load<V>(_lows, k);
        var high = Load<V>(_highs, k);
        Philox.Blocks(Load<V>(_keys, k), ref low, ref high);
        var uniform = UnitInterval.FromBits(V.Select(Load<V>(_isSecond, k), high, low));
        *(V*)Unsafe.AsPointer(ref _draws[k]) = -LaneMath.LogOfNormal(uniform);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load<V>(long[] words, int k)
        where V : unmanaged, ILanes<V> => *(V*)Unsafe.AsPointer(ref words[k]);
}
