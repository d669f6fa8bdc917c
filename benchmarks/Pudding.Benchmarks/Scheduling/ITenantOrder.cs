namespace Pudding.Benchmarks.Scheduling;

/// <summary>The least that decides whose turn it is: tenants by what they were charged. A stand-in, written here, for how others do it.</summary>
internal interface ITenantOrder
{
    /// <summary>The tenant that was charged least.</summary>
    int First { get; }

    /// <summary>Charges a tenant more, or less.</summary>
    void Charge(int tenant, long amount);
}
