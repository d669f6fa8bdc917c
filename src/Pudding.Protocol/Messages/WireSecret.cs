namespace Pudding.Protocol.Messages;

/// <summary>A secret of a job. Only the worker that runs it ever gets it.</summary>
public sealed record WireSecret
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its value.</summary>
    public string? Value { get; init; }

    /// <summary>The name alone.</summary>
    public override string ToString() => $"{Name}: ***";
}
