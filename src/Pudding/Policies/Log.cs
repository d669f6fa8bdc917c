using Microsoft.Extensions.Logging;

namespace Pudding.Policies;

/// <summary>Log events 1400–1499.</summary>
internal static partial class Log
{
    [LoggerMessage(1400, LogLevel.Error, "Policy source {Source} failed; it is asked again in {Delay}. What it said before stays in force.")]
    public static partial void SourceFailed(ILogger logger, string source, TimeSpan delay, Exception exception);

    [LoggerMessage(1401, LogLevel.Error, "Version {Version} of policy source {Source} is refused whole; what it said before stays in force. {Errors}")]
    public static partial void SnapshotRefused(ILogger logger, string source, string version, string errors);

    [LoggerMessage(1402, LogLevel.Warning, "A policy can't be in force as it was set. {Problem}")]
    public static partial void ProblemInForce(ILogger logger, PolicyProblem problem);

    [LoggerMessage(1403, LogLevel.Information, "The defaults of policies are published: {Plans} plan(s), {Tenants} tenant(s), {Queues} queue(s).")]
    public static partial void Published(ILogger logger, int plans, int tenants, int queues);
}
