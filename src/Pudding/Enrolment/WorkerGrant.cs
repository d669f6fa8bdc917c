namespace Pudding.Enrolment;

/// <summary>What whoever redeems a token becomes.</summary>
public sealed record WorkerGrant
{
    /// <summary>The queues that the worker serves, at least one.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>The most jobs that it runs at once, at least one.</summary>
    public required int Slots { get; init; }

    /// <summary>The instance that it runs on, which is its worker id too.</summary>
    /// <value>None for a machine outside any pool.</value>
    public string? InstanceId { get; init; }

    /// <summary>What its worker id begins with when it has no instance.</summary>
    /// <value>None for an instance.</value>
    public string? Name { get; init; }

    /// <summary>The pool that its instance belongs to, if any.</summary>
    public string? Pool { get; init; }
}
