namespace Pudding.Health;

/// <summary>What is known of one worker, or of one instance with its workers, when it is judged.</summary>
internal sealed record HealthEvidence
{
    /// <summary>Why jobs failed because of the machine since the last success: one reason for each job, oldest first.</summary>
    public IReadOnlyList<string> InfrastructureFailures { get; init; } = [];

    /// <summary>How many of its jobs have ended within the window.</summary>
    public int Ended { get; init; }

    /// <summary>Whether it has ended enough of them since it was last compared with its peers.</summary>
    public bool IsDue { get; init; }

    /// <summary>Its jobs beside others of the same group: the same commit, so nothing but the worker should make them differ.</summary>
    public IReadOnlyList<Stratum> Groups { get; init; } = [];

    /// <summary>One job of each group, beside those of other groups of the same tenant in the same queue.</summary>
    public IReadOnlyList<Stratum> Tenants { get; init; } = [];
}
