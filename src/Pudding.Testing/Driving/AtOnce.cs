#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
namespace Pudding.Testing.Driving;

/// <summary>Many callers at once, each on a thread of its own.</summary>
internal static class AtOnce
{
    public const int Callers = 8;

    /// <param name="farm">The farm.</param>
    /// <param name="call">What each does, by its number and its own chance.</param>
    /// <param name="callers">How many there are.</param>
    public static Task CallAsync(FarmDriver farm, Func<int, Random, Task> call, int callers = Callers) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // on to a thread of its own
            await call(caller, new Random((farm.Harness.Seed * 31) + caller));
        }));
}
