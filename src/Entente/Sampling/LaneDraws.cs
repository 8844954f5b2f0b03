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
    // Eights or sixteens whose bits wait in the nearest cache for becoming draws.
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

        var wanted = new Wanted(firstTrial, step, entities, count, destination, lanes);
        if (Vector512.IsHardwareAccelerated) FillByEight<D>(key, wanted);
        else if (Vector256.IsHardwareAccelerated) FillByFour<D>(key, wanted);
        else FillByOne<D>(key, wanted);
    }

    // Sixteen trials have eight blocks.
    internal static void FillByEight<D>(ulong key, Wanted wanted)
        where D : struct, IDraw
    {
        if (wanted.Lanes % 16 != 0)
        {
            FillByFour<D>(key, wanted);
            return;
        }

        var schedule = stackalloc long[Philox.ScheduleLength];
        Philox.Schedule(key, schedule);
        var walk = new Walk(wanted, 16);
        for (var left = (long)wanted.Count * wanted.Lanes / 16; left > 0; left -= Portion)
        {
            var to = walk.To;
            var n = (int)Math.Min(left, Portion);
            BitsByEight<D>(schedule, ref walk, n);
            if (!D.IsShort) TransformByEight<D>(to, n);
        }
    }

    // Eight trials have four.
    internal static void FillByFour<D>(ulong key, Wanted wanted)
        where D : struct, IDraw
    {
        var schedule = stackalloc long[Philox.ScheduleLength];
        Philox.Schedule(key, schedule);
        var walk = new Walk(wanted, 8);
        for (var left = (long)wanted.Count * wanted.Lanes / 8; left > 0; left -= Portion)
        {
            var to = walk.To;
            var n = (int)Math.Min(left, Portion);
            BitsByFour<D>(schedule, ref walk, n);
            if (!D.IsShort) TransformByFour<D>(to, n);
        }
    }

    internal static void FillByOne<D>(ulong key, Wanted wanted)
        where D : struct, IDraw
    {
        var walk = new Walk(wanted, 8);
        for (var left = (long)wanted.Count * wanted.Lanes / 8; left > 0; left--, walk.Advance())
        {
            for (var i = 0; i < 4; i++)
            {
                var (low, high) = Philox.Block(key, (ulong)(walk.Counter + i), (ulong)walk.Entity);
                var (first, second) = D.Of(Lane1.OfBits((long)low), Lane1.OfBits((long)high));
                walk.To[i] = first.Value;
                walk.To[i + 4] = second.Value;
            }
        }
    }

    /// <summary>The bits of n sixteens, two at a time; their draws if those are short.</summary>
    [MethodImpl(Kernel)]
    private static void BitsByEight<D>(long* schedule, ref Walk from, int n)
        where D : struct, IDraw
    {
        var walk = from;
        var offsets = Vector512.Create(0L, 1, 2, 3, 4, 5, 6, 7);
        for (; n > 0; n -= 2)
        {
            var to = walk.To;
            var low = new Lanes8((Vector512.Create(walk.Counter) + offsets).AsDouble());
            var high = new Lanes8(Vector512.Create(walk.Entity).AsDouble());
            walk.Advance();
            // One alone is done twice.
            var other = to;
            var (otherLow, otherHigh) = (low, high);
            if (n > 1)
            {
                other = walk.To;
                otherLow = new Lanes8((Vector512.Create(walk.Counter) + offsets).AsDouble());
                otherHigh = new Lanes8(Vector512.Create(walk.Entity).AsDouble());
                walk.Advance();
            }

            Philox.Blocks(schedule, ref low, ref high, ref otherLow, ref otherHigh);
            if (D.IsShort)
            {
                (low, high) = D.Of(low, high);
                (otherLow, otherHigh) = D.Of(otherLow, otherHigh);
            }

            Store(low, high, to);
            Store(otherLow, otherHigh, other);
        }

        from = walk;
    }

    /// <summary>The bits of n eights, two at a time; their draws if those are short.</summary>
    [MethodImpl(Kernel)]
    private static void BitsByFour<D>(long* schedule, ref Walk from, int n)
        where D : struct, IDraw
    {
        var walk = from;
        var offsets = Vector256.Create(0L, 1, 2, 3);
        for (; n > 0; n -= 2)
        {
            var to = walk.To;
            var low = new Lanes4((Vector256.Create(walk.Counter) + offsets).AsDouble());
            var high = new Lanes4(Vector256.Create(walk.Entity).AsDouble());
            walk.Advance();
            var other = to;
            var (otherLow, otherHigh) = (low, high);
            if (n > 1)
            {
                other = walk.To;
                otherLow = new Lanes4((Vector256.Create(walk.Counter) + offsets).AsDouble());
                otherHigh = new Lanes4(Vector256.Create(walk.Entity).AsDouble());
                walk.Advance();
            }

            Philox.Blocks(schedule, ref low, ref high, ref otherLow, ref otherHigh);
            if (D.IsShort)
            {
                (low, high) = D.Of(low, high);
                (otherLow, otherHigh) = D.Of(otherLow, otherHigh);
            }

            Store(low, high, to);
            Store(otherLow, otherHigh, other);
        }

        from = walk;
    }

    /// <summary>Replaces the bits of n sixteens by their draws.</summary>
    [MethodImpl(Kernel)]
    private static void TransformByEight<D>(double* to, int n)
        where D : struct, IDraw
    {
        for (var end = to + 16 * n; to < end; to += 16)
        {
            var low = Vector512.Create(Vector256.Load(to), Vector256.Load(to + 8));
            var high = Vector512.Create(Vector256.Load(to + 4), Vector256.Load(to + 12));
            var (first, second) = D.Of(new Lanes8(low), new Lanes8(high));
            Store(first, second, to);
        }
    }

    /// <summary>Replaces the bits of n eights by their draws.</summary>
    [MethodImpl(Kernel)]
    private static void TransformByFour<D>(double* to, int n)
        where D : struct, IDraw
    {
        for (var end = to + 8 * n; to < end; to += 8)
        {
            var (first, second) = D.Of(new Lanes4(Vector256.Load(to)), new Lanes4(Vector256.Load(to + 4)));
            Store(first, second, to);
        }
    }

    /// <summary>The first four of two eights, and the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Lanes8 first, Lanes8 second, double* to)
    {
        first.Value.GetLower().Store(to);
        second.Value.GetLower().Store(to + 4);
        first.Value.GetUpper().Store(to + 8);
        second.Value.GetUpper().Store(to + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Lanes4 first, Lanes4 second, double* to)
    {
        first.Value.Store(to);
        second.Value.Store(to + 4);
    }

    /// <summary>What is asked for.</summary>
    internal readonly struct Wanted(long firstTrial, int step, ulong* entities, int count, double* to, int lanes)
    {
        public readonly long Counter = firstTrial >> 1 | (long)step << 40;
        public readonly ulong* Entities = entities;
        public readonly int Count = count;
        public readonly double* To = to;
        public readonly int Lanes = lanes;
    }

    /// <summary>Scratch: walks through the trials of one entity after the other, some at a time.</summary>
    private struct Walk(Wanted wanted, int trials)
    {
        private readonly long _first = wanted.Counter;
        private readonly long _end = wanted.Counter + (wanted.Lanes >> 1);
        private ulong* _entity = wanted.Entities;

        /// <summary>Of the first of their blocks.</summary>
        public long Counter { get; private set; } = wanted.Counter;

        /// <summary>Not to be read behind the last.</summary>
        public readonly long Entity => (long)*_entity;

        /// <summary>Where the draws go.</summary>
        public double* To { get; private set; } = wanted.To;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance()
        {
            To += trials;
            Counter += trials >> 1;
            if (Counter == _end)
            {
                Counter = _first;
                _entity++;
            }
        }
    }
}
