namespace Entente.Tests.Experiments;

public class RehearsalTests
{
    [Fact]
    public void The_rehearsal_is_a_run_that_succeeds()
    {
        var result = Rehearsal.Do();

        Assert.Equal(64, result.Trials);
        Assert.Equal(0, result.Failed);
    }
}
