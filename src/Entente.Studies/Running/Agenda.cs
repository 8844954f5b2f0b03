using System.Collections.Immutable;
using Entente.Experiments;

namespace Entente.Studies;

/// <summary>Scratch: which blocks are still to be run, handed out to threads in order, and what follows from those that are done.</summary>
internal sealed class Agenda
{
    private readonly object _lock = new();
    private readonly LinkedList<Block> _waiting = [];
    private readonly Dictionary<int, PointState> _points = [];
    private readonly Study _study;
    private int _inHand;
    private bool _stopped;
    private long _written;
    private long _done;
    private long _planned;

    private Agenda(Study study) => _study = study;

    /// <summary>Points whose trials are all there, and that nobody has summed up.</summary>
    public ImmutableArray<(int Point, long Trials)> Unsummarised { get; private set; } = [];

    public int BlocksWritten { get; private set; }

    public bool IsDone
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count == 0 && _inHand == 0;
            }
        }
    }

    public StudyProgress Progress
    {
        get
        {
            lock (_lock)
            {
                return new StudyProgress(_done, _planned, _written);
            }
        }
    }

    /// <summary>What a study has still to do in a store.</summary>
    public static Agenda Of(Study study, StudyStore store, Shard? shard)
    {
        var agenda = new Agenda(study);
        var known = store.Points();
        var present = store.Present();
        var names = study.Scenario.Outcomes.Select(o => o.Name).ToImmutableArray();
        var uses = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = ImmutableArray.CreateBuilder<(PointState State, bool Finished)>();
        foreach (var (index, point) in study.Points.Index())
        {
            var use = uses[point.Key] = uses.GetValueOrDefault(point.Key, -1) + 1;
            var (id, finished) = known[point.Key].ElementAt(use);
            all.Add((new PointState(id, index), finished));
        }

        all.Sort((a, b) => a.State.Id.CompareTo(b.State.Id));
        var untilCi = study.Options.UntilCi;

        // A point that goes on until something holds is one task: nobody knows its last block before its first are done.
        var mine = untilCi is not null && shard is not null ? shard.Of(all.ToImmutable()) : all.ToImmutable();
        var blocks = ImmutableArray.CreateBuilder<Block>();
        var unsummarised = ImmutableArray.CreateBuilder<(int, long)>();
        foreach (var (state, finished) in mine)
        {
            var spans = present[state.Id].ToArray();
            state.Present = spans.Sum(s => s.End - s.First);
            if (untilCi is null)
            {
                state.Target = study.Options.Trials;
            }
            else
            {
                state.Target = Math.Min(study.Options.MaxTrials, RoundUp(study.Options.Trials));
                while (spans is [(0, var end), ..] && end >= state.Target)
                {
                    var (outcomes, failed) = store.OutcomesBefore(state.Id, state.Target, names);
                    var next = Runner.Needed(outcomes, state.Target - failed, untilCi.Value, state.Target, study.Options.MaxTrials);
                    if (next <= state.Target)
                    {
                        break;
                    }

                    state.Target = next;
                }

                (state.Outcomes, _) = store.OutcomesBefore(state.Id, long.MaxValue, names);
            }

            agenda._points[state.Id] = state;
            blocks.AddRange(Block.Cover(state.Id, 0, state.Target, study.Block));
            if (!finished && state.Present >= state.Target)
            {
                unsummarised.Add((state.Id, state.Target));
            }
        }

        var share = shard is not null && untilCi is null ? shard.Of(blocks.ToImmutable()) : blocks.ToImmutable();
        foreach (var block in share)
        {
            agenda._planned += block.Trials;
            agenda._done += block.Trials;
            foreach (var gap in Gaps(block, present[block.Point]))
            {
                agenda._waiting.AddLast(gap);
                agenda._done -= gap.Trials;
                agenda._points[block.Point].Waiting++;
            }
        }

        agenda.Unsummarised = unsummarised.ToImmutable();
        return agenda;
    }

    /// <summary>A point's position in the study.</summary>
    public int IndexOf(int point) => _points[point].Index;

    /// <summary>Whether blocks of a point are still to come.</summary>
    public bool Awaits(int point)
    {
        lock (_lock)
        {
            return _points[point].Waiting > 0;
        }
    }

    /// <summary>The next block; null when there are no more. Waits where those in hand decide whether there are.</summary>
    public Block? Take(CancellationToken stop)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_stopped || stop.IsCancellationRequested || (_waiting.Count == 0 && (_inHand == 0 || _study.Options.UntilCi is null)))
                {
                    Monitor.PulseAll(_lock);
                    return null;
                }

                if (_waiting.First is { } first)
                {
                    _waiting.RemoveFirst();
                    _inHand++;
                    return first.Value;
                }

                Monitor.Wait(_lock, 100);
            }
        }
    }

    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Notes a block that is about to be written; whether its point is then complete.</summary>
    public bool Wrote(BlockResult result)
    {
        lock (_lock)
        {
            var state = _points[result.Block.Point];
            _inHand--;
            BlocksWritten++;
            _written += result.Block.Trials;
            state.Waiting--;
            state.Present += result.Block.Trials;
            _done += result.Block.Trials;
            foreach (var outcome in result.Outcomes)
            {
                if (outcome >= 0 && outcome < state.Outcomes.Length)
                {
                    state.Outcomes[outcome]++;
                }
            }

            if (state.Present < state.Target)
            {
                return false;
            }

            if (_study.Options.UntilCi is { } width
                && Runner.Needed(state.Outcomes, state.Outcomes.Sum(), width, state.Target, _study.Options.MaxTrials) is var next && next > state.Target)
            {
                foreach (var block in Block.Cover(state.Id, state.Target, next, _study.Block).Reverse())
                {
                    _waiting.AddFirst(block);
                    state.Waiting++;
                }

                _planned += next - state.Target;
                state.Target = next;
                Monitor.PulseAll(_lock);
                return false;
            }

            Monitor.PulseAll(_lock);
            return true;
        }
    }

    private static long RoundUp(long trials) => (trials + Runner.Block - 1) / Runner.Block * Runner.Block;

    private static IEnumerable<Block> Gaps(Block block, IEnumerable<(long First, long End)> spans)
    {
        var at = block.First;
        foreach (var (first, end) in spans.Where(s => s.End > block.First && s.First < block.End))
        {
            if (first > at)
            {
                yield return block with { First = at, End = first };
            }

            at = Math.Max(at, end);
        }

        if (at < block.End)
        {
            yield return block with { First = at };
        }
    }

    /// <summary>Scratch: how far a point is.</summary>
    private sealed class PointState(int id, int index)
    {
        public int Id { get; } = id;

        public int Index { get; } = index;

        public long Target { get; set; }

        public long Present { get; set; }

        public int Waiting { get; set; }

        public long[] Outcomes { get; set; } = [];
    }
}
