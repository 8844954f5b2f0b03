namespace Entente.Cli;

/// <summary>What the process says when it ends; see <c>docs/output.md</c>.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int ScenarioWrong = 1;
    public const int CommandLineWrong = 2;
    public const int RunFailed = 3;
    public const int Interrupted = 130;
}
