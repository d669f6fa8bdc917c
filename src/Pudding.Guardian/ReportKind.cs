namespace Pudding.Guardian;

/// <summary>What became of the command that a guardian was to run. The names are on the wire.</summary>
internal enum ReportKind
{
    /// <summary>It ended with an exit code.</summary>
    Exited,

    /// <summary>A signal killed it.</summary>
    Signaled,

    /// <summary>It was not started: the command is at fault.</summary>
    BadCommand,

    /// <summary>It was not started: the working directory is at fault.</summary>
    BadDirectory,

    /// <summary>It was not started: the worker went or the deadline passed before.</summary>
    NotStarted,

    /// <summary>The guardian itself failed.</summary>
    Broken,
}
