using Microsoft.Extensions.DependencyInjection;
using Pudding.Storage.Sqlite.Tests.Support;

namespace Pudding.Storage.Sqlite.Tests;

/// <summary>What the README shows.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task What_it_shows_works()
    {
        using var folder = new TempFolder();
        var (farm, backup) = (folder.File("farm.db"), folder.File("farm-2026-05-01.db"));
        var services = new ServiceCollection();
        // snippet: registering
        services.AddPudding()
            .UseSqliteStore("farm.db", store => store.CacheMegabytes = 64);
        // end snippet
        await OpenStore.At(farm).DisposeAsync();

        // snippet: backing-up
        SqliteBackup.Create(farm, backup);
        // end snippet

        // snippet: restoring
        var former = SqliteBackup.Restore(backup, farm, DateTimeOffset.UtcNow);
        // end snippet
        Assert.True(File.Exists(former));
    }
}
