using System.Globalization;
using System.Text;

namespace Entente.Kernels;

/// <summary>Writes a compiled plan out: what is computed when, over how many cells, and why no more.</summary>
public static class KernelPlanText
{
    /// <summary>The text of a plan, lines ended by <c>\n</c>.</summary>
    public static string Of(KernelPlan plan)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"kernels: blocks of {plan.Lanes} trials, {plan.ArenaSize / 1024} KiB each, in {plan.Cells.Layout.Columns.Count} columns; passes {plan.Cells.Passes}");
        Line($"when trials begin:");
        foreach (var beginning in plan.Beginnings)
        {
            Line($"  {Names(plan, beginning.Needs)}{beginning.Work.Variant.Body.Name} over {beginning.Work.Variant.Count}");
        }

        Line($"computed when it is needed:");
        foreach (var derivation in plan.Derivations)
        {
            var source = derivation.Source;
            var rows = string.Join(" + ", derivation.Kernels.Select(k => k.Variant.Inner is null ? $"{k.Variant.Count}" : $"{k.Variant.Count} of {k.Variant.InnerRows.Count / Math.Max(1, k.Variant.Inner.Slots.Count)} rows"));
            Line($"  {source.Name}: {source.Asked} of {source.Column.Cells} cells{(rows.Length > 0 ? $", kernels over {rows}" : "")}{(source.Leaves.Length == 0 ? ", once a trial" : "")}{(source.Text.Length > 0 ? ": " + source.Text : "")}");
        }

        Line($"each step:");
        foreach (var (phase, happenings) in new[] { (1, plan.Events), (2, plan.Rules) })
        {
            foreach (var happening in happenings)
            {
                var how = happening.AtOnce is not null ? "effects at once in all lanes" : "effects where it was reported";
                var chance = happening.Clocks is not null ? "clocks" : happening.Uniforms is not null ? "draws" : "no chance";
                Line($"  {phase} {happening.Planned.Definition.Address} over {happening.Cells.Length}, {chance}, {how}");
            }
        }

        foreach (var state in plan.Moving)
        {
            var noise = state.Noise is { } drawn ? $", {drawn.Entities.Length} normals" : "";
            Line($"  3 {state.Planned.Definition.Quantity.Name} over {state.Planned.Cells.Length}{noise}, {(state.Next is null ? "in place" : "written apart")}");
        }

        foreach (var lifecycle in plan.Lifecycles)
        {
            var definition = lifecycle.Planned.Definition;
            Line($"  4 {definition.Lifecycle.Name}: {lifecycle.Tried.Length} of {lifecycle.Planned.Machines.Length} machines can move by themselves, {(lifecycle.Next is null ? "reported" : "moved on the spot")}");
            for (var t = 0; t < definition.Transitions.Length; t++)
            {
                if (lifecycle.Clocks[t] is { } clocks)
                {
                    Line($"      {definition.Transitions[t].Name}: {clocks.Entities.Length} clocks, {clocks.First} wound when trials begin");
                }
            }
        }

        return text.ToString();
    }

    private static string Names(KernelPlan plan, Needs needs)
    {
        var names = plan.Derivations.Where((_, k) => (needs.Bits[k >> 6] >> (k & 63) & 1) != 0).Select(d => d.Source.Name).ToArray();
        return names.Length == 0 ? "" : string.Join(", ", names) + ", then ";
    }
}
