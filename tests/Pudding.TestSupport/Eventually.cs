using System.Diagnostics;

namespace Pudding.TestSupport;

/// <summary>Waits on what this process does not control (another process, a socket, a file) up to a deadline, and says what was missing when it
/// passes. It is a limit, not a pause: a test goes on as soon as it can, and its outcome never depends on how long it waited. What runs on a
/// <see cref="TimeProvider"/> needs none of this: advance a fake one.</summary>
public static class Eventually
{
    /// <summary>Long enough for a slow machine under load; only a failing test waits for all of it.</summary>
    public static TimeSpan DefaultDeadline { get; } = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for a condition.</summary>
    /// <param name="expectation">What should become true, to complete "Within 30 s: …".</param>
    /// <param name="condition">Asked again and again.</param>
    /// <param name="deadline">How long; <see cref="DefaultDeadline"/> if none.</param>
    /// <param name="describe">What is there instead, for the message.</param>
    public static Task TrueAsync(string expectation, Func<bool> condition, TimeSpan? deadline = null, Func<string>? describe = null) =>
        GetAsync(expectation, () => condition() ? (object)true : null, deadline, describe);

    /// <summary>Waits for something to be there.</summary>
    /// <returns>The first value that is not <c>null</c>.</returns>
    /// <inheritdoc cref="TrueAsync" />
    public static Task<T> GetAsync<T>(string expectation, Func<T?> probe, TimeSpan? deadline = null, Func<string>? describe = null)
        where T : class =>
        GetAsync(expectation, () => Task.FromResult(probe()), deadline, describe);

    /// <inheritdoc cref="GetAsync{T}(string, Func{T}, TimeSpan?, Func{string})" />
    public static async Task<T> GetAsync<T>(string expectation, Func<Task<T?>> probe, TimeSpan? deadline = null, Func<string>? describe = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(probe);
        var limit = deadline ?? DefaultDeadline;
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            // The last look comes after the deadline, so that a machine that stood still for a while is not blamed on the code.
            var last = Stopwatch.GetElapsedTime(started) >= limit;
            if (await CompletesAsync(expectation, probe(), limit, describe) is { } value)
                return value;
            if (last)
                throw Missing(expectation, limit, describe);

            await Task.Delay(PollInterval);
        }
    }

    /// <summary>Waits for a task.</summary>
    /// <param name="expectation">What its completion means, to complete "Within 30 s: …".</param>
    /// <param name="task">The task. It goes on if the deadline passes.</param>
    /// <param name="deadline">How long; <see cref="DefaultDeadline"/> if none.</param>
    /// <param name="describe">What is there instead, for the message.</param>
    public static async Task<T> CompletesAsync<T>(string expectation, Task<T> task, TimeSpan? deadline = null, Func<string>? describe = null)
    {
        await CompletesAsync(expectation, (Task)task, deadline, describe);
        return await task;
    }

    /// <inheritdoc cref="CompletesAsync{T}" />
    public static async Task CompletesAsync(string expectation, Task task, TimeSpan? deadline = null, Func<string>? describe = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var limit = deadline ?? DefaultDeadline;
        using var stop = new CancellationTokenSource();
        if (await Task.WhenAny(task, Task.Delay(limit, stop.Token)) != task)
            throw Missing(expectation, limit, describe);

        await stop.CancelAsync();
        await task;
    }

    private static TimeoutException Missing(string expectation, TimeSpan limit, Func<string>? describe) =>
        new($"Within {limit.TotalSeconds:0.##} s: {expectation}. It did not happen." + (describe is null ? "" : $" Instead: {describe()}"));
}
