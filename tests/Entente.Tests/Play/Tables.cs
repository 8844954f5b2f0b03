using Entente.Cli;
using Entente.Play;
using Entente.Scenarios;

namespace Entente.Tests.Play;

/// <summary>Tables and games for tests: the small council, with a known seed.</summary>
internal static class Tables
{
    public const ulong Seed = 7;

    public static SeedPledge Pledge { get; } = new(Seed, "pepper");

    public static OddsSource Few(long trials = 64) => new OddsSource.Fresh(new Budget(trials, CancellationToken.None));

    public static GameTable Council(bool oracle = false, int threads = 2)
    {
        var (files, name) = DiskFiles.Of(PlayRun.Source, "/");
        return new GameTable(new Workbench(files, name, ScenarioChoice.Default, Pledge, oracle ? null : new Kernels.KernelOptions { LeastTrials = 1 }), threads);
    }

    /// <summary>A game after some lines, none of which is refused.</summary>
    public static Game After(GameTable table, params string[] lines) => lines.Aggregate(table.Begin(), (game, line) => Do(table, game, line).Game);

    public static Played Do(GameTable table, Game game, string line, long trials = 64)
    {
        var played = table.Play(game, line, Few(trials));
        Assert.False(played.Answer is Answer.Refused, $"{line}: {(played.Answer as Answer.Refused)?.Message}");
        return played;
    }

    /// <summary>The number of a state's cell on the board on which a game stands.</summary>
    public static double State(GameTable table, Game game, string name, int cell = 0)
    {
        var at = 0;
        foreach (var state in table.Scenario.States)
        {
            if (state.Quantity.Name == name)
            {
                return game.Now.Board.States[at + cell];
            }

            at += state.Quantity.Scope.Cells;
        }

        throw new ArgumentException(name);
    }

    public static string Leaf(GameTable table, Game game, string lifecycle, int machine = 0)
    {
        var definition = table.Scenario.Lifecycles.First(l => l.Lifecycle.Name == lifecycle).Lifecycle;
        return definition.Leaves[game.Now.Board.Machines[definition.Offset + machine]].Name;
    }
}
