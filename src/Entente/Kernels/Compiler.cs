using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection.Emit;

namespace Entente.Kernels;

/// <summary>A compiled kernel.</summary>
/// <param name="arena">The cells of a block, lane by lane.</param>
/// <param name="rows">The rows, each as many 8-byte slots as the body has.</param>
/// <param name="count">How many rows.</param>
/// <param name="more">Where reports go (pairs of row and lanes), or the inner rows of an aggregate.</param>
/// <returns>How many rows were reported.</returns>
internal delegate nint Kernel(nint arena, nint rows, nint count, nint more);

/// <summary>Turns bodies into machine code: loops over rows and lanes in vectors as wide as the processor has.</summary>
/// <remarks>Bodies of the same text share their code, so that another setting of a lever, which changes only what rows hold, compiles nothing.</remarks>
internal sealed class Compiler
{
    // A call costs a nanosecond an element; too many operations in one method and the JIT gives up on all of them.
    private const int MostInlined = 4;

    // So many vectors go through a row together. The operations of a function alternate between them: while one waits for a result the others have work.
    private const int Abreast = 4;
    private const int MostAbreast = 400;
    private const int MostAccumulators = 4;

    private static readonly ConcurrentDictionary<string, Lazy<Kernel>> Compiled = new(StringComparer.Ordinal);

    private readonly ILGenerator _il;
    private readonly VectorApi _api;
    private readonly int _lanes;
    private readonly Dictionary<(Node Node, int Vector), LocalBuilder> _values = [];
    private readonly Dictionary<Node, Node> _meanings = [];
    private readonly HashSet<Node> _hasFunctions = [];
    private readonly Dictionary<Node, int> _uses = [];
    private readonly Dictionary<int, LocalBuilder> _addresses = [];
    private readonly Dictionary<int, LocalBuilder[]> _totals = [];
    private LocalBuilder _row = null!;
    private EvenRows? _even;
    private LocalBuilder? _cell;
    private LocalBuilder? _at;
    private int _inlined;
    private int _vectors = 1;
    private Range _hand;
    private LocalBuilder? _lane;
    private LocalBuilder _index = null!;
    private LocalBuilder _reported = null!;

    private Compiler(ILGenerator il, VectorApi api, int lanes)
    {
        _il = il;
        _api = api;
        _lanes = lanes;
    }

    /// <summary>How many kernels this process has compiled.</summary>
    public static int Count => Compiled.Count;

    /// <summary>The code of a body for blocks of <paramref name="lanes"/> trials; found again if it was compiled before.</summary>
    /// <param name="even">Where the cells of evenly spaced rows stand, or null.</param>
    public static Kernel Compile(Body body, EvenRows? even, int lanes, VectorApi api)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{api.Bits}/{lanes}/{body.Slots.Count} {even}\n{body.Text()}");
        return Compiled.GetOrAdd(key, _ => new Lazy<Kernel>(() => Emit(body.Name, il => new Compiler(il, api, lanes) { _even = even }.Rows(body)))).Value;
    }

    /// <summary>The code of an aggregate: for each row, its inner rows are added up before its statements are done.</summary>
    /// <remarks>The first two slots of an outer row are where its inner rows begin, in bytes, and how many they are.</remarks>
    public static Kernel Compile(Body outer, Body inner, double[] starts, int lanes, VectorApi api)
    {
        var totals = string.Join(' ', starts.Select(s => s.ToString("R", CultureInfo.InvariantCulture)));
        var key = string.Create(CultureInfo.InvariantCulture, $"{api.Bits}/{lanes}/{outer.Slots.Count}/{inner.Slots.Count} {totals}\n{inner.Text()}--\n{outer.Text()}");
        return Compiled.GetOrAdd(key, _ => new Lazy<Kernel>(() => Emit(outer.Name, il => new Compiler(il, api, lanes).NestedRows(outer, inner, starts)))).Value;
    }

    private static Kernel Emit(string name, Action<ILGenerator> write)
    {
        var method = new DynamicMethod(name, typeof(nint), [typeof(nint), typeof(nint), typeof(nint), typeof(nint)], typeof(Compiler).Module, skipVisibility: true) { InitLocals = false };
        write(method.GetILGenerator());
        return method.CreateDelegate<Kernel>();
    }

    private void Rows(Body body)
    {
        Survey(body.Statements, 0);
        _reported = Local();
        _index = Local();
        _row = _il.DeclareLocal(typeof(nint));
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Stloc, _row);
        if (_even is not null)
        {
            _cell = _il.DeclareLocal(typeof(nint));
            _at = _il.DeclareLocal(typeof(nint));
            _il.Emit(OpCodes.Ldarg_0);
            LoadSlot(_row, _even.Leader, OpCodes.Ldind_I);
            _il.Emit(OpCodes.Add);
            LoadNative(_even.Offsets[_even.Leader]!.Value.Base);
            _il.Emit(OpCodes.Sub);
            _il.Emit(OpCodes.Stloc, _cell);
        }

        Loop(_index, () => _il.Emit(OpCodes.Ldarg_2), 1, () =>
        {
            if (_even is null)
            {
                LoadAddresses(body);
            }

            Lanes(() =>
            {
                if (_even is not null)
                {
                    _il.Emit(OpCodes.Ldloc, _cell!);
                    AddLane();
                    _il.Emit(OpCodes.Stloc, _at!);
                }

                WriteAll(body.Statements);
            });
            Advance(_row, body.Slots.Count * 8);
            if (_even is not null)
            {
                Advance(_cell!, (int)_even.Stride);
            }
        });
        _il.Emit(OpCodes.Ldloc, _reported);
        _il.Emit(OpCodes.Ret);
    }

    private void NestedRows(Body outer, Body inner, double[] starts)
    {
        var r = Local();
        _row = _il.DeclareLocal(typeof(nint));
        var outerRow = _row;
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Stloc, outerRow);
        Survey([.. outer.Statements, .. inner.Statements], starts.Length);
        for (var k = 0; k < starts.Length; k++)
        {
            _totals[k] = [.. Enumerable.Range(0, _vectors).Select(_ => _il.DeclareLocal(_api.Vector))];
        }

        Loop(r, () => _il.Emit(OpCodes.Ldarg_2), 1, () =>
        {
            Lanes(() =>
            {
                foreach (var (k, totals) in _totals)
                {
                    foreach (var total in totals)
                    {
                        _il.Emit(OpCodes.Ldc_R8, starts[k]);
                        _il.Emit(OpCodes.Call, _api.Create);
                        _il.Emit(OpCodes.Stloc, total);
                    }
                }

                var innerRow = _il.DeclareLocal(typeof(nint));
                _il.Emit(OpCodes.Ldarg_3);
                LoadSlot(outerRow, 0, OpCodes.Ldind_I);
                _il.Emit(OpCodes.Add);
                _il.Emit(OpCodes.Stloc, innerRow);
                _row = innerRow;
                Loop(Local(), () => LoadSlot(outerRow, 1, OpCodes.Ldind_I), 1, () =>
                {
                    WriteAll(inner.Statements);
                    Advance(innerRow, inner.Slots.Count * 8);
                });
                _row = outerRow;
                WriteAll(outer.Statements);
            });
            Advance(outerRow, outer.Slots.Count * 8);
        });
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Ret);
    }

    // A counter that begins at 0.
    private LocalBuilder Local()
    {
        var local = _il.DeclareLocal(typeof(nint));
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Stloc, local);
        return local;
    }

    // for (counter = 0; counter < bound; counter += step): the test stands at the end, after a jump to it.
    private void Loop(LocalBuilder counter, Action bound, int step, Action body)
    {
        var test = _il.DefineLabel();
        var top = _il.DefineLabel();
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Stloc, counter);
        _il.Emit(OpCodes.Br, test);
        _il.MarkLabel(top);
        body();
        Advance(counter, step);
        _il.MarkLabel(test);
        _il.Emit(OpCodes.Ldloc, counter);
        bound();
        _il.Emit(OpCodes.Blt, top);
    }

    // Those of a row are done in one go or in several.
    private void Lanes(Action body)
    {
        var bytes = _vectors * _api.Bits / 8;
        if (bytes == _lanes * 8)
        {
            body();
            return;
        }

        _lane = _il.DeclareLocal(typeof(nint));
        Loop(_lane, () => { _il.Emit(OpCodes.Ldc_I4, _lanes * 8); _il.Emit(OpCodes.Conv_I); }, bytes, body);
    }

    private void AddLane()
    {
        if (_lane is not null)
        {
            _il.Emit(OpCodes.Ldloc, _lane);
            _il.Emit(OpCodes.Add);
        }
    }

    private void Advance(LocalBuilder local, int by)
    {
        _il.Emit(OpCodes.Ldloc, local);
        _il.Emit(OpCodes.Ldc_I4, by);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, local);
    }

    // The addresses of a row's cells, held over its lanes; those that only some lanes need are found when they are needed.
    private void LoadAddresses(Body body)
    {
        var always = new HashSet<int>();
        var seen = new HashSet<Node>();
        foreach (var statement in body.Statements)
        {
            Note(statement switch { Store s => s.Value, When s => s.Mask, Report s => s.Mask, Accumulate s => s.Value, _ => null });
            if (statement is Store store)
            {
                always.Add(store.Slot);
            }
        }

        void Note(Node? node)
        {
            if (node is not null && seen.Add(node))
            {
                always.Add(node.Slot);
                Note(node.A);
                Note(node.B);
                Note(node.C);
            }
        }

        for (var k = 0; k < body.Slots.Count; k++)
        {
            if (!body.Slots[k].IsAddress || !always.Contains(k))
            {
                continue;
            }

            if (!_addresses.TryGetValue(k, out var address))
            {
                address = _addresses[k] = _il.DeclareLocal(typeof(nint));
            }

            _il.Emit(OpCodes.Ldarg_0);
            LoadSlot(_row, k, OpCodes.Ldind_I);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Stloc, address);
        }
    }

    private void LoadSlot(LocalBuilder row, int slot, OpCode kind)
    {
        _il.Emit(OpCodes.Ldloc, row);
        if (slot > 0)
        {
            _il.Emit(OpCodes.Ldc_I4, slot * 8);
            _il.Emit(OpCodes.Conv_I);
            _il.Emit(OpCodes.Add);
        }

        _il.Emit(kind);
    }

    private void LoadNative(long value)
    {
        _il.Emit(OpCodes.Ldc_I8, value);
        _il.Emit(OpCodes.Conv_I);
    }

    // Of one of the vectors that go side by side.
    private void LoadAddress(int slot, int vector)
    {
        var past = vector * _api.Bits / 8;
        if (_even?.Offsets[slot] is { } offset)
        {
            if (offset.Moves)
            {
                _il.Emit(OpCodes.Ldloc, _at!);
            }
            else
            {
                _il.Emit(OpCodes.Ldarg_0);
                AddLane();
            }

            LoadNative(offset.Base + past);
            _il.Emit(OpCodes.Add);
            return;
        }

        if (_addresses.TryGetValue(slot, out var address))
        {
            _il.Emit(OpCodes.Ldloc, address);
        }
        else
        {
            _il.Emit(OpCodes.Ldarg_0);
            LoadSlot(_row, slot, OpCodes.Ldind_I);
            _il.Emit(OpCodes.Add);
        }

        AddLane();
        if (past > 0)
        {
            LoadNative(past);
            _il.Emit(OpCodes.Add);
        }
    }

    // Vectors come one after the other, which needs the fewest registers, unless there are functions to share their time.
    private void WriteAll(IReadOnlyList<Statement> statements)
    {
        if (_meanings.Count > 0)
        {
            _hand = .._vectors;
            Write(statements);
            return;
        }

        for (var v = 0; v < _vectors; v++)
        {
            _hand = v..(v + 1);
            Write(statements);
        }
    }

    // What is computed in a block is not known after it: it may not have been done.
    private void Write(IReadOnlyList<Statement> statements)
    {
        var before = _values.Keys.ToHashSet();
        foreach (var statement in statements)
        {
            Write(statement);
        }

        foreach (var value in _values.Keys.Where(n => !before.Contains(n)).ToArray())
        {
            _values.Remove(value);
        }
    }

    private void Write(Statement statement)
    {
        switch (statement)
        {
            case Store s:
                ForEach(s.Value, v =>
                {
                    if (s.Value.IsMask)
                    {
                        _il.Emit(OpCodes.Ldc_R8, 1.0);
                        _il.Emit(OpCodes.Call, _api.Create);
                        _il.Emit(OpCodes.Call, _api.BitwiseAnd);
                    }

                    LoadAddress(s.Slot, v);
                    _il.Emit(OpCodes.Call, _api.StoreTo);
                });
                break;
            case When { Mask.Op: Op.True } s:
                Write(s.Then);
                break;
            case When s:
                var none = _il.DefineLabel();
                LoadBits(s.Mask);
                _il.Emit(OpCodes.Brfalse, none);
                Write(s.Then);
                _il.MarkLabel(none);
                break;
            case Report s:
                AppendReport(s);
                break;
            case Accumulate s:
                ForEach(s.Value, v => _il.Emit(OpCodes.Stloc, _totals[s.Accumulator][v]));
                break;
        }
    }

    // Does something with a value, for each of the vectors at hand.
    private void ForEach(Node value, Action<int> use)
    {
        Prepare(value);
        for (var v = _hand.Start.Value; v < _hand.End.Value; v++)
        {
            Load(value, v);
            use(v);
        }
    }

    // A bit for each of the lanes at hand, set where a mask holds.
    private void LoadBits(Node mask) => ForEach(mask, v =>
    {
        LoadSignBits();
        _il.Emit(OpCodes.Conv_U8);
        if (v > _hand.Start.Value)
        {
            _il.Emit(OpCodes.Ldc_I4, (v - _hand.Start.Value) * _api.Bits / 64);
            _il.Emit(OpCodes.Shl);
            _il.Emit(OpCodes.Or);
        }
    });

    // The runtime (10.0, AVX-512) keeps masks in mask registers, where the complement of an And of two comparisons of 2 or 4
    // lanes sets the bits of lanes that are not there: they are cut off.
    private void LoadSignBits()
    {
        _il.Emit(OpCodes.Call, _api.SignBits);
        if (_api.Bits < 512)
        {
            _il.Emit(OpCodes.Ldc_I4, (1 << (_api.Bits / 64)) - 1);
            _il.Emit(OpCodes.And);
        }
    }

    // Two words: the row with the tag above it, and the lanes.
    private void AppendReport(Report report)
    {
        var none = _il.DefineLabel();
        var bits = _il.DeclareLocal(typeof(ulong));
        LoadBits(report.Mask);
        if (_hand.Start.Value > 0)
        {
            _il.Emit(OpCodes.Ldc_I4, _hand.Start.Value * _api.Bits / 64);
            _il.Emit(OpCodes.Shl);
        }

        if (_lane is not null)
        {
            _il.Emit(OpCodes.Ldloc, _lane);
            _il.Emit(OpCodes.Ldc_I4_3);
            _il.Emit(OpCodes.Shr_Un);
            _il.Emit(OpCodes.Conv_I4);
            _il.Emit(OpCodes.Shl);
        }

        _il.Emit(OpCodes.Stloc, bits);
        _il.Emit(OpCodes.Ldloc, bits);
        _il.Emit(OpCodes.Brfalse, none);
        LoadReportPlace(0);
        _il.Emit(OpCodes.Ldloc, _index);
        _il.Emit(OpCodes.Conv_I8);
        _il.Emit(OpCodes.Ldc_I8, (long)report.Tag << 32);
        _il.Emit(OpCodes.Or);
        _il.Emit(OpCodes.Stind_I8);
        LoadReportPlace(8);
        _il.Emit(OpCodes.Ldloc, bits);
        _il.Emit(OpCodes.Stind_I8);
        Advance(_reported, 1);
        _il.MarkLabel(none);
    }

    private void LoadReportPlace(int offset)
    {
        _il.Emit(OpCodes.Ldarg_3);
        _il.Emit(OpCodes.Ldloc, _reported);
        _il.Emit(OpCodes.Ldc_I4, 16);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Mul);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldc_I4, offset);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
    }

    // How often each value is used, and how many vectors may go abreast.
    private void Survey(IReadOnlyList<Statement> statements, int accumulators)
    {
        CountUses(statements);
        var all = Math.Max(1, _lanes * 64 / _api.Bits);
        _vectors = accumulators > MostAccumulators || _uses.Count > MostAbreast ? 1 : Enumerable.Range(1, Abreast).Last(n => all % n == 0);
    }

    private void CountUses(IEnumerable<Statement> statements)
    {
        foreach (var statement in statements)
        {
            Use(statement switch { Store s => s.Value, When s => s.Mask, Report s => s.Mask, Accumulate s => s.Value, _ => throw new InvalidOperationException() });
            if (statement is When then)
            {
                CountUses(then.Then);
            }
        }

        void Use(Node node)
        {
            _uses[node] = _uses.GetValueOrDefault(node) + 1;
            if (_uses[node] > 1)
            {
                return;
            }

            if (Recorded.Knows(node.Op) && ++_inlined <= MostInlined)
            {
                _hasFunctions.Add(node);
                Use(_meanings[node] = Recorded.Of(node.Op, node.A!));
            }

            foreach (var part in Parts(node))
            {
                Use(part);
                if (IsChosen(node))
                {
                    Use(part);
                }

                if (_hasFunctions.Contains(part))
                {
                    _hasFunctions.Add(node);
                }
            }
        }
    }

    // Where the processor has no such comparison: a choice, for which both are needed twice.
    private bool IsChosen(Node node) => node.Op is Op.Min or Op.Max && !_api.Has(node.Op);

    private static IEnumerable<Node> Parts(Node node) => new[] { node.A, node.B, node.C }.OfType<Node>();

    // Computes the functions in an expression, for all vectors at once.
    private void Prepare(Node node)
    {
        if (!_hasFunctions.Contains(node) || _values.ContainsKey((node, 0)))
        {
            return;
        }

        foreach (var part in Parts(node))
        {
            Prepare(part);
        }

        if (_meanings.TryGetValue(node, out var meaning))
        {
            Step(node.A!, Load);
            Alternate(meaning);
            for (var v = 0; v < _vectors; v++)
            {
                _values[(node, v)] = _values[(meaning, v)];
            }
        }
    }

    // Operation by operation.
    private void Alternate(Node node)
    {
        if (node.IsConstant || _values.ContainsKey((node, 0)))
        {
            return;
        }

        foreach (var part in Parts(node))
        {
            Alternate(part);
        }

        Step(node, Compute);
    }

    private void Step(Node node, Action<Node, int> load)
    {
        for (var v = 0; v < _vectors; v++)
        {
            load(node, v);
            var value = _il.DeclareLocal(_api.Vector);
            _il.Emit(OpCodes.Stloc, value);
            _values[(node, v)] = value;
        }
    }

    private void Load(Node node, int vector)
    {
        if (_values.TryGetValue((node, vector), out var known))
        {
            _il.Emit(OpCodes.Ldloc, known);
            return;
        }

        Compute(node, vector);
        if (_uses.GetValueOrDefault(node) > 1 && !node.IsConstant)
        {
            var local = _values[(node, vector)] = _il.DeclareLocal(_api.Vector);
            _il.Emit(OpCodes.Dup);
            _il.Emit(OpCodes.Stloc, local);
        }
    }

    private void Compute(Node node, int vector)
    {
        switch (node.Op)
        {
            case Op.Constant:
                _il.Emit(OpCodes.Ldc_R8, node.Value);
                _il.Emit(OpCodes.Call, _api.Create);
                return;
            case Op.True:
                _il.Emit(OpCodes.Call, _api.AllOnes);
                return;
            case Op.False:
                _il.Emit(OpCodes.Call, _api.Zero);
                return;
            case Op.Row:
                LoadSlot(_row, node.Slot, OpCodes.Ldind_R8);
                _il.Emit(OpCodes.Call, _api.Create);
                return;
            case Op.Load:
                LoadAddress(node.Slot, vector);
                _il.Emit(OpCodes.Call, _api.LoadFrom);
                return;
            case Op.Accumulated:
                _il.Emit(OpCodes.Ldloc, _totals[node.Slot][vector]);
                return;
            case Op.Gather:
                LoadAddress(node.Slot, vector);
                Load(node.A!, vector);
                _il.Emit(OpCodes.Ldc_I4, _lanes * 8);
                _il.Emit(OpCodes.Call, _api.Gather);
                return;
            case Op.Select when node.C is { Op: Op.Constant } otherwise && BitConverter.DoubleToInt64Bits(otherwise.Value) == 0:
                Load(node.A!, vector);
                Load(node.B!, vector);
                _il.Emit(OpCodes.Call, _api.BitwiseAnd);
                return;
        }

        if (IsChosen(node))
        {
            var (first, second) = (node.A!, node.B!);
            Load(node.Op == Op.Min ? first : second, vector);
            Load(node.Op == Op.Min ? second : first, vector);
            _il.Emit(OpCodes.Call, _api.Of(Op.Less));
            Load(first, vector);
            Load(second, vector);
            _il.Emit(OpCodes.Call, _api.Of(Op.Select));
            return;
        }

        var onBits = node.Op is Op.AddBits or Op.SubtractBits or Op.ShiftLeft or Op.ShiftRight;
        foreach (var part in Parts(node))
        {
            Load(part, vector);
            if (onBits)
            {
                _il.Emit(OpCodes.Call, _api.AsBits);
            }
        }

        if (node.Op is Op.ShiftLeft or Op.ShiftRight)
        {
            _il.Emit(OpCodes.Ldc_I4, node.Slot);
        }

        _il.Emit(OpCodes.Call, _api.Of(node.Op));
        if (onBits)
        {
            _il.Emit(OpCodes.Call, _api.AsNumbers);
        }
    }
}
