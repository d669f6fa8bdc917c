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
            farm.Services.Remove(farm.Services.Last(static service => service.ServiceType == typeof(ICheckpointStore)));
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
    public void Nothing_can_be_wrapped_before_there_is_a_store()
    {
        var pudding = new ServiceCollection().AddPudding();

        var exception = Assert.Throws<InvalidOperationException>(() => pudding.DecorateStore<IJobStore>(static (_, store) => store));

        Assert.Contains("Call Use…Store first", exception.Message, StringComparison.Ordinal);
    }
}
