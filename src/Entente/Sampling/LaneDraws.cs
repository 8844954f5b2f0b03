using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Entente.Numerics;

namespace Entente.Sampling;

/// <summary>The draws of <see cref="DrawStream"/> for many trials and entities at once: the same bits, several times as fast.</summary>
/// <remarks>
/// The destination has the shape [count][lanes]: for each entity the draws of the trials from <c>firstTrial</c> on.
/// Trials begin at a multiple of 8 and are a multiple of 8, since eight of them share four blocks. No width of vector
/// changes a bit.
/// </remarks>
public static unsafe class LaneDraws
{
    // Eights whose bits wait in the nearest cache for becoming draws.
    private const int Portion = 128;

    private const MethodImplOptions Kernel = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    /// <summary>Fills with <see cref="DrawStream.Uniform"/>.</summary>
    /// <param name="key">The key of the stream.</param>
    /// <param name="firstTrial">A multiple of 8, at least 0.</param>
    /// <param name="step">In [0, 2^24).</param>
    /// <param name="entities">The entities' hashes. Shape [count].</param>
    /// <param name="count">How many entities; none does nothing.</param>
    /// <param name="destination">Shape [count][lanes].</param>
    /// <param name="lanes">How many trials: a positive multiple of 8.</param>
    /// <exception cref="ArgumentOutOfRangeException">Trials or step are out of range, or trials are not in eights.</exception>
    public static void Uniforms(ulong key, long firstTrial, int step, ulong* entities, int count, double* destination, int lanes) =>
        Fill<UniformDraw>(key, firstTrial, step, entities, count, destination, lanes);

    /// <summary>Fills with the draws of one entity.</summary>
    /// <inheritdoc cref="Uniforms(ulong, long, int, ulong*, int, double*, int)"/>
    public static void Uniforms(ulong key, long firstTrial, int step, ulong entity, double* destination, int lanes) =>
        Fill<UniformDraw>(key, firstTrial, step, &entity, 1, destination, lanes);

    /// <summary>Fills with <see cref="DrawStream.Normal"/>.</summary>
    /// <inheritdoc cref="Uniforms(ulong, long, int, ulong*, int, double*, int)"/>
    public static void Normals(ulong key, long firstTrial, int step, ulong* entities, int count, double* destination, int lanes) =>
        Fill<NormalDraw>(key, firstTrial, step, entities, count, destination, lanes);

    /// <summary>Fills with the normal draws of one entity.</summary>
    /// <inheritdoc cref="Uniforms(ulong, long, int, ulong*, int, double*, int)"/>
    public static void Normals(ulong key, long firstTrial, int step, ulong entity, double* destination, int lanes) =>
        Fill<NormalDraw>(key, firstTrial, step, &entity, 1, destination, lanes);

    /// <summary>Fills with <see cref="DrawStream.Exponential"/>.</summary>
    /// <inheritdoc cref="Uniforms(ulong, long, int, ulong*, int, double*, int)"/>
    public static void Exponentials(ulong key, long firstTrial, int step, ulong* entities, int count, double* destination, int lanes) =>
        Fill<ExponentialDraw>(key, firstTrial, step, entities, count, destination, lanes);

    /// <summary>Fills with the exponential draws of one entity.</summary>
    /// <inheritdoc cref="Uniforms(ulong, long, int, ulong*, int, double*, int)"/>
    public static void Exponentials(ulong key, long firstTrial, int step, ulong entity, double* destination, int lanes) =>
        Fill<ExponentialDraw>(key, firstTrial, step, &entity, 1, destination, lanes);

    private static void Fill<D>(ulong key, long firstTrial, int step, ulong* entities, int count, double* destination, int lanes)
        where D : struct, IDraw
    {
        if (firstTrial < 0 || (firstTrial & 7) != 0 || firstTrial >= DrawStream.TrialLimit)
            throw new ArgumentOutOfRangeException(nameof(firstTrial), firstTrial, "the first trial is a multiple of 8 in [0, 2^40)");
        if (lanes <= 0 || (lanes & 7) != 0 || firstTrial + lanes > DrawStream.TrialLimit)
            throw new ArgumentOutOfRangeException(nameof(lanes), lanes, "the trials are a positive multiple of 8, and end by 2^40");
        if ((uint)step >= DrawStream.StepLimit) throw new ArgumentOutOfRangeException(nameof(step), step, "a step is in [0, 2^24)");
        if (count <= 0) return;

        var eights = new Eights(firstTrial, step, entities, count, destination, lanes);
        if (Vector512.IsHardwareAccelerated) FillByEight<D>(key, eights);
        else if (Vector256.IsHardwareAccelerated) FillByFour<D>(key, eights);
        else FillByOne<D>(key, eights);
    }

    internal static void FillByEight<D>(ulong key, Eights eights)
        where D : struct, IDraw
    {
        var schedule = stackalloc long[Philox.ScheduleLength];
        Philox.Schedule(key, schedule);
        while (eights.Left > 0)
        {
            var to = eights.Next.To;
            var n = (int)Math.Min(eights.Left, Portion);
            BitsByEight(schedule, ref eights, n);
            TransformByEight<D>(to, n);
        }
    }

    internal static void FillByFour<D>(ulong key, Eights eights)
        where D : struct, IDraw
    {
        var schedule = stackalloc long[Philox.ScheduleLength];
        Philox.Schedule(key, schedule);
        while (eights.Left > 0)
        {
            var to = eights.Next.To;
            var n = (int)Math.Min(eights.Left, Portion);
            BitsByFour(schedule, ref eights, n);
            TransformByFour<D>(to, n);
        }
    }

    internal static void FillByOne<D>(ulong key, Eights eights)
        where D : struct, IDraw
    {
        for (; eights.Left > 0; eights.Advance())
        {
            for (var i = 0; i < 4; i++)
            {
                var (low, high) = Philox.Block(key, (ulong)(eights.Next.Counter + i), (ulong)eights.Next.Entity);
                var (first, second) = D.Of(Lane1.OfBits((long)low), Lane1.OfBits((long)high));
                eights.Next.To[i] = first.Value;
                eights.Next.To[i + 4] = second.Value;
            }
        }
    }

    /// <summary>The bits of n eights, two vectors at a time, each with the blocks of two eights.</summary>
    [MethodImpl(Kernel)]
    private static void BitsByEight(long* schedule, ref Eights from, int n)
    {
        var eights = from;
        var offsets = Vector512.Create(0L, 1, 2, 3, 0, 1, 2, 3);
        for (; n > 0; n -= 4)
        {
            // Where fewer than four are left, the last is done again.
            var a = eights.Next;
            if (n > 1) eights.Advance();
            var b = eights.Next;
            if (n > 2) eights.Advance();
            var c = eights.Next;
            if (n > 3) eights.Advance();
            var d = eights.Next;
            eights.Advance();
            var low = new Lanes8((Both(a.Counter, b.Counter) + offsets).AsDouble());
            var high = new Lanes8(Both(a.Entity, b.Entity).AsDouble());
            var otherLow = new Lanes8((Both(c.Counter, d.Counter) + offsets).AsDouble());
            var otherHigh = new Lanes8(Both(c.Entity, d.Entity).AsDouble());
            Philox.Blocks(schedule, ref low, ref high, ref otherLow, ref otherHigh);
            Store(low, high, a.To, b.To);
            Store(otherLow, otherHigh, c.To, d.To);
        }

        from = eights;
    }

    /// <summary>The bits of n eights, two vectors at a time, each with the blocks of one eight.</summary>
    [MethodImpl(Kernel)]
    private static void BitsByFour(long* schedule, ref Eights from, int n)
    {
        var eights = from;
        var offsets = Vector256.Create(0L, 1, 2, 3);
        for (; n > 0; n -= 2)
        {
            var a = eights.Next;
            if (n > 1) eights.Advance();
            var b = eights.Next;
            eights.Advance();
            var low = new Lanes4((Vector256.Create(a.Counter) + offsets).AsDouble());
            var high = new Lanes4(Vector256.Create(a.Entity).AsDouble());
            var otherLow = new Lanes4((Vector256.Create(b.Counter) + offsets).AsDouble());
            var otherHigh = new Lanes4(Vector256.Create(b.Entity).AsDouble());
            Philox.Blocks(schedule, ref low, ref high, ref otherLow, ref otherHigh);
            Store(low, high, a.To);
            Store(otherLow, otherHigh, b.To);
        }

        from = eights;
    }

    /// <summary>Replaces the bits of n eights by their draws.</summary>
    [MethodImpl(Kernel)]
    private static void TransformByEight<D>(double* to, int n)
        where D : struct, IDraw
    {
        for (var last = to + 8 * (n - 1); to <= last; to += 16)
        {
            var other = to < last ? to + 8 : to;
            var low = Vector512.Create(Vector256.Load(to), Vector256.Load(other));
            var high = Vector512.Create(Vector256.Load(to + 4), Vector256.Load(other + 4));
            var (first, second) = D.Of(new Lanes8(low), new Lanes8(high));
            Store(first, second, to, other);
        }
    }

    /// <summary>Replaces the bits of n eights by their draws.</summary>
    [MethodImpl(Kernel)]
    private static void TransformByFour<D>(double* to, int n)
        where D : struct, IDraw
    {
        for (var last = to + 8 * (n - 1); to <= last; to += 8)
        {
            var (first, second) = D.Of(new Lanes4(Vector256.Load(to)), new Lanes4(Vector256.Load(to + 4)));
            Store(first, second, to);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Both(long lower, long upper) => Vector512.Create(lower).WithUpper(Vector256.Create(upper));

    /// <summary>The first and the second four of two eights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Lanes8 first, Lanes8 second, double* to, double* other)
    {
        first.Value.GetLower().Store(to);
        second.Value.GetLower().Store(to + 4);
        first.Value.GetUpper().Store(other);
        second.Value.GetUpper().Store(other + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Lanes4 first, Lanes4 second, double* to)
    {
        first.Value.Store(to);
        second.Value.Store(to + 4);
    }

    /// <summary>Eight trials of one entity: the counter of the first of their four blocks, the entity, and where the draws go.</summary>
    internal readonly struct Eight(long counter, long entity, double* to)
    {
        public readonly long Counter = counter;
        public readonly long Entity = entity;
        public readonly double* To = to;
    }

    /// <summary>Scratch: walks through the eights of one entity after the other.</summary>
    internal struct Eights(long firstTrial, int step, ulong* entities, int count, double* destination, int lanes)
    {
        private readonly int _lanes = lanes;
        private readonly long _firstCounter = firstTrial >> 1 | (long)step << 40;
        private int _lanesLeft = lanes;
        private ulong* _entity = entities;

        /// <summary>Readable while any is left.</summary>
        public Eight Next { get; private set; } = new(firstTrial >> 1 | (long)step << 40, (long)*entities, destination);

        /// <summary>How many, with the next.</summary>
        public long Left { get; private set; } = (long)count * (lanes >> 3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance()
        {
            if (--Left == 0) return;
            _lanesLeft -= 8;
            if (_lanesLeft > 0)
            {
                Next = new(Next.Counter + 4, Next.Entity, Next.To + 8);
                return;
            }

            _lanesLeft = _lanes;
            Next = new(_firstCounter, (long)*++_entity, Next.To + 8);
        }
    }
}
