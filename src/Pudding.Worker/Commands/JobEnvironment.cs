using Pudding.Workers;

namespace Pudding.Worker.Commands;

/// <summary>Makes the environment of a job: little of the host's, what the job brings, and what the worker says about the job.</summary>
internal static class JobEnvironment
{
    /// <param name="job">The job.</param>
    /// <param name="command">What it asks for.</param>
    /// <param name="options">What it may inherit.</param>
    /// <param name="isolatedHome">The directory of a job that runs as a user of its own.</param>
    public static Dictionary<string, string> Create(JobContext job, CommandJob command, CommandWorkerOptions options, string? isolatedHome = null)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in options.InheritEnvironment)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                environment[name] = value;
        }

        if (isolatedHome is not null)
        {
            // The worker's own are out of the job's reach.
            environment["HOME"] = isolatedHome;
            environment["USER"] = environment["LOGNAME"] = "job";
            environment.Remove("TMPDIR");
        }

        environment["CI"] = "true";
        foreach (var (name, value) in command.Environment)
            environment[name] = value;

        foreach (var (name, secret) in command.SecretEnvironment)
            environment[name] = job.Secrets[secret].Reveal();

        environment["PUDDING_JOB_ID"] = job.Id.ToString();
        environment["PUDDING_TENANT"] = job.Tenant.ToString();
        environment["PUDDING_QUEUE"] = job.Queue;
        environment["PUDDING_ATTEMPT"] = job.Attempt.ToString();
        return environment;
    }

    /// <summary>What is wrong with the secrets of a job; <c>null</c> when nothing is.</summary>
    public static string? FindError(JobContext job, CommandJob command)
    {
        foreach (var (name, secret) in command.SecretEnvironment)
        {
            if (!job.Secrets.TryGet(secret, out var value))
                return $"{nameof(CommandJob.SecretEnvironment)}['{name}']: the job has no secret '{secret}'; name it in JobRequest.Secrets, too.";
            if (value.Reveal().Contains('\0', StringComparison.Ordinal))
                return $"{nameof(CommandJob.SecretEnvironment)}['{name}']: the secret '{secret}' has a NUL character, which no variable can hold.";
        }

        return null;
    }
}
