namespace Pudding.Policies;

/// <summary>Reads what the host's own database says of tenants: plans that were bought, limits that were agreed. Register it with <c>AddTenantPolicySource</c>.</summary>
/// <remarks>
/// <para>The host that schedules asks every <see cref="Hosting.PuddingOptions.PolicySourceInterval"/>, one call at a time, never in the way of dispatching: a call that is slow or
/// throws only makes what is in force older. After 30 s the token of a call is cancelled; honour it.</para>
/// <para>What it says lies over code and configuration, and under the overrides in the store.</para>
/// </remarks>
public interface ITenantPolicySource
{
    /// <summary>Everything that the source says of tenants, if that is something else than what the caller knows.</summary>
    /// <param name="knownVersion">The version that the caller has; <c>null</c> when it has none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The whole of it; <c>null</c> when nothing has changed since <paramref name="knownVersion"/>. One with an error in it is refused whole.</returns>
    ValueTask<TenantPolicySnapshot?> ReadAsync(string? knownVersion, CancellationToken cancellationToken);
}
