#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using System.Text;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using Pudding.Workers;

namespace Pudding.Testing.Scenarios;

internal static class CheckpointScenarios
{
    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("checkpoints")
    {
        { What_is_saved_is_read, "ICheckpointStore.SaveAsync: replaces what is kept under a name." },
        { The_next_holder_reads_what_the_last_one_saved, "ICheckpointStore: small things that whoever holds the baton hands on to its successor, by name." },
        { Another_epoch_than_the_newest_saves_nothing, "ICheckpointStore.SaveAsync: refused (nothing done) when the epoch is not the baton's newest." },
        { Its_age_is_told, "Checkpoint.Age: how long ago, by the store's clock.", StoreAbilities.PassTime },
    };

    private static async Task What_is_saved_is_read(FarmDriver farm)
    {
        Expect.Equal("what is kept under a name that is new", null, await farm.Store.Checkpoints.ReadAsync("scheduler", farm.Stop));
        var content = Enumerable.Range(0, 300).Select(static i => (byte)i).ToArray();
        Expect.Equal("saving under the newest epoch", true, await SaveAsync(farm, "scheduler", content, farm.Epoch));
        content[0] = 99;
        await SaveAsync(farm, "other", [], farm.Epoch);
        await ExpectAsync(farm, "scheduler", Enumerable.Range(0, 300).Select(static i => (byte)i));
        await ExpectAsync(farm, "other", []);
        await SaveAsync(farm, "scheduler", [7], farm.Epoch);
        await ExpectAsync(farm, "scheduler", [7]);
    }

    private static async Task The_next_holder_reads_what_the_last_one_saved(FarmDriver farm)
    {
        await SaveAsync(farm, "scheduler", [1, 2], farm.Epoch);
        await farm.LoseBatonAsync();
        await ExpectAsync(farm, "scheduler", [1, 2]);
        await SaveAsync(farm, "scheduler", [3], farm.Epoch);
        await ExpectAsync(farm, "scheduler", [3]);
    }

    private static async Task Another_epoch_than_the_newest_saves_nothing(FarmDriver farm)
    {
        await SaveAsync(farm, "scheduler", [1, 2], farm.Epoch);
        var old = await farm.LoseBatonAsync();
        Expect.Equal("saving under an old epoch", false, await SaveAsync(farm, "scheduler", [9], old));
        Expect.Equal("saving under an epoch that never was", false, await SaveAsync(farm, "scheduler", [9], farm.Epoch + 1));
        await ExpectAsync(farm, "scheduler", [1, 2]);
    }

    private static async Task Its_age_is_told(FarmDriver farm)
    {
        await SaveAsync(farm, "scheduler", [1], farm.Epoch);
        await farm.AdvanceAsync(3);
        var read = Expect.NotNull("what was saved", await farm.Store.Checkpoints.ReadAsync("scheduler", farm.Stop));
        Expect.Span("its age", farm.Units(3), read.Age, farm.Harness.Slack);
    }

    private static async Task<bool> SaveAsync(FarmDriver farm, string name, byte[] content, long epoch)
    {
        var done = await farm.Store.Checkpoints.SaveAsync(name, content, epoch, farm.Stop);
        farm.Note($"save {content.Length} bytes as '{name}' under epoch {epoch}: {(done ? "done" : "refused")}");
        return done;
    }

    private static async Task ExpectAsync(FarmDriver farm, string name, IEnumerable<byte> content)
    {
        var read = Expect.NotNull($"what was saved as '{name}'", await farm.Store.Checkpoints.ReadAsync(name, farm.Stop));
        Expect.Same($"the bytes saved as '{name}'", content, read.Content.ToArray());
    }
}
