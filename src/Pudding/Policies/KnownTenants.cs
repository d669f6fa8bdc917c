using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Policies;

/// <summary>Says whose jobs are refused under <see cref="PuddingOptions.RequireKnownTenants"/>. Thread-safe.</summary>
internal sealed class KnownTenants(IPolicyStore store, IOptions<PuddingOptions> options, TimeProvider clock) : IChangeListener
{
    private readonly Lazy<PoliciesInForce> _own = new(() => new PolicyLayers { Defaults = options.Value.ToPolicyDefaults() }.Resolve(version: 0));
    private volatile Cached? _cached;
    private int _hints;

    public void OnChange(in StoreChange change)
    {
        if (change.Kind is StoreChangeKind.Policies or StoreChangeKind.Missed)
        {
            Interlocked.Increment(ref _hints);
            _cached = null;
        }
    }

    /// <summary>What is wrong with a request that is otherwise fine, each error beginning with the field that it is about.</summary>
    public async ValueTask<List<string>> CheckAsync(JobGroupRequest request, CancellationToken cancellationToken)
    {
        if (!options.Value.RequireKnownTenants)
            return [];
        var known = _cached is { } cached && !(clock.GetElapsedTime(cached.ReadAt) >= cached.State.ValidFor) ? cached : null;
        if (known is not null && Check(request, known) is { Count: 0 })
            return [];

        // Before anybody is refused, afresh: a hint may be on its way.
        return Check(request, await ReadAsync(cancellationToken).ConfigureAwait(false));
    }

    private List<string> Check(JobGroupRequest request, Cached known)
    {
        var errors = new List<string>();
        for (var i = 0; i < request.Jobs.Count; i++)
        {
            if (!IsKnown(request.Jobs[i].Tenant, known))
                errors.Add($"Jobs[{i}].Tenant: '{request.Jobs[i].Tenant}' is unknown: no policy says anything of it or of a tenant above it (PuddingOptions.RequireKnownTenants).");
        }

        return errors;
    }

    /// <summary>This host's own settings count, too, so that it need not wait for its first publication.</summary>
    private bool IsKnown(TenantPath tenant, Cached known) => known.State.InForce.IsKnown(tenant) || _own.Value.IsKnown(tenant);

    private async ValueTask<Cached> ReadAsync(CancellationToken cancellationToken)
    {
        var hints = Volatile.Read(ref _hints);
        var readAt = clock.GetTimestamp();
        var read = new Cached(await store.ReadAsync(cancellationToken).ConfigureAwait(false), readAt);
        _cached = hints == Volatile.Read(ref _hints) ? read : null;
        return read;
    }

    private sealed record Cached(PolicyState State, long ReadAt);
}
