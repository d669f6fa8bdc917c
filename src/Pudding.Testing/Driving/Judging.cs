namespace Pudding.Testing.Driving;

/// <summary>Runs a scenario, and makes one kind of exception of whatever goes wrong.</summary>
internal static class Judging
{
    /// <exception cref="ConformanceException">What is tested does not do what it promises.</exception>
    public static async Task RunAsync(string who, string scenario, string obligation, Func<Task> run, Func<string> history, CancellationToken cancellationToken)
    {
        try
        {
            await run().ConfigureAwait(false);
        }
        catch (ExpectationException broken)
        {
            throw new ConformanceException(who, scenario, obligation, broken.Expected, broken.Seen, broken.History ?? history(), broken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new ConformanceException(
                who, scenario, obligation, "a value as the answer to every call", $"{exception.GetType().Name}: {exception.Message}", history(), exception);
        }
    }
}
