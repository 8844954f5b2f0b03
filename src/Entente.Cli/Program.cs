using System.Runtime.InteropServices;
using System.Text;
using Entente.Cli;

// The shell around EntenteCommand: the process's streams, signals and clock, and nothing else.
using var stop = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);

// System.Console writes a terminal's keypad sequences before the first byte of any stream. We steer the terminal ourselves, so it need not know which one it is.
var colours = CommandHost.ColoursWanted(Environment.GetEnvironmentVariable);
// Whoever plays at a terminal needs its keys, though.
if (args is not ["play", ..] || Console.IsInputRedirected)
{
    Environment.SetEnvironmentVariable("TERM", null);
}

var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
Console.OutputEncoding = utf8;
using var output = new StreamWriter(Console.OpenStandardOutput(), utf8, bufferSize: 1 << 16);
using var error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true };
return EntenteCommand.Invoke(args, new CommandHost
{
    Out = output,
    Error = error,
    In = Console.In,
    InIsTerminal = !Console.IsInputRedirected,
    OutIsTerminal = !Console.IsOutputRedirected,
    ErrorIsTerminal = !Console.IsErrorRedirected,
    TerminalWidth = CommandHost.WidthOfTerminal(),
    Colours = colours,
    Stop = stop.Token,
});

// The first signal asks the run to finish what it has begun; the second finds nobody listening and ends the process.
void Interrupt(PosixSignalContext context)
{
    context.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
