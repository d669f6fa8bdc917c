using BuildFarm.Builds;
using Pudding.Jobs;
using Pudding.Worker.Commands;

namespace BuildFarm.Farm;

/// <summary>Makes requests of what the file says.</summary>
internal static class Submission
{
    public const string Queue = "linux";

    public static JobGroupRequest Of(BuildProject project, Workspace workspace) => new()
    {
        Name = project.Path.Value,
        Jobs = [.. project.Jobs.Select(job => new JobRequest
        {
            Tenant = project.Path,
            Queue = Queue,
            Name = job.Name,
            Timeout = job.Timeout,
            Payload = Command(job, workspace).ToPayload(),
        })],
    };

    private static CommandJob Command(BuildJob job, Workspace workspace) => new()
    {
        Script = $"PATH=\"$TOOLS:$PATH\"\n{job.Script}",
        Environment = new Dictionary<string, string>(job.Variables) { ["TOOLS"] = workspace.ToolsFolder },
        KillGrace = TimeSpan.FromSeconds(2),
    };
}
