using System.Diagnostics;

namespace Pudding.Load.Sqlite;

/// <summary>The SQLite store with full durability, in turns with SQLite itself on the same disk.</summary>
internal static class SqliteLoad
{
    private const int Batch = 100;
    private const int Bulk = 1000;
    private const int Rounds = 3;
    private const int JobsOfARound = 20_000;

    /// <param name="folder">Where the files are made; removed afterwards.</param>
    /// <param name="pending">How many jobs wait in the largest backlog.</param>
    public static async Task RunAsync(string folder, int pending)
    {
        Directory.CreateDirectory(folder);
        var files = Directory.CreateTempSubdirectory("pudding-load-").FullName;
        Directory.Delete(files);
        files = Path.Combine(Path.GetFullPath(folder), Path.GetFileName(files));
        Directory.CreateDirectory(files);
        try
        {
            var even = Path.Combine(files, "even.db");
            await ThroughputAsync(even, Path.Combine(files, "raw.db"));
            await BacklogAsync("backlog spread over all tenants", even, [10_000, 100_000, pending], tenant: null);
            await BacklogAsync($"backlog of which a tenant whose limit is reached owns {pending * 9L / 10:N0}", Path.Combine(files, "limited.db"), [10_000, pending], StoreDriver.Limited);
            var small = Path.Combine(files, "small.db");
            await using (var store = await StoreDriver.OpenAsync(small))
                await store.EnqueueAsync(3 * JobsOfARound, Bulk);
            await MemoryAsync(small);
            await MemoryAsync(even);
        }
        finally
        {
            Directory.Delete(files, recursive: true);
        }
    }

    private static async Task ThroughputAsync(string path, string rawPath)
    {
        using var floor = new RawFloor(rawPath);
        await using var store = await StoreDriver.OpenAsync(path);
        floor.Insert(JobsOfARound, Bulk);
        floor.ChangeTwice(JobsOfARound / 10, Batch);
        await store.EnqueueAsync(JobsOfARound, Bulk);
        await store.ClaimAndFinishAsync(JobsOfARound / 10);
        List<double> rawIn = [], rawOut = [], storeIn = [], storeOne = [], storeOut = [];
        for (var round = 0; round < Rounds; round++)
        {
            rawIn.Add(floor.Insert(JobsOfARound * 3, Bulk));
            storeIn.Add(await store.EnqueueAsync(JobsOfARound * 3, Bulk));
            storeOne.Add(await store.EnqueueAsync(JobsOfARound * 3, Bulk, StoreDriver.Limited));
            rawOut.Add(floor.ChangeTwice(JobsOfARound, Batch));
            storeOut.Add((await store.ClaimAndFinishAsync(JobsOfARound)).PerSecond);
            Console.WriteLine($"round {round + 1}: rows inserted {rawIn[^1],8:F0}/s, jobs enqueued {storeIn[^1],8:F0}/s, of one tenant {storeOne[^1],8:F0}/s; rows changed twice {rawOut[^1],8:F0}/s, jobs claimed and finished {storeOut[^1],8:F0}/s");
        }

        Console.WriteLine();
        Console.WriteLine("| What, medians, full durability | The store | SQLite itself | Ratio |");
        Console.WriteLine("|---|--:|--:|--:|");
        Row($"Enqueued per second, {Bulk} in a group, of {StoreDriver.Tenants} tenants", storeIn, rawIn);
        Row($"Enqueued per second, {Bulk} in a group, of one tenant", storeOne, rawIn);
        Row($"Claimed and finished per second, batches of {Batch}", storeOut, rawOut);
        Console.WriteLine();
    }

    private static async Task BacklogAsync(string name, string path, IReadOnlyList<int> sizes, Pudding.Tenants.TenantPath? tenant)
    {
        Console.WriteLine($"| {name} | Claimed and finished per second | A claim of 100, p50 ms | p99 ms |");
        Console.WriteLine("|--:|--:|--:|--:|");
        await using var store = await StoreDriver.OpenAsync(path);
        var waiting = 0;
        foreach (var size in sizes)
        {
            var more = Math.Max(0, size - waiting);
            if (tenant is not null)
            {
                await store.EnqueueAsync(more / 10, Bulk);
                await store.EnqueueAsync(more - (more / 10), Bulk, tenant);
            }
            else
            {
                await store.EnqueueAsync(more, Bulk);
            }

            waiting = size;
            await store.EnqueueAsync(JobsOfARound, Bulk); // what is claimed now
            var figures = await store.ClaimAndFinishAsync(JobsOfARound);
            Console.WriteLine($"| {size:N0} | {figures.PerSecond:F0} | {figures.ClaimMedian:F2} | {figures.ClaimP99:F2} |");
        }

        Console.WriteLine();
    }

    private static async Task MemoryAsync(string path)
    {
        // The program that runs is this one's own, or the one that runs assemblies.
        var program = Environment.ProcessPath!;
        IEnumerable<string> first = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(SqliteLoad).Assembly.Location] : [];
        using var host = Process.Start(new ProcessStartInfo(program, [.. first, "sqlite-host", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        Console.WriteLine((await host.StandardOutput.ReadToEndAsync()).TrimEnd());
        await host.WaitForExitAsync();
    }

    private static void Row(string what, List<double> store, List<double> floor) =>
        Console.WriteLine($"| {what} | {Median(store):F0} | {Median(floor):F0} | {Median(store) / Median(floor):F2} |");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
