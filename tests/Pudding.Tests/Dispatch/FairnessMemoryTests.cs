using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pudding.Dispatch;
using Pudding.Jobs;
using Pudding.Storage;

namespace Pudding.Tests.Dispatch;

/// <summary>Who has used how much outlives the host that knew it.</summary>
public sealed class FairnessMemoryTests : IDisposable
{
    private readonly FakeFarm _farm = new();

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task Another_host_goes_on_where_the_last_one_was()
    {
        await ConsumeAsync("big/x");
        await _farm.Get<Dispatcher>().RememberAsync(CancellationToken.None);

        Assert.Equal("small/x", await NextAfterTakeOverAsync());
    }

    [Fact]
    public async Task It_is_written_down_now_and_then_without_being_asked()
    {
        await ConsumeAsync("big/x");
        _farm.Clock.Advance(TimeSpan.FromSeconds(31));
        await _farm.DispatchAsync();

        Assert.Equal("small/x", await NextAfterTakeOverAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"Serial":-1,"Created":0,"Queues":[],"Tenants":[],"Rates":[]}""")]
    public async Task What_can_not_be_read_is_forgotten_and_dispatch_goes_on(string garbage)
    {
        await ConsumeAsync("big/x");
        var epoch = (await _farm.Get<IBatonStore>().AcquireAsync(await HolderAsync(), TimeSpan.FromMinutes(1), CancellationToken.None))!.Value;
        Assert.True(await _farm.Get<ICheckpointStore>().SaveAsync("pudding.fairness", Encoding.UTF8.GetBytes(garbage), epoch, CancellationToken.None));

        // Without memory, the one that was enqueued first.
        Assert.Equal("big/x", await NextAfterTakeOverAsync());
    }

    [Fact]
    public async Task A_host_that_has_lost_the_baton_writes_nothing_down()
    {
        await ConsumeAsync("big/x");
        await _farm.Get<Dispatcher>().RememberAsync(CancellationToken.None);
        _farm.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.NotNull(await _farm.Get<IBatonStore>().AcquireAsync("other", TimeSpan.FromSeconds(15), CancellationToken.None));

        await _farm.Get<Dispatcher>().RememberAsync(CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(20), (await _farm.Get<ICheckpointStore>().ReadAsync("pudding.fairness", CancellationToken.None))!.Age);
    }

    private async Task<string> HolderAsync()
    {
        await _farm.Get<Baton>().ReleaseAsync(CancellationToken.None);
        return "someone";
    }

    private async Task ConsumeAsync(string tenant)
    {
        await _farm.ConnectAsync("w");
        await _farm.EnqueueAsync(tenant);
        var assignment = Assert.Single(await _farm.FetchAsync("w"));
        await _farm.BeatAsync("w", held: [assignment.Lease]);
        for (var i = 0; i < 12; i++)
        {
            _farm.Clock.Advance(TimeSpan.FromSeconds(5));
            await _farm.BeatAsync("w", held: [assignment.Lease]);
            await _farm.Get<Dispatcher>().RunOnceAsync(CancellationToken.None);
        }

        await _farm.BeatAsync("w", results: [new() { Lease = assignment.Lease, Outcome = JobOutcome.Succeeded, RanFor = TimeSpan.FromMinutes(1) }]);
        await _farm.DispatchAsync();
    }

    /// <summary>Both have a job: who is given the slot by a dispatcher that has never seen them?</summary>
    private async Task<string> NextAfterTakeOverAsync()
    {
        await _farm.EnqueueAsync("big/x");
        await _farm.EnqueueAsync("small/x");
        await _farm.Get<Baton>().ReleaseAsync(CancellationToken.None);
        _farm.Clock.Advance(TimeSpan.FromMinutes(2));
        var baton = ActivatorUtilities.CreateInstance<Baton>(_farm.Services);
        var other = ActivatorUtilities.CreateInstance<Dispatcher>(_farm.Services, baton);
        await _farm.ConnectAsync("w");
        await _farm.BeatAsync("w", 1);
        await other.RunOnceAsync(CancellationToken.None);
        return Assert.Single((await _farm.BeatAsync("w")).Assignments).Tenant.Value;
    }
}
