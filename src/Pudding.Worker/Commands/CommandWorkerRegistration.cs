using Microsoft.Extensions.Logging;
using Pudding.Hosting;
using Pudding.Worker.Guarding;
using Pudding.Worker.Isolation;

namespace Pudding.Worker.Commands;

/// <summary>A command worker that the host has added.</summary>
internal sealed class CommandWorkerRegistration(string queue, int slots, CommandWorkerOptions options)
{
    // The handler answers within the grace of the job's processes and this.
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(5);

    private readonly Lazy<GuardianCommand> _guardian = new(() => GuardianCommand.Find(options.GuardianPath));

    public CommandWorkerOptions Options => options;

    /// <summary>Keeps its jobs apart.</summary>
    public JobIsolation Isolation { get; } = new(options.Isolation, slots);

    /// <summary>How to start a guardian.</summary>
    /// <exception cref="PlatformNotSupportedException">This is Windows.</exception>
    /// <exception cref="FileNotFoundException">There is no guardian; the message says what to do.</exception>
    public GuardianCommand Guardian => _guardian.Value;

    /// <summary>How long the handler may go on after it was told to stop.</summary>
    public TimeSpan CancelGrace => options.MaxKillGrace + AnswerMargin;

    /// <summary>Everything that is wrong, each error beginning with the queue and the field.</summary>
    public IEnumerable<string> Check(PuddingOptions pudding)
    {
        if (options.WorkRoot is { } root && CheckRoot(root) is { } problem)
            yield return $"{Field(nameof(options.WorkRoot))}: {problem}";
        if (options.MaxKillGrace < TimeSpan.Zero || CancelGrace > pudding.LeaseMargin)
        {
            yield return $"{Field(nameof(options.MaxKillGrace))}: {options.MaxKillGrace} is not from zero to {pudding.LeaseMargin - AnswerMargin}, "
                + $"{AnswerMargin.TotalSeconds} s less than PuddingOptions.LeaseMargin.";
        }

        if (options.GuardianPath is { } path && !Path.IsPathRooted(path))
            yield return $"{Field(nameof(options.GuardianPath))}: '{path}' is not an absolute path.";
        foreach (var name in options.InheritEnvironment.Where(name => name.Length == 0 || name.Contains('=', StringComparison.Ordinal)))
            yield return $"{Field(nameof(options.InheritEnvironment))}: '{name}' is no name of a variable.";
        foreach (var error in options.Isolation.Check(slots))
            yield return Field($"{nameof(options.Isolation)}.{error}");
    }

    /// <summary>Prepares the machine, once everything else is right.</summary>
    /// <returns>What is required and can't be had, each beginning with the queue and the field.</returns>
    public IEnumerable<string> Prepare(ILogger logger) => Isolation.Begin(logger).Select(error => Field($"{nameof(options.Isolation)}.{error}"));

    private static string? CheckRoot(string root)
    {
        if (!Path.IsPathRooted(root))
            return $"'{root}' is not an absolute path.";
        try
        {
            Directory.CreateDirectory(root);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"'{root}' can't be used: {exception.Message}";
        }
    }

    private string Field(string name) => $"Command worker of queue '{queue}', {name}";
}
