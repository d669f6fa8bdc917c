using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Pudding.Storage.Sqlite.Tests.Support;

namespace Pudding.Storage.Sqlite.Tests.Hosts;

public sealed class HostStartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_host_whose_file_can_not_be_used_does_not_start()
    {
        await File.WriteAllTextAsync(_folder.File("farm.db"), "This is no database.");
        var started = false;
        using var host = Build(_folder.File("farm.db"), services: services => services.AddHostedService(_ => new Witness(() => started = true)));

        var refused = await Assert.ThrowsAsync<SqliteStoreException>(() => host.StartAsync());

        Assert.Equal(SqliteStoreProblem.NotAStore, refused.Problem);
        Assert.Contains("Give UseSqliteStore another path", refused.Message);
        Assert.False(started);
    }

    [Fact]
    public async Task A_host_starts_and_its_file_is_closed_with_it()
    {
        using (var host = Build(_folder.File("farm.db")))
        {
            await host.StartAsync();
            Assert.Equal(SqliteStoreProblem.InUse, OpenStore.Refused(_folder.File("farm.db")).Problem);
            await host.StopAsync();
        }

        await OpenStore.At(_folder.File("farm.db")).DisposeAsync();
        Assert.False(File.Exists(_folder.File("farm.db-wal")));
    }

    [Theory]
    [InlineData(nameof(SqliteStoreOptions.Path))]
    [InlineData(nameof(SqliteStoreOptions.Durability))]
    [InlineData(nameof(SqliteStoreOptions.BusyTimeout))]
    [InlineData(nameof(SqliteStoreOptions.CacheMegabytes))]
    [InlineData(nameof(SqliteStoreOptions.LogCapacity))]
    public async Task A_host_whose_settings_are_out_of_range_does_not_start(string setting)
    {
        using var host = Build(_folder.File("farm.db"), options => Spoil(options, setting));

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains($"SqliteStoreOptions.{setting} ", Assert.Single(refused.Failures));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static void Spoil(SqliteStoreOptions options, string setting)
    {
        switch (setting)
        {
            case nameof(SqliteStoreOptions.Path):
                options.Path = " ";
                break;
            case nameof(SqliteStoreOptions.Durability):
                options.Durability = (SqliteDurability)7;
                break;
            case nameof(SqliteStoreOptions.BusyTimeout):
                options.BusyTimeout = TimeSpan.FromMinutes(2);
                break;
            case nameof(SqliteStoreOptions.CacheMegabytes):
                options.CacheMegabytes = 0;
                break;
            default:
                options.LogCapacity = -1;
                break;
        }
    }

    private static IHost Build(string path, Action<SqliteStoreOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateApplicationBuilder();
        services?.Invoke(builder.Services); // what is added first starts first
        builder.Services.AddPudding().UseSqliteStore(path, configure);
        return builder.Build();
    }

    private sealed class Witness(Action started) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            started();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
