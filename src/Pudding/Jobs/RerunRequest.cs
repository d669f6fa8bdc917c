namespace Pudding.Jobs;

/// <summary>How to run jobs of a group again.</summary>
public sealed record RerunRequest
{
    /// <summary>Which jobs.</summary>
    /// <value><see cref="RerunScope.Failed"/> by default.</value>
    public RerunScope Scope { get; init; }

    /// <summary>Makes the call safe to repeat: the same key for the same group and scope returns the group that the first call made. At most 200 characters.</summary>
    /// <value>None by default: every call makes a new group.</value>
    public string? IdempotencyKey { get; init; }
}
