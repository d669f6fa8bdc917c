using Pudding.Workers;

namespace Pudding.Worker.Commands;

/// <summary>Makes the environment of a job: little of the host's, what the job brings, and what the worker says about the job.</summary>
internal static class JobEnvironment
{
    public static Dictionary<string, string> Create(JobContext job, CommandJob command, CommandWorkerOptions options)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in options.InheritEnvironment)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                environment[name] = value;
        }

        environment["CI"] = "true";
        foreach (var (name, value) in command.Environment)
            environment[name] = value;

        environment["PUDDING_JOB_ID"] = job.Id.ToString();
        environment["PUDDING_TENANT"] = job.Tenant.ToString();
        environment["PUDDING_QUEUE"] = job.Queue;
        environment["PUDDING_ATTEMPT"] = job.Attempt.ToString();
        return environment;
    }
}
