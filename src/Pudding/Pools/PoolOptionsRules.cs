using Pudding.Jobs;

namespace Pudding.Pools;

/// <summary>What the settings of a pool must be.</summary>
internal static class PoolOptionsRules
{
    public static IEnumerable<string> Check(PoolDescriptor pool)
    {
        var options = pool.Options;
        if (QueueName.Check(pool.Name) is not null)
            yield return $"Pool '{pool.Name}': its name has 1 to 100 letters, digits, '.', '_', '-'.";
        if (options.Queues.Count == 0)
            yield return Field(pool, nameof(options.Queues), "there is none; call Serves.");
        foreach (var queue in options.Queues)
        {
            if (QueueName.Check(queue) is { } error)
                yield return Field(pool, nameof(options.Queues), error);
        }

        if (options.Slots < 1)
            yield return Field(pool, nameof(options.Slots), $"{options.Slots} is less than 1.");
        if (options.Min < 0)
            yield return Field(pool, nameof(options.Min), $"{options.Min} is below zero.");
        if (options.Max < Math.Max(1, options.Min))
            yield return Field(pool, nameof(options.Max), $"{options.Max} is less than 1 or than {nameof(options.Min)} ({options.Min}).");
        (string Name, TimeSpan Value)[] times =
            [(nameof(options.IdleTimeout), options.IdleTimeout), (nameof(options.BootTimeout), options.BootTimeout), (nameof(options.Interval), options.Interval)];
        foreach (var (name, value) in times)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
                yield return Field(pool, name, $"{value} is not above zero and at most a day.");
        }

        if (string.IsNullOrWhiteSpace(options.Image))
            yield return Field(pool, nameof(options.Image), "it is missing.");
        if (pool.CreateProvider is null)
            yield return $"Pool '{pool.Name}': it has no provider; call UseLocalProcesses() of the package Pudding.LocalProcess, or another Use…().";
    }

    private static string Field(PoolDescriptor pool, string field, string problem) => $"Pool '{pool.Name}', {field}: {problem}";
}
