namespace Entente.Studies;

/// <summary>What the tables and columns of a store hold, in words.</summary>
internal static class StoreWords
{
    public static string OfTable(string table) => table switch
    {
        "manifest" => "what the store is of, and what decides its numbers",
        "quantities" => "outcomes, measures, times, uncertainties and kept series of the scenario",
        "clock" => "the recorded points of time",
        "points" => "the points of the study",
        "settings" => "the levers and held uncertainties of each point, a row each",
        "design" => "the points with a column for each factor",
        "outcomes" => "how often each outcome was a point's, with 95% Wilson intervals",
        "measures" => "moments and quantiles of each kept measure at each point",
        "times" => "when things first happened, at each point",
        "series" => "mean and quantiles of each kept series at each point and step",
        "findings" => "what deserves a second look",
        "counts" => "how often events, rules and transitions fired, states were stood in, and values ran into bounds",
        "failures" => "trials that could not be completed",
        "runs" => "the processes that made the store; the only table that differs between equal studies",
        "trials" => "the trials, a row each, with what was kept of them",
        _ => "each trial's value of a kept series at each step",
    };

    public static string? OfColumn(string column) => column switch
    {
        "point" => "number of the point, from 0",
        "trial" => "number of the trial, from 0",
        "world" => "number of the world: trials of one world share what was drawn of the uncertainties",
        "replication" => "number of the trial in its world, from 0",
        "outcome" => "the outcome, or 'failed'",
        "variant" => "the variant; blank for the scenario as it stands",
        "role" => "what the point is in a design for sensitivity",
        "key" => "the choice that makes the point",
        "hash" => "SHA-256 of the scenario with the point's choice",
        "digest" => "digest of the point's trials, that of a run of the point alone",
        "share" => "part of the completed trials",
        "low" or "high" => "end of a 95% interval",
        "count" => "how many",
        "mean" => "mean",
        "sd" => "standard deviation with n - 1",
        "se" => "standard error of the mean under independent trials",
        "min" => "least",
        "max" => "greatest",
        "p05" or "p25" or "p50" or "p75" or "p95" => $"quantile at {column[1..].TrimStart('0')}%",
        "step" => "steps from the start",
        "date" => "its date",
        "years" => "years from the start",
        "number" => "the value as a number, where it is one",
        "value" => "the value",
        "per_trial" => "for bounds: how many values could have run into it in a trial",
        "seconds" => "seconds from its start to its last block",
        _ => null,
    };
}
