using Pudding.Guardian;
using Pudding.Jobs;
using Pudding.Worker.Guarding;

namespace Pudding.Worker.Commands;

/// <summary>Says in people's words how a job ended.</summary>
internal static class OutcomeOf
{
    private const int NoSuchFile = 2;
    private const int NoPermission = 13;

    /// <summary>I/O error, no process, no memory, no descriptor (in the system, in the process), no space; 11 and 35 are the same on Linux and macOS.</summary>
    private static readonly int[] OfTheMachine = [5, 11, 35, 12, 23, 24, 28];

    public static JobOutcome Timeout(TimeSpan timeout) => JobOutcome.TimedOut($"It ran longer than its time-out of {timeout}.");

    /// <summary>Nothing that the job is to blame for: it is as if its worker had been lost.</summary>
    public static JobOutcome LeaseOver => JobOutcome.Requeue(TimeSpan.Zero, "Its worker could not renew its lease in time.");

    /// <summary>Whoever kills a guardian while its job runs may have been that job, or the kernel because of its memory: it is no proof against the machine. Before that, only the machine can be at
    /// fault.</summary>
    public static JobOutcome Guardianless(bool hasStarted) => hasStarted
        ? JobOutcome.Failed("Its guardian process was killed; the worker killed what was left of the job.")
        : JobOutcome.InfrastructureFailed("Its guardian process ended before the job began: the log of the worker says what it said.");

    /// <summary>What became of a job that was not cancelled.</summary>
    /// <param name="report">What its guardian says.</param>
    /// <param name="hasStarted">Whether the job may have done anything at all.</param>
    /// <param name="command">The job.</param>
    /// <param name="directory">Where it was to work.</param>
    public static JobOutcome Report(GuardianReport report, bool hasStarted, CommandJob command, string directory) => report.Kind switch
    {
        ReportKind.Exited when report.Number == 0 => JobOutcome.Succeeded,
        ReportKind.Exited => JobOutcome.Failed($"It ended with exit code {report.Number}."),
        ReportKind.Signaled => JobOutcome.Failed($"It was killed by {SignalNames.Of(report.Number)}."),
        ReportKind.BadCommand or ReportKind.BadDirectory when OfTheMachine.Contains(report.Number) =>
            JobOutcome.InfrastructureFailed($"The worker's machine could not start the job: {report.Text}."),
        ReportKind.BadCommand => JobOutcome.Failed(BadCommand(report, command)),
        ReportKind.BadDirectory when report.Number == NoSuchFile =>
            JobOutcome.Failed($"{nameof(CommandJob.WorkingDirectory)}: there is no '{directory}' on the worker's machine."),
        ReportKind.BadDirectory => JobOutcome.Failed($"{nameof(CommandJob.WorkingDirectory)}: '{directory}' can't be used: {report.Text}."),
        _ when !hasStarted => JobOutcome.InfrastructureFailed($"Its guardian process failed before the job began: {report.Text}."),
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
