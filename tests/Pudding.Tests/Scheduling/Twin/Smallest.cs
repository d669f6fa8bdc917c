namespace Pudding.Tests.Scheduling.Twin;

/// <summary>Makes a history that fails as short as leaving out steps can make it.</summary>
internal static class Smallest
{
    /// <summary>Runs a history; when it fails, throws what the shortest part of it says that fails too.</summary>
    /// <param name="steps">The history.</param>
    /// <param name="run">Runs one; what it writes tells a reader what happened.</param>
    public static void Run<T>(T[] steps, Action<T[], List<string>> run)
    {
        if (FailureOf(steps, run) is null)
            return;
        for (var length = steps.Length / 2; length > 0; length /= 2)
        {
            for (var from = 0; from + length <= steps.Length;)
            {
                T[] fewer = [.. steps[..from], .. steps[(from + length)..]];
                if (FailureOf(fewer, run) is null)
                    from += length;
                else
                    steps = fewer;
            }
        }

        Assert.Fail(FailureOf(steps, run));
    }

    private static string? FailureOf<T>(T[] steps, Action<T[], List<string>> run)
    {
        var log = new List<string>();
        return Record.Exception(() => run(steps, log)) is { } failure
            ? $"After {steps.Length} steps: {failure.Message}\n{string.Join('\n', log)}\n{failure.StackTrace}"
            : null;
    }
}
