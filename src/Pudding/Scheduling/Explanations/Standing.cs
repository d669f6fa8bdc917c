using Pudding.Tenants;

namespace Pudding.Scheduling.Explanations;

/// <summary>Where a tenant stands among its siblings that could start a job now.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Rank">Its place; 1 goes next.</param>
/// <param name="Of">How many there are, with itself.</param>
/// <param name="IsGuaranteed">Whether it goes ahead of the order, because it has less than it is guaranteed.</param>
/// <param name="Borrows">Whether it goes behind the order, because it is at its limit and takes what is idle.</param>
public sealed record Standing(TenantPath Tenant, int Rank, int Of, bool IsGuaranteed, bool Borrows)
{
    /// <summary>The standing in words.</summary>
    public override string ToString() => $"{Tenant} is number {Rank} of {Of} {(Tenant.Parent is { } parent ? $"in {parent}" : "at the top")}{TierInWords()}";

    private string TierInWords() => this switch
    {
        { IsGuaranteed: true } => ", ahead of those who have what they are guaranteed",
        { Borrows: true } => ", behind those who are below their limits: it would borrow",
        _ => "",
    };
}
