using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Tests.Hosting;

/// <summary>All interfaces of a store come from one.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task A_part_of_another_store_stops_the_host_and_is_named()
    {
        using var host = Farm.Build(farm => farm.Services.AddSingleton<IEventStore>(_ => throw new InvalidOperationException("never made")));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("IEventStore: it was registered beside the in-memory store", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_lacks_a_part_says_which()
    {
        using var host = Farm.Build(farm =>
        {
            foreach (var own in farm.Services.Where(static service => service.ServiceType == typeof(ICheckpointStore)).Skip(1).ToList())
                farm.Services.Remove(own);
        });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("in-memory store lacks ICheckpointStore", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_can_be_wrapped_more_than_once_and_is_made_once()
    {
        var made = new List<string>();
        using var host = Farm.Build(farm => farm
            .DecorateStore<IJobStore>((_, store) => Wrap("inner", store))
            .DecorateStore<IJobStore>((_, store) => Wrap("outer", store)));

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["inner", "outer"], made);

        IJobStore Wrap(string name, IJobStore store)
        {
            made.Add(name);
            return new Dispatch.FaultyJobStore(store);
        }
    }

    [Fact]
    public async Task What_is_wrapped_is_disposed_of_with_the_host()
    {
        Disposable? made = null;
        var services = new ServiceCollection();
        services.AddPudding().UseStore("disposable", store => store.AddSingleton<IBatonStore>(_ => made = new Disposable()));
        await using (var provider = services.AddLogging().BuildServiceProvider())
            Assert.NotSame(made, provider.GetRequiredService<IBatonStore>());

        Assert.True(made!.IsDisposed);
    }

    [Fact]
    public void Nothing_can_be_wrapped_before_there_is_a_store()
    {
        var pudding = new ServiceCollection().AddPudding();

        var exception = Assert.Throws<InvalidOperationException>(() => pudding.DecorateStore<IJobStore>(static (_, store) => store));

        Assert.Contains("Call Use…Store first", exception.Message, StringComparison.Ordinal);
    }

    private sealed class Disposable : IBatonStore, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public ValueTask<long?> AcquireAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) => new((long?)null);

        public ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Dispose() => IsDisposed = true;
    }
}
