namespace Pudding.Protocol.Messages;

/// <summary>What is wrong, as <c>application/problem+json</c> (RFC 9457).</summary>
public sealed record WireProblem
{
    /// <summary>A URI that names the kind of problem: <c>urn:pudding:</c> and one of <see cref="ProblemCodes"/>.</summary>
    public string? Type { get; init; }

    /// <summary>The kind in words.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>What is wrong, naming the field, and what to do.</summary>
    public string? Detail { get; init; }

    /// <summary>The field that is wrong, if it is one.</summary>
    public string? Field { get; init; }
}
