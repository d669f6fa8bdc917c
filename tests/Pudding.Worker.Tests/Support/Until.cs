using System.Diagnostics;

namespace Pudding.Worker.Tests.Support;

/// <summary>Waits for what other processes do, up to a deadline that only a failing test reaches, and says what was missing.</summary>
internal static class Until
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    public static async Task TrueAsync(string expectation, Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"Within {Patience.TotalSeconds} s: {expectation}. It did not happen.");
            await Task.Delay(Look);
        }
    }

    public static async Task<string> FileAsync(string path)
    {
        var text = "";
        await TrueAsync($"a line in {Path.GetFileName(path)}", () => File.Exists(path) && (text = File.ReadAllText(path)).EndsWith('\n'));
        return text.Trim();
    }

    public static async Task<T> DoneAsync<T>(string expectation, Task<T> task)
    {
        await TrueAsync(expectation, () => task.IsCompleted);
        return await task;
    }
}
