namespace Pudding.Protocol;

/// <summary>The versions of the wire that this package speaks. Host and worker may be one version apart.</summary>
public static class ProtocolVersions
{
    /// <summary>The newest that this package speaks.</summary>
    public const int Current = 1;

    /// <summary>The oldest that this package still speaks.</summary>
    public const int Oldest = 1;

    /// <summary>The header in which a worker says what it speaks, and a host what it answers in.</summary>
    public const string Header = "Pudding-Protocol";

    /// <summary>The version to speak with someone whose newest is <paramref name="theirs"/>.</summary>
    /// <returns>The newest that both speak; none when they are too far apart. Someone newer than this package is spoken to in <see cref="Current"/>: it is up to
    /// them to know it still.</returns>
    public static int? Agree(int theirs) => theirs < Oldest ? null : Math.Min(theirs, Current);
}
