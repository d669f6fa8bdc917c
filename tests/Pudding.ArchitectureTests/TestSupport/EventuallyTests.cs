using Pudding.TestSupport;

namespace Pudding.ArchitectureTests.TestSupport;

public sealed class EventuallyTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task GetAsync_asks_until_the_value_is_there()
    {
        var asked = 0;

        var value = await Eventually.GetAsync("the third answer is given", () => ++asked == 3 ? "here" : null);

        Assert.Equal("here", value);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task TrueAsync_says_what_was_missing_and_what_was_there_instead()
    {
        var error = await Assert.ThrowsAsync<TimeoutException>(() =>
            Eventually.TrueAsync("the process has exited", static () => false, Short, static () => "it still runs"));

        Assert.Equal("Within 0.05 s: the process has exited. It did not happen. Instead: it still runs", error.Message);
    }

    [Fact]
    public async Task A_question_that_hangs_does_not_hang_the_test()
    {
        var never = new TaskCompletionSource<string?>();

        var error = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.GetAsync("it answers", () => never.Task, Short));

        Assert.Contains("it answers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompletesAsync_throws_what_the_task_throws()
    {
        var failed = Task.FromException<int>(new InvalidOperationException("broken"));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Eventually.CompletesAsync("it is done", failed));

        Assert.Equal("broken", error.Message);
    }
}
