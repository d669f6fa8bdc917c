namespace Pudding.LocalProcess;

/// <summary>The settings of a provider whose instances are processes on this machine. Checked when the host starts: a wrong one stops it with a message that names it.</summary>
public sealed class LocalProcessOptions
{
    /// <summary>The absolute path of the directory in which the instances are written down: what makes them this provider's, also after the host was started again. Made when missing; one that is
    /// there must be closed to other users (mode 0700). Hosts on one machine may share it.</summary>
    /// <value><c>pudding/instances</c> in the user's directory for local data by default.</value>
    public string StateDirectory { get; set; } = DefaultStateDirectory;

    /// <summary>The absolute path of the program that instances run when the image <c>default</c> is asked for: a program, or an assembly (<c>.dll</c>) for <c>dotnet</c> to run.</summary>
    /// <value>None by default: the agent, <c>Pudding.Agent</c>, beside the host's own assemblies.</value>
    public string? Program { get; set; }

    /// <summary>The arguments that every instance's program gets.</summary>
    /// <value>None by default.</value>
    public IList<string> Arguments { get; } = [];

    /// <summary>The names of the variables that an instance sees of the host's environment; all others it is not given.</summary>
    /// <value><c>PATH</c>, <c>HOME</c> and <c>LANG</c> by default.</value>
    public ISet<string> InheritEnvironment { get; } = new HashSet<string>(StringComparer.Ordinal) { "PATH", "HOME", "LANG" };

    /// <summary>How long the processes of an instance that is terminated may take, from SIGTERM on; then they are killed.</summary>
    /// <value>10 s by default.</value>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most instances of the estate that there may be at once.</summary>
    /// <value>32 by default.</value>
    public int MaxInstances { get; set; } = 32;

    /// <summary>The most bytes that are kept of what an instance prints: the newest. At least 4 KiB.</summary>
    /// <value>1 MiB by default.</value>
    public int MaxConsoleBytes { get; set; } = 1024 * 1024;

    /// <summary>How long an instance that is gone is still told of, and its token remembered. At least an hour.</summary>
    /// <value>1 day by default.</value>
    public TimeSpan KeepTerminated { get; set; } = TimeSpan.FromDays(1);

    private static string DefaultStateDirectory =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } data ? Path.Combine(data, "pudding", "instances") : "";

    /// <summary>Everything that is wrong, each error beginning with the field.</summary>
    internal IEnumerable<string> Check()
    {
        if (!Path.IsPathRooted(StateDirectory))
            yield return $"{nameof(StateDirectory)}: '{StateDirectory}' is not an absolute path.";
        if (Program is { } program && !Path.IsPathRooted(program))
            yield return $"{nameof(Program)}: '{program}' is not an absolute path.";
        foreach (var name in InheritEnvironment.Where(static name => name.Length == 0 || name.Contains('=', StringComparison.Ordinal)))
            yield return $"{nameof(InheritEnvironment)}: '{name}' is no name of a variable.";
        if (StopGrace < TimeSpan.Zero || StopGrace > TimeSpan.FromHours(1))
            yield return $"{nameof(StopGrace)}: {StopGrace} is not from zero to an hour.";
        if (MaxInstances < 1)
            yield return $"{nameof(MaxInstances)}: {MaxInstances} is less than 1.";
        if (MaxConsoleBytes < 4096)
            yield return $"{nameof(MaxConsoleBytes)}: {MaxConsoleBytes} is less than 4096.";
        if (KeepTerminated < TimeSpan.FromHours(1))
            yield return $"{nameof(KeepTerminated)}: {KeepTerminated} is less than an hour.";
    }
}
