using System.Text.Json;
using Pudding.Jobs;

namespace Pudding.Worker.Commands;

/// <summary>A job that runs a program or a shell script: the payload that a command worker understands. How long it may run is said by
/// <see cref="JobRequest.Timeout"/>.</summary>
/// <remarks>A value that is not valid is refused by <see cref="ToPayload"/>. Either <see cref="Command"/> or <see cref="Script"/> is needed.</remarks>
public sealed record CommandJob
{
    /// <summary>The program, started without a shell: a path when it has a slash (relative to the working directory), else a name that is looked for
    /// in the <c>PATH</c> of the job.</summary>
    /// <value>None by default.</value>
    public string? Command { get; init; }

    /// <summary>The arguments of <see cref="Command"/>, each passed on as it is: nothing is split, expanded or unquoted.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A script for <c>/bin/sh -e</c>: it ends at the first command that fails. At most 128,000 bytes of UTF-8.</summary>
    /// <value>None by default.</value>
    public string? Script { get; init; }

    /// <summary>What the job's environment has beside what the worker gives it. Names that begin with <c>PUDDING_</c> are the worker's own.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Which variables of the job's environment hold a secret, by the secret's name, which <see cref="JobRequest.Secrets"/> has too. A variable is set
    /// here or in <see cref="Environment"/>, not in both. Secrets are in the environment only, never among arguments or in files.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyDictionary<string, string> SecretEnvironment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>An absolute path of a directory that exists on the worker's machine.</summary>
    /// <value>None by default: a new, private, empty directory that is removed when the job is over.</value>
    public string? WorkingDirectory { get; init; }

    /// <summary>The most bytes of output that are kept. Beyond it the log gets one mark, and the rest is read and dropped. Above zero.</summary>
    /// <value>4 MiB by default.</value>
    public long MaxLogBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long the job may go on after it was asked to stop (SIGTERM) before it is killed; zero kills at once. The worker's
    /// <see cref="CommandWorkerOptions.MaxKillGrace"/> binds too.</summary>
    /// <value>10 s by default.</value>
    public TimeSpan KillGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The payload of a <see cref="JobRequest"/> for a queue that a command worker serves.</summary>
    /// <exception cref="InvalidOperationException">Fields are wrong: the message names every one of them.</exception>
    public JobPayload ToPayload()
    {
        var errors = CommandJobValidator.Check(this);
        return errors.Count == 0
            ? JobPayload.FromJson(this, CommandJobJsonContext.Default.CommandJob)
            : throw new InvalidOperationException("The command is not valid: " + string.Join(" ", errors));
    }

    /// <summary>Reads what <see cref="ToPayload"/> wrote.</summary>
    /// <exception cref="JsonException">The payload is not a valid command: the message says why.</exception>
    internal static CommandJob Read(JobPayload payload)
    {
        var command = payload.ReadJson(CommandJobJsonContext.Default.CommandJob);
        var errors = CommandJobValidator.Check(command);
        return errors.Count == 0 ? command : throw new JsonException(string.Join(" ", errors));
    }
}
