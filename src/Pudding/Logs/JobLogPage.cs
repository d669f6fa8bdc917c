namespace Pudding.Logs;

/// <summary>A part of what a job has logged.</summary>
public sealed record JobLogPage
{
    /// <summary>The bytes, by convention UTF-8 text; a page may begin or end inside a character.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Where the next page begins.</summary>
    public required long NextOffset { get; init; }

    /// <summary>Whether nothing more will come: the job is over, and this is the end of its log.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Whether a part is missing: the log reached its cap, or was forgotten by age.</summary>
    public bool IsCut { get; init; }
}
