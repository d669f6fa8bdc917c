namespace BuildFarm.Builds;

/// <summary>One job of a builds file: one cell of a matrix, or one repetition.</summary>
internal sealed record BuildJob
{
    public required string Name { get; init; }

    /// <summary>Run by <c>sh -e</c>.</summary>
    public required string Script { get; init; }

    /// <summary>The values of the matrix' variables in this job, and its number <c>n</c>; the script sees them as environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public TimeSpan? Timeout { get; init; }
}
