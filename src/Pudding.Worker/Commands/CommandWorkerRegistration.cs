using Pudding.Worker.Guarding;

namespace Pudding.Worker.Commands;

/// <summary>A command worker that the host has added.</summary>
internal sealed class CommandWorkerRegistration(string queue, CommandWorkerOptions options)
{
    private readonly Lazy<GuardianCommand> _guardian = new(() => GuardianCommand.Find(options.GuardianPath));

    public CommandWorkerOptions Options => options;

    /// <summary>How to start a guardian.</summary>
    /// <exception cref="PlatformNotSupportedException">This is Windows.</exception>
    /// <exception cref="FileNotFoundException">There is no guardian; the message says what to do.</exception>
    public GuardianCommand Guardian => _guardian.Value;

    /// <summary>Everything that is wrong, each error beginning with the queue and the field.</summary>
    public IEnumerable<string> Check()
    {
        if (options.WorkRoot is { } root && !Path.IsPathRooted(root))
            yield return $"{Field(nameof(options.WorkRoot))}: '{root}' is not an absolute path.";
        if (options.MaxKillGrace < TimeSpan.Zero)
            yield return $"{Field(nameof(options.MaxKillGrace))}: {options.MaxKillGrace} is negative.";
        if (options.GuardianPath is { } path && !Path.IsPathRooted(path))
            yield return $"{Field(nameof(options.GuardianPath))}: '{path}' is not an absolute path.";
        foreach (var name in options.InheritEnvironment.Where(name => name.Length == 0 || name.Contains('=', StringComparison.Ordinal)))
            yield return $"{Field(nameof(options.InheritEnvironment))}: '{name}' is no name of a variable.";
    }

    private string Field(string name) => $"Command worker of queue '{queue}', {name}";
}
