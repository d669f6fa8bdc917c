using Pudding.Worker.Isolation;
using Pudding.Workers;

namespace Pudding.Worker.Commands;

/// <summary>The settings of a worker that runs commands. Checked when the host starts: a wrong one stops it with a message that names it.</summary>
public sealed class CommandWorkerOptions
{
    /// <inheritdoc cref="WorkerOptions.Name" />
    public string? Name { get; set; }

    /// <summary>The names of the variables that a job sees of the host's environment; all others it is not given. (As the same user
    /// it could look them up in <c>/proc</c>: see the limits in the package's README.)</summary>
    /// <value><c>PATH</c>, <c>HOME</c>, <c>LANG</c>, <c>TZ</c>, <c>TMPDIR</c>, <c>USER</c>, <c>LOGNAME</c> and <c>SHELL</c> by default.</value>
    public ISet<string> InheritEnvironment { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "PATH", "HOME", "LANG", "TZ", "TMPDIR", "USER", "LOGNAME", "SHELL" };

    /// <summary>The absolute path of the directory in which each job gets its own; made when missing. Others must not be able to write to it.</summary>
    /// <value>None by default: the system's directory for temporary files.</value>
    public string? WorkRoot { get; set; }

    /// <summary>The longest that a job may go on after it was asked to stop, whatever it says itself. At most 5 s less than
    /// <c>PuddingOptions.LeaseMargin</c>, so that a job never outlives its lease.</summary>
    /// <value>10 s by default.</value>
    public TimeSpan MaxKillGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How jobs are kept apart from each other and from the worker.</summary>
    public JobIsolationOptions Isolation { get; } = new();

    /// <summary>The absolute path of the guardian: a program, or the assembly <c>Pudding.Guardian.dll</c> with its files beside it.</summary>
    /// <value>None by default: it is found beside the host's own assemblies.</value>
    public string? GuardianPath { get; set; }
}
