using Pudding.Jobs;
using Pudding.Tests.Faults.Simulated;

namespace Pudding.Tests.Faults.Directed;

/// <summary>What happens to hosts, to the store, and to their clocks.</summary>
public sealed class HostFaultTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(true, -86400)]
    [InlineData(true, 86400)]
    [InlineData(false, -86400)]
    [InlineData(false, 86400)]
    public async Task A_clock_that_is_set_loses_no_lease_and_holds_nothing_up(bool isStores, double seconds)
    {
        await _scene.EnqueueAsync("a/x", 4);
        _scene.Play(10);

        foreach (var clock in isStores ? [_scene.Estate.StoreClock] : _scene.Estate.Hosts.Select(static host => host.Clock))
            clock.Skew = TimeSpan.FromSeconds(seconds);
        await _scene.EnqueueAsync("b/x", 4);
        _scene.Finish(within: 120);

        Assert.All(_scene.Jobs, static job => Assert.Equal(0, job.InfrastructureLosses));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_host_that_stands_still_until_another_has_taken_over_does_no_harm_when_it_goes_on(int host)
    {
        await _scene.EnqueueAsync("a/x", 4);
        _scene.Play(10);
        await _scene.EnqueueAsync("b/x", 4);

        _scene.Estate.Hosts[host].StandStill(TimeSpan.FromSeconds(40));
        _scene.Play(100);
        _scene.Finish();
    }

    [Theory]
    [InlineData(CallFate.HostDiesBefore)]
    [InlineData(CallFate.HostDiesAfter)]
    [InlineData(CallFate.FailsBefore)]
    [InlineData(CallFate.FailsAfter)]
    public async Task A_dispatcher_that_stops_between_decision_claim_and_delivery_loses_no_job(object fate)
    {
        var happened = 0;
        _scene.Estate.Script = (_, name) => name == "Claim" && happened++ == 0 ? (CallFate)fate : CallFate.AsTheWeatherIs;

        await _scene.EnqueueAsync("a/x", 2);
        _scene.Finish(within: 120);

        Assert.True(happened > 0);
        Assert.All(_scene.Jobs, static job => Assert.Equal((1, 0), (job.Attempt, job.InfrastructureLosses)));
    }

    [Fact]
    public async Task A_store_that_is_away_for_longer_than_a_lease_costs_no_job_a_loss()
    {
        _scene.Estate.Plot = static _ => (JobOutcome.Succeeded, TimeSpan.FromSeconds(100));
        await _scene.EnqueueAsync("a/x", 3);
        _scene.Play(10);

        _scene.Estate.IsStoreAway = true;
        _scene.Play(150);
        _scene.Estate.IsStoreAway = false;
        _scene.Finish();

        Assert.All(_scene.Jobs, static job => Assert.Equal((1, 0), (job.Attempt, job.InfrastructureLosses)));
    }

    [Theory]
    [InlineData(CallFate.FailsBefore)]
    [InlineData(CallFate.FailsAfter)]
    [InlineData(CallFate.HostDiesBefore)]
    [InlineData(CallFate.HostDiesAfter)]
    public async Task Each_call_of_the_store_may_be_the_one_that_fails(object fate)
    {
        var calls = await PlayAsync(failing: int.MaxValue);
        Assert.InRange(calls, 50, 1000);

        for (var call = 0; call < calls; call++)
            await PlayAsync(call);

        // Two groups of jobs run; how many calls is that?
        async Task<int> PlayAsync(int failing)
        {
            using var scene = new Scene();
            var count = 0;
            scene.Estate.Script = (host, _) =>
            {
                if (count++ != failing)
                    return CallFate.AsTheWeatherIs;
                if ((CallFate)fate is CallFate.HostDiesBefore or CallFate.HostDiesAfter)
                    scene.Estate.Agenda.In(TimeSpan.FromSeconds(1), () => scene.Estate.AddHost());
                return (CallFate)fate;
            };
            await scene.EnqueueAsync("a/x", 2);
            scene.Play(7);
            await scene.EnqueueAsync("b/x", 2);
            scene.Finish();
            return count;
        }
    }
}
