using System.ComponentModel;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Pudding.Guardian;
using Pudding.Jobs;
using Pudding.Worker.Guarding;
using Pudding.Worker.Isolation;
using Pudding.Workers;

namespace Pudding.Worker.Commands;

/// <summary>Runs a <see cref="CommandJob"/> under a guardian and tells how it ended.</summary>
internal sealed class CommandJobHandler(
    CommandWorkerOptions options, GuardianCommand guardian, JobIsolation isolation, TimeProvider time, ILogger<CommandJobHandler> logger) : IJobHandler
{
    private const int RenewalsPerLease = 6;
    private static readonly TimeSpan LongestRenewal = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestRenewal = TimeSpan.FromMilliseconds(50);

    // How long a guardian may take to kill, to clean up and to report once the grace is over.
    private static readonly TimeSpan GuardianPatience = TimeSpan.FromSeconds(3);

    // How long the output may stay open once the guardian has ended: only what it could not kill keeps it open.
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(1);

    public async Task<JobOutcome> RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        CommandJob command;
        try
        {
            command = CommandJob.Read(job.Payload);
        }
        catch (JsonException exception)
        {
            return JobOutcome.Failed($"The payload is no command that can be run: {exception.Message}");
        }

        if (JobEnvironment.FindError(job, command) is { } error)
            return JobOutcome.Failed(error);

        try
        {
            using var directory = command.WorkingDirectory is { } path
                ? JobDirectory.Existing(path)
                : JobDirectory.CreatePrivate(options.WorkRoot, $"pudding-{job.Id}", logger);
            using var enclosure = isolation.Enclose($"job-{job.Id}-{job.Attempt}"); // over before the directory goes
            if (command.WorkingDirectory is null)
            {
                enclosure.Own(directory.Path);
                directory.HasOwnUser = enclosure.User > 0;
            }

            return await RunAsync(job, command, directory.Path, enclosure, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception)
        {
            // Nothing of what the job asked for has been touched yet: its directory can't be made, or its guardian can't be started.
            return JobOutcome.InfrastructureFailed($"The worker could not start the job: {exception.Message}");
        }
    }

    private async Task<JobOutcome> RunAsync(JobContext job, CommandJob command, string directory, JobEnclosure enclosure, CancellationToken cancellationToken)
    {
        var deadline = new JobDeadline(job, time);
        var end = await GuardAsync(job, command, directory, enclosure, deadline, cancellationToken).ConfigureAwait(false);

        // A guardian that ends before its job began (a signal to the whole terminal can catch it as it starts) has done no harm: once more.
        if (end is { Report: null, HasStarted: false } && !cancellationToken.IsCancellationRequested)
        {
            Log.GuardianStartsAnew(logger, job.Id, job.Secrets.Mask(end.Words));
            end = await GuardAsync(job, command, directory, enclosure, deadline, cancellationToken).ConfigureAwait(false);
        }

        return Judge(end, job, command, directory, deadline, cancellationToken.IsCancellationRequested);
    }

    private async Task<GuardedEnd> GuardAsync(
        JobContext job, CommandJob command, string directory, JobEnclosure enclosure, JobDeadline deadline, CancellationToken cancellationToken)
    {
        using var process = GuardedProcess.Start(guardian, RandomNumberGenerator.GetHexString(32));
        using var outputEnd = new CancellationTokenSource();
        var output = new CappedLog(job.Log, command.MaxLogBytes, job.Secrets).PumpAsync(process.Output, outputEnd.Token);

        var exited = process.WaitForExitAsync(CancellationToken.None);
        var environment = JobEnvironment.Create(job, command, options, isolatedHome: enclosure.User > 0 ? directory : null);
        await process.BeginAsync(ProgramOf(command), environment, directory, enclosure.Confinement, deadline, cancellationToken).ConfigureAwait(false);
        await RenewAsync(process, deadline, job, exited, cancellationToken).ConfigureAwait(false);
        if (!exited.IsCompleted)
            await StopAsync(process, command, exited).ConfigureAwait(false);

        var end = await process.EndAsync(time).ConfigureAwait(false);
        outputEnd.CancelAfter(OutputPatience);
        await output.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return end;
    }

    /// <summary>Moves the deadline on until the job has ended or is cancelled.</summary>
    private async Task RenewAsync(
        GuardedProcess process, JobDeadline deadline, JobContext job, Task exited, CancellationToken cancellationToken)
    {
        var share = job.Assignment.LeaseDuration / RenewalsPerLease;
        var interval = share > LongestRenewal ? LongestRenewal : share < ShortestRenewal ? ShortestRenewal : share;
        while (!exited.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            await exited.WaitAsync(interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!exited.IsCompleted && !cancellationToken.IsCancellationRequested)
                await process.SendAsync(ControlCommand.Deadline(deadline.Next()), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task StopAsync(GuardedProcess process, CommandJob command, Task exited)
    {
        var grace = command.KillGrace < options.MaxKillGrace ? command.KillGrace : options.MaxKillGrace;
        // Not awaited alone: a guardian that is stopped may not read it.
        var sent = process.SendAsync(ControlCommand.Cancel(grace), CancellationToken.None);
        await exited.WaitAsync(grace + GuardianPatience, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!exited.IsCompleted)
            process.KillGuardian();
        await Task.WhenAll(exited, sent).ConfigureAwait(false);
    }

    private JobOutcome Judge(GuardedEnd end, JobContext job, CommandJob command, string directory, JobDeadline deadline, bool isCancelled)
    {
        if (end.LeftOver > 0)
            Log.ProcessesRemain(logger, end.LeftOver, job.Id);

        switch (end.Report?.Cause)
        {
            case KillCause.Deadline:
                return deadline.Bound == DeadlineBound.Timeout ? OutcomeOf.Timeout(job.Timeout) : OutcomeOf.LeaseOver;
            case KillCause.None:
                return OutcomeOf.Report(end.Report, end.HasStarted, command, directory);
            case null:
                Log.GuardianLost(logger, job.Id, job.Secrets.Mask(end.Words));
                break;
        }

        return !isCancelled ? OutcomeOf.Guardianless(end.HasStarted)
            : deadline.IsTimeoutOver ? OutcomeOf.Timeout(job.Timeout)
            : deadline.IsLeaseOver ? OutcomeOf.LeaseOver
            : JobOutcome.Cancelled;
    }

    private static string[] ProgramOf(CommandJob command) =>
        command.Script is { } script ? ["/bin/sh", "-e", "-c", script] : [command.Command!, .. command.Arguments];
}
