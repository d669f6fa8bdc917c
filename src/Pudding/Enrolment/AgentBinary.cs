namespace Pudding.Enrolment;

/// <summary>An agent that machines may get from this host.</summary>
public sealed record AgentBinary
{
    /// <summary>What it runs on: <c>linux-x64</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>Where the program is on this host.</summary>
    public required string Path { get; init; }

    /// <summary>How many bytes it has.</summary>
    public required long Length { get; init; }

    /// <summary>Its SHA-256, in lower-case hexadecimal digits, for whoever fetches it to compare.</summary>
    public required string Sha256 { get; init; }
}
