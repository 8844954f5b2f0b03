using Entente.Sampling;

namespace Entente.Tests.Sampling;

public sealed unsafe class ScatteredExponentialsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(128)]
    [InlineData(1000)]
    public void Draws_have_the_bits_of_their_addresses(int count)
    {
        var draws = GC.AllocateArray<double>(count, pinned: true);
        var scattered = new ScatteredExponentials();
        fixed (double* to = draws)
        {
            for (var k = 0; k < count; k++)
            {
                scattered.Add(Stream(k), Trial(k), Step(k), Entity(k), to + k);
            }

            scattered.Flush();
        }

        Assert.Equal(Enumerable.Range(0, count).Select(k => Stream(k).Exponential(Trial(k), Step(k), Entity(k))), draws);
    }

    private static DrawStream Stream(int k) => DrawStream.Named((ulong)k % 3, $"stream {k % 5}");

    private static long Trial(int k) => k * 7919L % (DrawStream.TrialLimit - 1);

    private static int Step(int k) => k * 31 % 1000;

    private static ulong Entity(int k) => StableHash.Of($"entity {k}");
}
