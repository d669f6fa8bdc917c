using System.Text;

namespace Pudding.Worker.Commands;

/// <summary>Finds everything that is wrong with a command, each error beginning with the field that it is about.</summary>
internal static class CommandJobValidator
{
    /// <summary>Names in the job's environment that only the worker sets.</summary>
    public const string ReservedPrefix = "PUDDING_";

    private const int MaxScriptBytes = 128_000; // the kernel takes an argument of 128 KiB at most
    private static readonly TimeSpan MaxKillGrace = TimeSpan.FromDays(1);

    public static IReadOnlyList<string> Check(CommandJob job)
    {
        var errors = new List<string>();
        CheckWhatToRun(job, errors);
        CheckEnvironment(nameof(CommandJob.Environment), job.Environment, errors);
        CheckEnvironment(nameof(CommandJob.SecretEnvironment), job.SecretEnvironment, errors);
        foreach (var name in job.SecretEnvironment?.Keys.Where(name => job.Environment?.ContainsKey(name) == true) ?? [])
            errors.Add($"{nameof(CommandJob.SecretEnvironment)}['{name}']: it is set in {nameof(CommandJob.Environment)}, too.");

        if (job.WorkingDirectory is { } directory && (!Path.IsPathRooted(directory) || HasNul(directory)))
            errors.Add($"{nameof(CommandJob.WorkingDirectory)}: '{directory}' is not an absolute path.");
        if (job.MaxLogBytes <= 0)
            errors.Add($"{nameof(CommandJob.MaxLogBytes)}: {job.MaxLogBytes} is not above zero.");
        if (job.KillGrace < TimeSpan.Zero || job.KillGrace > MaxKillGrace)
            errors.Add($"{nameof(CommandJob.KillGrace)}: {job.KillGrace} is not between zero and {MaxKillGrace}.");
        return errors;
    }

    private static void CheckWhatToRun(CommandJob job, List<string> errors)
    {
        if ((job.Command is null) == (job.Script is null))
            errors.Add($"{nameof(CommandJob.Command)}: either it or {nameof(CommandJob.Script)} is needed, and not both.");
        if (job.Command is { } command && (string.IsNullOrWhiteSpace(command) || HasNul(command)))
            errors.Add($"{nameof(CommandJob.Command)}: it is empty or has a NUL character.");
        if (job.Script is { } script && (string.IsNullOrWhiteSpace(script) || HasNul(script)))
            errors.Add($"{nameof(CommandJob.Script)}: it is empty or has a NUL character.");
        if (job.Script is { } longScript && Encoding.UTF8.GetByteCount(longScript) > MaxScriptBytes)
            errors.Add($"{nameof(CommandJob.Script)}: it has more than {MaxScriptBytes} bytes.");

        if (job.Arguments is null)
            errors.Add($"{nameof(CommandJob.Arguments)}: it is null.");
        else if (job.Arguments.Count > 0 && job.Command is null)
            errors.Add($"{nameof(CommandJob.Arguments)}: they go with {nameof(CommandJob.Command)} only.");
        for (var i = 0; i < (job.Arguments?.Count ?? 0); i++)
        {
            if (job.Arguments![i] is null || HasNul(job.Arguments[i]))
                errors.Add($"{nameof(CommandJob.Arguments)}[{i}]: it is null or has a NUL character.");
        }
    }

    private static void CheckEnvironment(string field, IReadOnlyDictionary<string, string>? environment, List<string> errors)
    {
        if (environment is null)
        {
            errors.Add($"{field}: it is null.");
            return;
        }

        foreach (var (name, value) in environment)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || HasNul(name))
                errors.Add($"{field}['{name}']: a name is not empty and has neither '=' nor a NUL character.");
            if (name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
                errors.Add($"{field}['{name}']: names that begin with {ReservedPrefix} are the worker's own.");
            if (value is null || HasNul(value))
                errors.Add($"{field}['{name}']: the value is null or has a NUL character.");
        }
    }

    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);
}
