using Microsoft.Extensions.DependencyInjection;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Tests.Policies;

public sealed class KnownTenantsTests : IDisposable
{
    private readonly FakeSource _source = new();
    private readonly LiveFarm _farm;

    public KnownTenantsTests() => _farm = LiveFarm.Begin(new(
        farm =>
        {
            farm.Services.AddSingleton<ITenantPolicySource>(_source);
            farm.AddTenant("rails", static _ => { });
        },
        static options => options.RequireKnownTenants = true));

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task Jobs_of_an_unknown_tenant_are_refused_by_index_and_nothing_is_enqueued()
    {
        var request = new JobRequest { Tenant = TenantPath.Parse("rails/rails"), Queue = "linux" };

        var exception = await Assert.ThrowsAsync<JobRejectedException>(() => _farm.Farm.Client.EnqueueAsync(
            JobGroupRequest.Of(request, request with { Tenant = TenantPath.Parse("railz/rails") }, request with { Tenant = TenantPath.Parse("railsx") })));

        Assert.Equal(
            ["Jobs[1].Tenant: 'railz/rails' is unknown: no policy says anything of it or of a tenant above it (PuddingOptions.RequireKnownTenants).",
                "Jobs[2].Tenant: 'railsx' is unknown: no policy says anything of it or of a tenant above it (PuddingOptions.RequireKnownTenants)."],
            exception.Errors);
        await _farm.RunAsync();
        Assert.Empty(_farm.Starts);
    }

    [Fact]
    public async Task Code_makes_a_tenant_known_before_anything_is_published() =>
        Assert.Single(await _farm.EnqueueAsync("rails/rails", 1));

    [Fact]
    public async Task A_source_makes_a_tenant_known()
    {
        await _farm.RunAsync(seconds: 1);
        Assert.False(await IsKnownAsync("new/one"));
        _source.Say(("new", new() { Weight = 2 }));
        await _farm.RunAsync(seconds: 1);

        Assert.True(await IsKnownAsync("new/one"));
    }

    [Fact]
    public async Task An_override_makes_a_tenant_known_at_once_without_a_hint_and_until_it_is_over()
    {
        Assert.False(await IsKnownAsync("new/one"));
        await _farm.Policies.SetTenantAsync(TenantPath.Parse("new"), new() { Weight = 2 }, LiveFarm.By("anna", seconds: 10));

        Assert.True(await IsKnownAsync("new/one"));
        _farm.Farm.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.True(await IsKnownAsync("new/one"));
        _farm.Farm.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await IsKnownAsync("new/one"));
    }

    [Fact]
    public async Task A_cleared_override_is_known_of_when_its_hint_has_come()
    {
        await _farm.Policies.SetTenantAsync(TenantPath.Parse("new"), new() { Weight = 2 }, LiveFarm.By("anna"));
        Assert.True(await IsKnownAsync("new/one"));
        await _farm.Policies.ClearTenantAsync(TenantPath.Parse("new"), LiveFarm.By("anna"));
        await _farm.RunAsync();

        Assert.False(await IsKnownAsync("new/one"));
    }

    [Fact]
    public async Task The_store_is_not_read_for_each_request()
    {
        await _farm.RunAsync();
        var known = new CountingStore(_farm.Farm.Get<IPolicyStore>());
        var tenants = new KnownTenants(known, Microsoft.Extensions.Options.Options.Create(new PuddingOptions { RequireKnownTenants = true }), _farm.Farm.Clock);
        var request = JobGroupRequest.Of(new JobRequest { Tenant = TenantPath.Parse("rails/rails"), Queue = "linux" });
        for (var i = 0; i < 5; i++)
            Assert.Empty(await tenants.CheckAsync(request, CancellationToken.None));

        Assert.Equal(1, known.Reads);
    }

    [Fact]
    public async Task Without_the_option_everybody_is_welcome()
    {
        using var farm = LiveFarm.Begin(new());
        Assert.Single(await farm.EnqueueAsync("anybody/at/all", 1));
    }

    private async Task<bool> IsKnownAsync(string tenant)
    {
        try
        {
            await _farm.EnqueueAsync(tenant, 1);
            return true;
        }
        catch (JobRejectedException)
        {
            return false;
        }
    }

    private sealed class CountingStore(IPolicyStore store) : IPolicyStore
    {
        public int Reads { get; private set; }

        public ValueTask<bool> PublishAsync(PolicyDefaults defaults, long epoch, CancellationToken cancellationToken) => store.PublishAsync(defaults, epoch, cancellationToken);

        public ValueTask<PolicyWriteResult> SetAsync(NewPolicyOverride setting, CancellationToken cancellationToken) => store.SetAsync(setting, cancellationToken);

        public ValueTask<PolicyWriteResult> ClearAsync(PolicyTarget target, string actor, string? reason, CancellationToken cancellationToken) =>
            store.ClearAsync(target, actor, reason, cancellationToken);

        public ValueTask<PolicyState> ReadAsync(CancellationToken cancellationToken)
        {
            Reads++;
            return store.ReadAsync(cancellationToken);
        }
    }
}
