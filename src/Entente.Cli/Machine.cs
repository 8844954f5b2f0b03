using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Entente.Cli;

/// <summary>What a process runs on; for the record, it changes no number.</summary>
internal static class Machine
{
    public static string Runtime => $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}";

    public static string Processor
    {
        get
        {
            var widest = Avx512F.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : Vector128.IsHardwareAccelerated ? "128-bit vectors" : "no vectors";
            return string.Create(CultureInfo.InvariantCulture, $"{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}, {widest}, {Environment.ProcessorCount} processors");
        }
    }
}
