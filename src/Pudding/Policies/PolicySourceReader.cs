using Microsoft.Extensions.Logging;
using Pudding.Dispatch;

namespace Pudding.Policies;

/// <summary>Asks one policy source while this host schedules. Used by one loop.</summary>
internal sealed class PolicySourceReader(
    ITenantPolicySource source, PolicyBoard board, Baton baton, Dispatcher dispatcher, TimeSpan interval, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _name = PolicyBoard.NameOf(source);
    private string? _version;
    private TenantPolicySnapshot? _refused;
    private PolicyDefaults? _refusedOver;
    private int _reign;
    private TimeSpan _pause;

    /// <summary>One question.</summary>
    /// <returns>How long to wait before the next.</returns>
    public async ValueTask<TimeSpan> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!baton.IsHeld || board.Reign is var reign && reign == 0)
            return interval;
        if (reign != _reign)
            (_reign, _version, _refused) = (reign, null, null);

        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            if (await source.ReadAsync(_version, either.Token).ConfigureAwait(false) is { } snapshot)
                Take(snapshot with { Tenants = snapshot.Tenants.ToDictionary() }, reign);
            else if (_refused is { } refused && _refusedOver != board.Current)
                Take(refused, reign); // what it did not go with has changed
            _pause = TimeSpan.Zero;
            return interval;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not OutOfMemoryException)
        {
            _pause = Backoff.Next(_pause, MaxPause);
            Log.SourceFailed(logger, _name, _pause, exception);
            return _pause;
        }
    }

    private void Take(TenantPolicySnapshot snapshot, int reign)
    {
        (_version, _refused, _refusedOver) = (snapshot.Version, null, board.Current);
        if (board.TryPut(reign, _name, snapshot, out var errors))
        {
            dispatcher.Signal.Set();
        }
        else if (errors.Count > 0)
        {
            _refused = snapshot;
            Log.SnapshotRefused(logger, _name, snapshot.Version, string.Join(" ", errors));
        }
    }
}
