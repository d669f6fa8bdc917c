using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Pudding.Hosting;

namespace Pudding.Worker.Commands;

/// <summary>Stops the start of a host whose command workers could not run a job, before anything else has started.</summary>
internal sealed class CommandWorkerCheck(IEnumerable<CommandWorkerRegistration> workers, IOptions<PuddingOptions> options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var errors = workers.SelectMany(worker => worker.Check(options.Value)).ToArray();
        if (errors.Length > 0)
            throw new OptionsValidationException(nameof(CommandWorkerOptions), typeof(CommandWorkerOptions), errors);

        foreach (var worker in workers)
            _ = worker.Guardian;
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
