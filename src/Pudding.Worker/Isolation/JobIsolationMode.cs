namespace Pudding.Worker.Isolation;

/// <summary>Whether jobs are kept apart.</summary>
public enum JobIsolationMode
{
    /// <summary>Jobs run as the worker's own user: for jobs that are trusted as much as the worker is.</summary>
    None,

    /// <summary>As well as this machine can: as users of their own when the worker is root on Linux, else as with <see cref="None"/>, which the log says.</summary>
    WhenPossible,

    /// <summary>The worker doesn't start where jobs can't run as users of their own, or where a limit that is set can't be kept.</summary>
    Required,
}
