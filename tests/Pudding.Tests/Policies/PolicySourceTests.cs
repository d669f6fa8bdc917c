using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Pudding.Dispatch;
using Pudding.Hosting;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Tests.Policies;

/// <summary>The host's own database as a source of policies, on fake time.</summary>
public sealed class PolicySourceTests : IDisposable
{
    private static readonly TenantPath Tenant = TenantPath.Parse("a/x");

    private readonly FakeSource _source = new();
    private readonly FakeLoggerProvider _logs = new();
    private LiveFarm? _farm;

    public void Dispose() => _farm?.Dispose();

    [Fact]
    public async Task What_it_says_is_in_force_within_a_second_and_so_is_each_change()
    {
        var farm = Begin();
        await farm.EnqueueAsync("a/x", 20);
        await farm.RunAsync(seconds: 3.1);
        Assert.Equal(1, farm.Held); // code's limit; the source has said nothing yet

        _source.Say(("a/x", new() { MaxConcurrent = 3 }));
        await farm.RunAsync(seconds: 1);
        _source.Say(("a/x", new() { Plan = "gold" }));
        await farm.RunAsync(seconds: 1);
        _source.Say();
        await farm.RunAsync(seconds: 1);

        Assert.Equal([0, 3.5, 3.5, 4.5, 4.5, 4.5], farm.Starts.Select(static start => start.At));
        Assert.Equal(1, (await farm.Policies.ReadAsync()).InForce.Tenants.Ceiling(Tenant, holdsJobs: true));
    }

    [Fact]
    public async Task An_override_lies_over_it_and_it_lies_over_code()
    {
        var farm = Begin();
        _source.Say(("a/x", new() { MaxConcurrent = 3, Weight = 7 }));
        await farm.Policies.SetTenantAsync(Tenant, new() { MaxConcurrent = 2 }, LiveFarm.By("anna"));
        await farm.RunAsync(seconds: 1);

        Assert.Equal(new TenantPolicy { MaxConcurrent = 2, Weight = 7 }, (await farm.Policies.ReadAsync()).InForce.Tenants[Tenant]);
    }

    [Fact]
    public async Task While_it_fails_what_it_said_stays_in_force_and_dispatch_goes_on()
    {
        var farm = Begin();
        _source.Say(("a/x", new() { MaxConcurrent = 3 }));
        await farm.RunAsync(seconds: 1);
        _source.Say(("a/x", new() { MaxConcurrent = 5 }));
        _source.Failure = new InvalidOperationException("no database");
        await farm.EnqueueAsync("a/x", 20);

        await farm.RunAsync(seconds: 120);
        Assert.Equal(3, farm.Held);
        Assert.InRange(_source.Calls, 5, 12); // it is not hammered
        Assert.All(_logs.Collector.GetSnapshot().Where(static log => log.Level == LogLevel.Error), static log => Assert.Equal(1400, log.Id.Id));

        _source.Failure = null;
        await farm.RunAsync(seconds: 60);
        Assert.Equal(5, farm.Held);
    }

    [Fact]
    public async Task While_it_hangs_dispatch_goes_on_and_after_a_while_it_is_asked_again()
    {
        var farm = Begin();
        _source.Gate = new TaskCompletionSource();
        await farm.EnqueueAsync("a/x", 20);
        await farm.RunAsync(seconds: 2);
        await farm.EndAsync(1);
        await farm.RunAsync();
        Assert.Equal([0, 2], farm.Starts.Select(static start => start.At));
        Assert.Equal(1, _source.Calls);

        _source.Gate = null;
        _source.Say(("a/x", new() { MaxConcurrent = 3 }));
        farm.Farm.Clock.Advance(TimeSpan.FromSeconds(28)); // now its token is cancelled
        await Eventually.GetAsync("the source is heard", async () =>
        {
            await farm.RunAsync(seconds: 0.5);
            return farm.Held == 3 ? "heard" : null;
        });
    }

    [Theory]
    [InlineData("weight", "Tenant 'a/x': Weight: -1 is not a number from 0.01 to 100.")]
    [InlineData("plan", "Tenant 'a/x': Plan: there is no plan 'glod'; known are gold.")]
    [InlineData("guarantee", "Tenant 'a': Guarantee: 0 is less than the 2 guaranteed right below it.")]
    public async Task A_snapshot_with_an_error_is_refused_whole_and_named(string wrong, string message)
    {
        var farm = Begin();
        _source.Say(("a/x", new() { MaxConcurrent = 3 }));
        await farm.RunAsync(seconds: 1);

        _source.Say(("b", new() { MaxConcurrent = 9 }), ("a/x", wrong switch
        {
            "weight" => new() { Weight = -1 },
            "plan" => new() { Plan = "glod" },
            _ => new() { Guarantee = 2 },
        }));
        await farm.RunAsync(seconds: 5);

        var inForce = (await farm.Policies.ReadAsync()).InForce;
        Assert.Equal([new(Tenant, new TenantPolicy { MaxConcurrent = 3 })], inForce.Tenants.Own);
        Assert.Empty(inForce.Problems);
        var log = Assert.Single(_logs.Collector.GetSnapshot(), static log => log.Level >= LogLevel.Warning);
        Assert.Equal(1401, log.Id.Id);
        Assert.Contains(message, log.Message, StringComparison.Ordinal);

        _source.Say(("a/x", new() { MaxConcurrent = 4 }));
        await farm.RunAsync(seconds: 1);
        Assert.Equal(4, (await farm.Policies.ReadAsync()).InForce.Tenants[Tenant].MaxConcurrent);
    }

    [Fact]
    public async Task Of_two_sources_the_later_wins_and_one_that_hangs_does_not_silence_the_other()
    {
        var other = new OtherSource();
        var farm = Begin(farm => farm.Services.AddSingleton<ITenantPolicySource>(other));
        _source.Say(("a/x", new() { MaxConcurrent = 3, Weight = 2 }));
        other.Inner.Say(("a/x", new() { MaxConcurrent = 4 }));
        await farm.RunAsync(seconds: 1);
        Assert.Equal(new TenantPolicy { MaxConcurrent = 4, Weight = 2 }, (await farm.Policies.ReadAsync()).InForce.Tenants[Tenant]);

        _source.Gate = new TaskCompletionSource();
        await farm.RunAsync(seconds: 1);
        other.Inner.Say(("a/x", new() { MaxConcurrent = 5 }));
        await farm.RunAsync(seconds: 1);
        Assert.Equal(new TenantPolicy { MaxConcurrent = 5, Weight = 2 }, (await farm.Policies.ReadAsync()).InForce.Tenants[Tenant]);
    }

    [Fact]
    public async Task A_refused_snapshot_is_tried_again_when_what_it_did_not_go_with_has_changed()
    {
        var other = new OtherSource();
        var farm = Begin(farm => farm.Services.AddSingleton<ITenantPolicySource>(other));
        _source.Say(("a/x", new() { Guarantee = 2 }));
        await farm.RunAsync(seconds: 1);
        Assert.Equal(0, (await farm.Policies.ReadAsync()).InForce.Tenants[Tenant].Guarantee);

        other.Inner.Say(("a", new() { Guarantee = 2 }));
        await farm.RunAsync(seconds: 2);

        Assert.Equal(2, (await farm.Policies.ReadAsync()).InForce.Tenants[Tenant].Guarantee);
    }

    [Fact]
    public async Task A_host_that_takes_over_keeps_what_the_store_has_until_its_source_answers()
    {
        var farm = Begin();
        _source.Say(("a/x", new() { MaxConcurrent = 3 }));
        await farm.RunAsync(seconds: 1);

        // Another host schedules for a while, and its source says more; then this one takes over, and its source is away.
        var batons = farm.Farm.Get<IBatonStore>();
        farm.Farm.Clock.Advance(TimeSpan.FromSeconds(15));
        var epoch = (await batons.AcquireAsync("other", TimeSpan.FromSeconds(15), CancellationToken.None))!.Value;
        var newer = new PolicyDefaults
        {
            Sources = [new() { Source = typeof(FakeSource).FullName!, Tenants = new Dictionary<TenantPath, TenantSettings> { [Tenant] = new() { MaxConcurrent = 2 } } }],
        };
        Assert.True(await farm.Farm.Get<IPolicyStore>().PublishAsync(newer, epoch, CancellationToken.None));
        await farm.RunAsync();
        await batons.ReleaseAsync("other", CancellationToken.None);
        _source.Failure = new InvalidOperationException("no database");
        await farm.RunAsync(seconds: 20);
        Assert.True(farm.Farm.Get<Baton>().IsHeld);
        Assert.Equal(2, (await farm.Policies.ReadAsync()).InForce.Tenants[Tenant].MaxConcurrent);

        _source.Failure = null;
        await farm.RunAsync(seconds: 60);
        Assert.Equal(3, (await farm.Policies.ReadAsync()).InForce.Tenants[Tenant].MaxConcurrent);
    }

    [Fact]
    public async Task An_answer_from_before_another_host_scheduled_is_not_published()
    {
        var farm = Begin();
        await farm.RunAsync();
        var board = farm.Farm.Get<PolicyBoard>();
        var reign = board.Reign;
        board.Reset(); // it lost the baton and got it back, while the source was thinking
        var snapshot = new TenantPolicySnapshot { Version = "old", Tenants = new Dictionary<TenantPath, TenantSettings> { [Tenant] = new() { MaxConcurrent = 3 } } };

        Assert.False(board.TryPut(reign, typeof(FakeSource).FullName!, snapshot, out _));
        Assert.Null(Assert.Single(board.Current.Sources).Tenants);
        Assert.True(board.TryPut(board.Reign, typeof(FakeSource).FullName!, snapshot, out _));
    }

    private LiveFarm Begin(Action<IPuddingBuilder>? add = null) => _farm = LiveFarm.Begin(new(
        farm =>
        {
            farm.Services.AddLogging(logging => logging.AddProvider(_logs));
            farm.Services.AddSingleton<ITenantPolicySource>(_source);
            farm.AddPlan("gold", static plan => plan.MaxConcurrent = 6);
            add?.Invoke(farm);
        },
        static options => options.DefaultLimit = 1));

    private sealed class OtherSource : ITenantPolicySource
    {
        public FakeSource Inner { get; } = new();

        public ValueTask<TenantPolicySnapshot?> ReadAsync(string? knownVersion, CancellationToken cancellationToken) => Inner.ReadAsync(knownVersion, cancellationToken);
    }
}
