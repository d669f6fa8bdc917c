using Pudding.Policies;
using Pudding.Tenants;

namespace Pudding.Tests.Policies;

/// <summary>A host's database: what it says is what a test puts into it.</summary>
internal sealed class FakeSource : ITenantPolicySource
{
    private int _version;
    private Dictionary<TenantPath, TenantSettings>? _tenants;

    public Exception? Failure { get; set; }

    /// <summary>Held back until this is completed.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public int Calls { get; private set; }

    public void Say(params (string Path, TenantSettings Settings)[] tenants)
    {
        _version++;
        _tenants = tenants.ToDictionary(static tenant => TenantPath.Parse(tenant.Path), static tenant => tenant.Settings);
    }

    public async ValueTask<TenantPolicySnapshot?> ReadAsync(string? knownVersion, CancellationToken cancellationToken)
    {
        Calls++;
        if (Gate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        if (Failure is { } failure)
            throw failure;
        return _tenants is null || knownVersion == $"{_version}" ? null : new TenantPolicySnapshot { Version = $"{_version}", Tenants = _tenants };
    }
}
