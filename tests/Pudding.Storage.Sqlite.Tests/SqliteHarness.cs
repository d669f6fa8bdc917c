using Microsoft.Extensions.DependencyInjection;
using Pudding.Storage.Sqlite.Engine;
using Pudding.Storage.Sqlite.Tests.Support;
using Pudding.Testing;

namespace Pudding.Storage.Sqlite.Tests;

/// <summary>Makes SQLite stores, each in a file of its own, whose clock is moved by hand.</summary>
internal sealed class SqliteHarness : StoreHarness
{
    private readonly TempFolder _folder = new();
    private ServiceProvider? _services;
    private SkewedClock _clock = new();
    private int _made;

    public override StoreAbilities Abilities =>
        StoreAbilities.PassTime | StoreAbilities.ManualTime | StoreAbilities.SetClock | StoreAbilities.Durable | StoreAbilities.SmallLogs;

    public override int LogCapacity => 1000;

    public override async ValueTask<StoreSet> CreateAsync(CancellationToken cancellationToken)
    {
        await CloseAsync(CancellationToken.None);
        _clock = new SkewedClock();
        _made++;
        return Open();
    }

    /// <summary>What the statements of this harness's stores read as a whole, though it may be large.</summary>
    public List<string> Scans { get; } = [];

    public override async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        if (_services is not { } services)
            return;
        _services = null;
        IReadOnlyList<string> statements = [.. services.GetRequiredService<SqliteDatabase>().Statements.Distinct()];
        Assert.True(statements.Count < 150, "There are as many statements as calls: one is put together anew each time.");
        await services.DisposeAsync();
        Scans.AddRange(QueryPlans.FindScans(CurrentFile, statements));
    }

    public override async ValueTask<StoreSet> ReopenAsync(CancellationToken cancellationToken)
    {
        await CloseAsync(CancellationToken.None);
        return Open();
    }

    public override ValueTask AdvanceAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        _clock.Advance(by);
        return ValueTask.CompletedTask;
    }

    public override ValueTask SetClockAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        _clock.Skew += by;
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync(CancellationToken.None);
        _folder.Dispose();
        await base.DisposeAsync();
    }

    private string CurrentFile => _folder.File($"store-{_made}.db");

    private StoreSet Open()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddPudding().UseSqliteStore(CurrentFile, options =>
        {
            options.LogCapacity = LogCapacity;
            options.Durability = SqliteDurability.Process; // what is written is the same, and this is run thousands of times
        });
        _services = services.BuildServiceProvider();
        return StoreSet.From(_services);
    }
}
