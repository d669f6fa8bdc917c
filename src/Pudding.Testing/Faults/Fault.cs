namespace Pudding.Testing.Faults;

/// <summary>How a call of a store fails.</summary>
public enum Fault
{
    /// <summary>It doesn't.</summary>
    None = 0,

    /// <summary>It fails and nothing was done. Of a feed of hints: the feed breaks off.</summary>
    Before = 1,

    /// <summary>It is done, and fails then: the caller can't know. Of a feed of hints: a hint is lost, and nobody is told.</summary>
    After = 2,
}
