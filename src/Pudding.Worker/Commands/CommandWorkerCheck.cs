using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;

namespace Pudding.Worker.Commands;

/// <summary>Stops the start of a host whose command workers could not run a job, before anything else has started.</summary>
internal sealed class CommandWorkerCheck(
    IEnumerable<CommandWorkerRegistration> workers, IOptions<PuddingOptions> options, ILogger<CommandJobHandler> logger)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Refuse(workers.SelectMany(worker => worker.Check(options.Value)));
        foreach (var worker in workers)
            _ = worker.Guardian;
        Refuse(workers.SelectMany(worker => worker.Prepare(logger)));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in workers)
            worker.Isolation.Dispose();
        return Task.CompletedTask;
    }

    private static void Refuse(IEnumerable<string> errors)
    {
        if (errors.ToArray() is { Length: > 0 } all)
            throw new OptionsValidationException(nameof(CommandWorkerOptions), typeof(CommandWorkerOptions), all);
    }
}
