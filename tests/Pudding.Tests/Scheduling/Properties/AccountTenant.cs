using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Properties;

/// <summary>A tenant in the account, over all queues.</summary>
internal sealed class AccountTenant(TenantPath path, AccountTenant? parent)
{
    private long _worst = long.MinValue;
    private long _netStarts;

    public TenantPath Path { get; } = path;

    public AccountTenant? Parent { get; } = parent;

    public TenantPolicy Policy { get; private set; } = TenantPolicy.Default;

    public long InverseWeight { get; private set; }

    public int Running { get; set; }

    /// <summary>Nodes and tenants that keep it.</summary>
    public int Uses { get; set; }

    /// <summary>When the bucket will be full again.</summary>
    public long FullAt { get; private set; } = long.MinValue;

    public long Interval { get; private set; }

    public bool IsRated => Policy.StartsPerMinute is not null;

    public long TokenAt => FullAt == long.MinValue ? FullAt : FullAt - ((Policy.StartBurst - 1) * Interval);

    public void SetPolicy(TenantPolicy policy, long newest)
    {
        if (policy.StartsPerMinute != Policy.StartsPerMinute || policy.StartBurst != Policy.StartBurst)
            (_worst, _netStarts) = (long.MinValue, 0);
        Policy = policy;
        InverseWeight = (long)Math.Round(429496729.6 / policy.Weight);
        Interval = policy.StartsPerMinute is { } rate ? Math.Max(1, (long)Math.Round(600_000_000 / rate)) : 0;
        FullAt = IsRated ? Math.Min(FullAt, newest + (policy.StartBurst * Interval)) : long.MinValue;
    }

    public void TakeToken(long now) => FullAt = Math.Max(FullAt, now) + Interval;

    public void GiveTokenBack()
    {
        _netStarts--;
        if (FullAt != long.MinValue)
            FullAt -= Interval;
    }

    /// <summary>Whether a start now keeps, in every window that ends now, to the burst and a start for each interval of its length; a start that was returned
    /// counts from then on as none. Counted, not by a bucket: the worst window begins with the start at which time was furthest ahead of starts.</summary>
    public bool KeepsRate(long now)
    {
        _worst = Math.Max(_worst, now - (_netStarts * Interval));
        _netStarts++;
        return (_netStarts * Interval) - now + _worst <= Policy.StartBurst * Interval;
    }
}
