namespace Pudding.Instances;

/// <summary>A cell at one moment.</summary>
public sealed record CellState
{
    /// <summary>Names it.</summary>
    public required CellKey Key { get; init; }

    /// <summary>Whether it takes jobs.</summary>
    public required CellPhase Phase { get; init; }

    /// <summary>Counts the changes of its phase: who decided on what it was can see that it is something else by now.</summary>
    public required long Epoch { get; init; }

    /// <summary>Jobs claimed for it that are not over.</summary>
    public required int Active { get; init; }

    /// <summary>Why it is in its phase, for people; none while it was never changed.</summary>
    public string? Reason { get; init; }

    /// <summary>Who brought it there; none while it was never changed.</summary>
    public string? Actor { get; init; }

    /// <summary>When it came there, by the store's clock.</summary>
    public DateTimeOffset? Since { get; init; }
}
