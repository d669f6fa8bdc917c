using BuildFarm.Builds;
using Pudding.Jobs;
using Pudding.Worker.Commands;

namespace BuildFarm.Farm;

/// <summary>Makes requests of what the file says.</summary>
internal static class Submission
{
    public const string Queue = "linux";

    public static JobGroupRequest Of(BuildProject project, FarmFolder folder) => new()
    {
        Name = project.Path.Value,
        IdempotencyKey = project.Path.Value, // a run that goes on asks for the same again, and gets what is there
        Jobs = [.. project.Jobs.Select(job => new JobRequest
        {
            Tenant = project.Path,
            Queue = Queue,
            Name = job.Name,
            Timeout = job.Timeout,
            Payload = Command(job, folder).ToPayload(),
        })],
    };

    private static CommandJob Command(BuildJob job, FarmFolder folder) => new()
    {
        Script = $"PATH=\"$TOOLS:$PATH\"\n{job.Script}",
        Environment = new Dictionary<string, string>(job.Variables) { ["TOOLS"] = folder.ToolsFolder },
        KillGrace = TimeSpan.FromSeconds(2),
    };
}
