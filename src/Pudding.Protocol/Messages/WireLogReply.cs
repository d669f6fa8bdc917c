namespace Pudding.Protocol.Messages;

/// <summary>What became of a piece of a log.</summary>
public sealed record WireLogReply
{
    /// <summary>One of <c>appended</c>, <c>full</c>, <c>gap</c>, <c>refused</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Where the next piece begins.</summary>
    public long NextOffset { get; init; }
}
