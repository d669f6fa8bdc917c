namespace Pudding.Testing.Tests.Broken;

/// <summary>Stores that break one promise each.</summary>
internal static class BrokenStores
{
    public static IReadOnlyList<BrokenStore> All { get; } =
    [
        .. BrokenEnqueues.All, .. BrokenGroups.All, .. BrokenClaims.All, .. BrokenHeartbeats.All, .. BrokenSweeps.All, .. BrokenWorkers.All, .. BrokenPolicies.All, .. BrokenOrders.All, .. BrokenBooks.All, .. BrokenUsage.All,
        .. BrokenCredentials.All, .. BrokenRestarts.All,
    ];
}
