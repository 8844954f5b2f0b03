using System.Globalization;
using System.Text;

namespace Entente.Cli;

/// <summary>What a study asks of a Slurm cluster.</summary>
/// <param name="Tasks">Shards, one a task of the array.</param>
/// <param name="Command">The words that start this program there.</param>
/// <param name="Lines">Further options of sbatch, such as <c>--mem=4G</c>, for all jobs.</param>
/// <param name="AtOnce">The most tasks that run at once, or null.</param>
/// <param name="Scratch">A folder of the node to work in, or null to write beside the store.</param>
internal sealed record SlurmRequest(string Id, string Study, string Store, int Tasks, int Cpus, IReadOnlyList<string> Command, IReadOnlyList<string> Lines, int? AtOnce, string? Scratch);

/// <summary>The batch scripts of a study: an array of shards, the job that merges them, and their submission.</summary>
internal static class SlurmScripts
{
    public const string Shards = "shards.sbatch";
    public const string Merge = "merge.sbatch";
    public const string Submit = "submit.sh";

    /// <summary>The folder of the parts and scripts of a store.</summary>
    public static string FolderOf(string store) => store + ".slurm";

    public static string ShardsOf(SlurmRequest r) => Head(r, r.Id, "part-%a.log", [$"--array=1-{N(r.Tasks)}{(r.AtOnce is { } most ? "%" + N(most) : "")}", $"--cpus-per-task={N(r.Cpus)}", "--signal=B:USR1@120"]) + $"""

        # A task runs one part of the study. It may be killed and started again at any moment: the part's store has every block that was
        # finished, and the next start goes on from there. A minute or two before its time is up a task puts itself back into the queue,
        # and so it does when its process was killed.
        study={Quoted(r.Study)}
        part={Quoted(FolderOf(r.Store))}/part-$SLURM_ARRAY_TASK_ID.sqlite
        work=$part
        scratch={(r.Scratch is null ? "" : Quoted(r.Scratch))}
        if [ -n "$scratch" ]; then
          mkdir -p "$scratch/entente-$SLURM_JOB_ID"
          work=$scratch/entente-$SLURM_JOB_ID/part-$SLURM_ARRAY_TASK_ID.sqlite
          if [ -e "$part" ]; then cp "$part" "$work"; fi
        fi

        {string.Join(' ', r.Command.Select(Quoted))} study "$study" --out "$work" --shard "$SLURM_ARRAY_TASK_ID/{N(r.Tasks)}" --threads {N(r.Cpus)} &
        child=$!
        again=no
        trap 'again=yes; kill -TERM "$child" 2>/dev/null || true' USR1
        trap 'kill -TERM "$child" 2>/dev/null || true' TERM
        while kill -0 "$child" 2>/dev/null; do wait "$child" || true; done
        code=0
        wait "$child" || code=$?

        # Only what a process has closed in order is copied back.
        if [ -n "$scratch" ] && [ -e "$work" ] && {'{'} [ "$code" -eq 0 ] || [ "$code" -eq 130 ]; {'}'}; then
          cp "$work" "$part.copy"
          mv "$part.copy" "$part"
        fi
        if [ -n "$scratch" ]; then rm -rf "$scratch/entente-$SLURM_JOB_ID"; fi

        # Codes up to 3 are the program's own, and the next start would end with the same; what is above was done to it from outside.
        if [ "$again" = yes ] && [ "$code" -ne 0 ] || [ "$code" -gt 130 ]; then
          if [ "${'{'}SLURM_RESTART_COUNT:-0{'}'}" -lt 20 ]; then
            scontrol requeue "$SLURM_JOB_ID"
            sleep 120
          fi
        fi
        exit "$code"

        """;

    public static string MergeOf(SlurmRequest r) => Head(r, r.Id + "-merge", "merge.log", ["--cpus-per-task=1"]) + $"""

        # Joins the parts. The store has its name only when it is whole, so this may be started again too.
        store={Quoted(r.Store)}
        folder={Quoted(FolderOf(r.Store))}
        if [ -e "$store" ]; then exit 0; fi
        parts=()
        for i in $(seq {N(r.Tasks)}); do parts+=("$folder/part-$i.sqlite"); done
        exec {string.Join(' ', r.Command.Select(Quoted))} study merge --out "$store" "${'{'}parts[@]{'}'}"

        """;

    public static string SubmitOf(SlurmRequest r) => $"""
        #!/usr/bin/env bash
        # Submits the array of shards and the job that merges them once all have succeeded.
        set -euo pipefail
        folder={Quoted(FolderOf(r.Store))}
        array=$(sbatch --parsable "$folder/{Shards}")
        array=${'{'}array%%;*{'}'}
        merge=$(sbatch --parsable --dependency="afterok:$array" "$folder/{Merge}")
        merge=${'{'}merge%%;*{'}'}
        printf 'array %s\nmerge %s\n' "$array" "$merge" >"$folder/{SlurmJob.JobsName}"
        echo "array $array, merge $merge"

        """;

    /// <summary>A text as one word of a shell.</summary>
    public static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Head(SlurmRequest r, string name, string log, IEnumerable<string> lines)
    {
        // sbatch reads its own lines with quotes, and knows backslashes in them.
        var text = new StringBuilder("#!/usr/bin/env bash\n");
        text.Append("#SBATCH --job-name=").Append(Word(name)).Append('\n');
        text.Append("#SBATCH --output=").Append(Word(Path.Join(FolderOf(r.Store).Replace("%", "%%", StringComparison.Ordinal), log))).Append('\n');
        text.Append("#SBATCH --requeue\n#SBATCH --open-mode=append\n");
        foreach (var line in lines.Concat(r.Lines))
        {
            text.Append("#SBATCH ").Append(line).Append('\n');
        }

        return text.Append("set -euo pipefail\n").ToString();
    }

    private static string Word(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string N(int value) => value.ToString(CultureInfo.InvariantCulture);
}
