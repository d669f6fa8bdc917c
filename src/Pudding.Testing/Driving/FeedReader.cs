#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Storage;

namespace Pudding.Testing.Driving;

/// <summary>Reads hints as a host would, up to a deadline of real time (<see cref="StoreHarness.Patience"/>).</summary>
internal sealed class FeedReader : IAsyncDisposable
{
    private readonly FarmDriver _farm;
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<StoreChange> _hints;
    private readonly List<StoreChange> _seen = [];
    private Task<bool>? _next;

    public FeedReader(FarmDriver farm)
    {
        _farm = farm;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(farm.Stop);
        _hints = farm.Store.Changes.WatchAsync(_stop.Token).GetAsyncEnumerator(_stop.Token);
    }

    private TimeSpan Patience => _farm.Harness.Patience;

    /// <summary>Begins to watch; the first hint, that hints were missed, is taken.</summary>
    public static async Task<FeedReader> BeginAsync(FarmDriver farm)
    {
        var feed = new FeedReader(farm);
        await feed.NextAsync();
        return feed;
    }

    public async Task<StoreChange> NextAsync()
    {
        var hint = await TryNextAsync(Patience);
        Expect.That(hint is not null, $"a hint within {Patience.TotalSeconds:0.#} s", "none");
        return hint!.Value;
    }

    /// <summary>Reads until a hint fits; one that hints were missed fits everything.</summary>
    /// <returns>The hint; <c>null</c> when hints were missed.</returns>
    public async Task<StoreChange?> FindAsync(StoreChangeKind kind, string what, Func<StoreChange, bool> fits)
    {
        while (await TryNextAsync(Patience) is { } hint)
        {
            if (hint.Kind == StoreChangeKind.Missed)
                return null;
            if (hint.Kind == kind && fits(hint))
                return hint;
        }

        throw Missing(kind, what);
    }

    /// <summary>Reads until both of two hints have come, in whatever order.</summary>
    public async Task FindAsync(StoreChangeKind[] kinds, string what, params Func<StoreChange, bool>[] fits)
    {
        var open = Enumerable.Range(0, kinds.Length).ToList();
        while (open.Count > 0)
        {
            if (await TryNextAsync(Patience) is not { } hint)
                throw Missing(kinds[open[0]], what);
            if (hint.Kind == StoreChangeKind.Missed)
                return;
            open.RemoveAll(i => hint.Kind == kinds[i] && fits[i](hint));
        }
    }

    /// <summary>Drops what has come until now.</summary>
    public async Task SkipAsync()
    {
        while (await TryNextAsync(TimeSpan.FromMilliseconds(20)) is not null)
        {
            // Only what comes after this counts.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            if (_next is not null)
                await _next;
        }
        catch (OperationCanceledException)
        {
            // It was waiting for a hint.
        }

        await _hints.DisposeAsync();
        _stop.Dispose();
    }

    private async Task<StoreChange?> TryNextAsync(TimeSpan patience)
    {
        // A read that is not answered yet is kept for the next time.
        _next ??= _hints.MoveNextAsync().AsTask();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_farm.Stop);
        if (!_next.IsCompleted && await Task.WhenAny(_next, Task.Delay(patience, TimeProvider.System, stop.Token)) != _next)
            return null;
        await stop.CancelAsync();
        var any = await _next;
        _next = null;
        if (!any)
            return null;
        _seen.Add(_hints.Current);
        return _hints.Current;
    }

    private ExpectationException Missing(StoreChangeKind kind, string what) =>
        new($"within {Patience.TotalSeconds:0.#} s, a hint {kind} with {what}", _seen.Count == 0 ? "no hint" : $"only {Words.List(_seen)}");
}
