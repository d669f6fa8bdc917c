using Pudding.Guardian;
using Pudding.Jobs;
using Pudding.Worker.Guarding;

namespace Pudding.Worker.Commands;

/// <summary>Says in people's words how a job ended.</summary>
internal static class OutcomeOf
{
    private const int NoSuchFile = 2;
    private const int NoPermission = 13;

    public static JobOutcome Timeout(TimeSpan timeout) => JobOutcome.TimedOut($"It ran longer than its time-out of {timeout}.");

    /// <summary>Nothing that the job is to blame for: it is as if its worker had been lost.</summary>
    public static JobOutcome LeaseOver => JobOutcome.Requeue(TimeSpan.Zero, "Its worker could not renew its lease in time.");

    public static JobOutcome Guardianless(bool hasStarted) => JobOutcome.Failed(hasStarted
        ? "Its guardian process was killed; the worker killed what was left of the job."
        : "Its guardian process ended before the job began: the log of the worker says what it said.");

    /// <summary>What became of a job that was not cancelled.</summary>
    public static JobOutcome Report(GuardianReport report, CommandJob command, string directory) => report.Kind switch
    {
        ReportKind.Exited when report.Number == 0 => JobOutcome.Succeeded,
        ReportKind.Exited => JobOutcome.Failed($"It ended with exit code {report.Number}."),
        ReportKind.Signaled => JobOutcome.Failed($"It was killed by {SignalNames.Of(report.Number)}."),
        ReportKind.BadCommand => JobOutcome.Failed(BadCommand(report, command)),
        ReportKind.BadDirectory when report.Number == NoSuchFile =>
            JobOutcome.Failed($"{nameof(CommandJob.WorkingDirectory)}: there is no '{directory}' on the worker's machine."),
        ReportKind.BadDirectory => JobOutcome.Failed($"{nameof(CommandJob.WorkingDirectory)}: '{directory}' can't be used: {report.Text}."),
        _ => JobOutcome.Failed($"Its guardian process failed: {report.Text}."),
    };

    private static string BadCommand(GuardianReport report, CommandJob command)
    {
        var field = command.Script is null ? nameof(CommandJob.Command) : nameof(CommandJob.Script);
        var name = command.Command ?? "/bin/sh";
        return report.Number switch
        {
            NoSuchFile => $"{field}: '{name}' was not found on the worker's machine.",
            NoPermission => $"{field}: '{name}' is not executable.",
            _ => $"{field}: '{name}' can't be started: {report.Text}.",
        };
    }
}
