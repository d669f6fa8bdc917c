using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Dispatch;
using Pudding.Hosting;

namespace Pudding.Policies;

/// <summary>Asks every policy source, each in a loop of its own, so that one that hangs holds up nobody.</summary>
internal sealed class PolicySourceService(
    IEnumerable<ITenantPolicySource> sources,
    PolicyBoard board,
    Baton baton,
    Dispatcher dispatcher,
    IOptions<PuddingOptions> options,
    TimeProvider clock,
    ILogger<PolicySourceService> logger) : BackgroundService
{
    public IReadOnlyList<PolicySourceReader> Readers { get; } =
        [.. sources.Select(source => new PolicySourceReader(source, board, baton, dispatcher, options.Value.PolicySourceInterval, clock, logger))];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Readers.Select(reader => ReadAsync(reader, stoppingToken)));

    private async Task ReadAsync(PolicySourceReader reader, CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                // First, so that a source that blocks its thread doesn't keep the next one from being asked.
                await Task.Delay(await reader.RunOnceAsync(stoppingToken).ConfigureAwait(false), clock, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
