using Entente.Numerics;
using Entente.Planning;
using Entente.Scenarios;

namespace Entente.Execution;

/// <summary>Scratch: additions that go on after the step in which they began (<c>over</c>), or are taken back again (<c>fading</c>).</summary>
public sealed class LastingEffects
{
    private readonly List<Spread> _spreads = [];
    private readonly List<Fade> _fades = [];

    public void Clear()
    {
        _spreads.Clear();
        _fades.Clear();
    }

    /// <summary>Begins an effect; the part of it that belongs to this step is what comes back.</summary>
    public double Begin(EffectDefinition effect, PlannedState state, int at, double value, double yearsPerStep, int phase)
    {
        if (effect.OverSteps > 1)
        {
            _spreads.Add(new Spread(state, at, value / effect.OverSteps, effect.OverSteps - 1, phase));
            return value / effect.OverSteps;
        }

        _fades.Add(new Fade(state, at, value, Elementary.Pow(0.5, yearsPerStep / effect.HalfLife!.Value), Math.Abs(value) * 1e-12, phase));
        return value;
    }

    /// <summary>A bound swallowed a part of a cell's change: what never arrived is not taken back later.</summary>
    /// <param name="at">The cell.</param>
    /// <param name="excess">What went beyond the bound, with its sign.</param>
    public void Swallow(int at, double excess)
    {
        foreach (var fade in _fades)
        {
            if (fade.IsFresh && fade.At == at && Math.Sign(fade.Left) == Math.Sign(excess))
            {
                var swallowed = Math.Abs(excess) < Math.Abs(fade.Left) ? excess : fade.Left;
                fade.Left -= swallowed;
                excess -= swallowed;
            }
        }
    }

    /// <summary>The phase in which effects began has ended.</summary>
    public void Settle() => _fades.ForEach(f => f.IsFresh = false);

    /// <summary>Gathers what earlier steps left for this phase.</summary>
    public void Continue(Gathering gathering, int phase)
    {
        foreach (var spread in _spreads)
        {
            if (spread.Phase == phase)
            {
                gathering.Add(spread.State, spread.At, EffectKind.Add, spread.Each, 0);
                spread.Left--;
            }
        }

        foreach (var fade in _fades)
        {
            if (fade.Phase == phase)
            {
                var kept = fade.Left * fade.Factor;
                gathering.Add(fade.State, fade.At, EffectKind.Add, kept - fade.Left, 0);
                fade.Left = kept;
            }
        }

        _spreads.RemoveAll(s => s.Left <= 0);
        _fades.RemoveAll(f => Math.Abs(f.Left) <= f.Least);
    }

    private sealed class Spread(PlannedState state, int at, double each, int left, int phase)
    {
        public PlannedState State { get; } = state;

        public int At { get; } = at;

        public double Each { get; } = each;

        public int Left { get; set; } = left;

        public int Phase { get; } = phase;
    }

    private sealed class Fade(PlannedState state, int at, double left, double factor, double least, int phase)
    {
        public PlannedState State { get; } = state;

        public int At { get; } = at;

        /// <summary>Whether it began in this phase.</summary>
        public bool IsFresh { get; set; } = true;

        public double Left { get; set; } = left;

        public double Factor { get; } = factor;

        public double Least { get; } = least;

        public int Phase { get; } = phase;
    }
}
