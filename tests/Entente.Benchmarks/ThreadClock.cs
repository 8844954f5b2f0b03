using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Entente.Benchmarks;

/// <summary>The processor time of this thread: what the neighbours of a shared machine do counts least.</summary>
internal static unsafe partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>Seconds from some beginning; off Linux, of the wall clock.</summary>
    public static double Seconds
    {
        get
        {
            var time = stackalloc long[2];
            return OperatingSystem.IsLinux() && ClockGetTime(ThreadCpuTime, time) == 0 ? time[0] + (time[1] * 1e-9) : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, long* time);
}
