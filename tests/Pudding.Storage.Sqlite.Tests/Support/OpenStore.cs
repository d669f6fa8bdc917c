using Microsoft.Extensions.DependencyInjection;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Testing;

namespace Pudding.Storage.Sqlite.Tests.Support;

/// <summary>A store without a host.</summary>
internal sealed class OpenStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private OpenStore(ServiceProvider services)
    {
        _services = services;
        Database = services.GetRequiredService<SqliteDatabase>();
        Stores = StoreSet.From(services);
    }

    public SqliteDatabase Database { get; }

    public StoreSet Stores { get; }

    /// <exception cref="SqliteStoreException">The file can't be used.</exception>
    public static OpenStore At(string path, TimeSpan? busyTimeout = null, TimeProvider? clock = null)
    {
        var services = new ServiceCollection();
        if (clock is not null)
            services.AddSingleton(clock);
        services.AddPudding().UseSqliteStore(path, options => options.BusyTimeout = busyTimeout ?? options.BusyTimeout);
        var provider = services.BuildServiceProvider();
        try
        {
            provider.GetRequiredService<SqliteDatabase>().Open();
            return new OpenStore(provider);
        }
        catch
        {
            provider.Dispose();
            throw;
        }
    }

    /// <summary>Why a file is refused.</summary>
    public static SqliteStoreException Refused(string path, TimeSpan? busyTimeout = null) => Assert.Throws<SqliteStoreException>(() => At(path, busyTimeout));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
