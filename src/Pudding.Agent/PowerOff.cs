using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Worker.Http;
using Pudding.Workers;

namespace Pudding.Agent;

/// <summary>Powers the machine off when its farm has been silent for long and it runs nothing: nobody else will, and it costs. The jobs' own deadlines come long before.</summary>
internal sealed class PowerOff(
    AgentSettings settings, IHostLink farm, IHostDrain workers, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<PowerOff> logger) : BackgroundService
{
    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.PowerOffAfter is not { } after)
            return;
        while (true)
        {
            var left = after - farm.SilentFor;
            if (left <= TimeSpan.Zero && workers.Jobs.Count == 0)
                break;
            var pause = left <= TimeSpan.Zero ? TimeSpan.FromSeconds(1) : left < LongestPause ? left : LongestPause;
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(false);
        }

        if (settings.PowerOffCommand is not { Count: > 0 } command)
        {
            Log.GivesUp(logger, farm.SilentFor);
            lifetime.StopApplication();
            return;
        }

        // Until the machine is off, which ends this too.
        Log.PowersOff(logger, farm.SilentFor, string.Join(' ', command));
        while (true)
        {
            await RunAsync(command, stoppingToken).ConfigureAwait(false);
            await Task.Delay(PauseBetweenTries, clock, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)))!;
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            Log.StillOn(logger, command[0], process.ExitCode, PauseBetweenTries);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            Log.CannotPowerOff(logger, command[0], exception);
        }
    }
}
