namespace Pudding.Recovery;

/// <summary>Who asks for a recovery, and how it is to be done.</summary>
public sealed record RecoveryRequest
{
    /// <summary>Who asks, for the log and the reasons of jobs; 1 to 200 characters.</summary>
    public required string Actor { get; init; }

    /// <summary>Why, for people; at most 1000 characters.</summary>
    /// <value>None by default.</value>
    public string? Reason { get; init; }

    /// <summary>Whether to count only: the report says what would be done, and nothing is changed.</summary>
    /// <value><c>false</c> by default.</value>
    public bool DryRun { get; init; }

    /// <summary>The most jobs to act on; those enqueued first go first. At least 1.</summary>
    /// <value>None by default: all that fit.</value>
    public long? Limit { get; init; }

    /// <summary>Says that a query in which nothing is said, and which every job fits, is meant.</summary>
    /// <value><c>false</c> by default: such a query is refused.</value>
    public bool All { get; init; }

    /// <summary>Told after each batch.</summary>
    /// <value>None by default.</value>
    public IProgress<RecoveryProgress>? Progress { get; init; }
}
