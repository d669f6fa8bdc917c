using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Hosting;
using Pudding.Workers;

namespace Pudding.Secrets;

/// <summary>Fills the secrets into assignments on their way to a worker. It never waits for the source: an assignment is held back until the source has
/// answered, and the worker's next question, or the one that is still open, finds it. So a source that hangs delays no renewal.</summary>
/// <remarks>A value is in here from the source's answer until it is taken, at most until the assignment's lease is over.</remarks>
internal sealed class SecretDelivery(
    IOptions<PuddingOptions> options, TimeProvider clock, ILogger<SecretDelivery> logger, ISecretSource? source = null) : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly Dictionary<LeaseKey, SecretLookup> _lookups = [];
    private readonly CancellationTokenSource _end = new();

    /// <summary>The assignments that can be handed out now, with their secrets. The source is asked for the others.</summary>
    /// <param name="assignments">What waits for a worker, as the store says.</param>
    /// <param name="cancelled">Leases that the worker is not to start: they need no secrets.</param>
    /// <param name="changed">Called when asking again is worth while.</param>
    public IReadOnlyList<JobAssignment> Fill(IReadOnlyList<JobAssignment> assignments, IReadOnlyList<LeaseKey> cancelled, Action changed)
    {
        if (assignments.All(static assignment => assignment.SecretNames.Count == 0))
            return assignments;

        var filled = new List<JobAssignment>(assignments.Count);
        foreach (var assignment in assignments)
        {
            if (assignment.SecretNames.Count == 0 || cancelled.Contains(assignment.Lease))
                filled.Add(assignment);
            else if (Take(assignment, changed) is { } secrets)
                filled.Add(assignment with { Secrets = secrets });
        }

        return filled;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var lookup in _lookups.Values)
                lookup.End?.Dispose();
            _lookups.Clear();
        }

        _end.Cancel();
    }

    private JobSecrets? Take(JobAssignment assignment, Action changed)
    {
        lock (_gate)
        {
            if (!_lookups.TryGetValue(assignment.Lease, out var lookup))
            {
                _lookups.Add(assignment.Lease, lookup = new SecretLookup(assignment, changed));
                _ = RunAsync(lookup);
            }

            if (lookup.Found is not { } found)
                return null;
            _lookups.Remove(assignment.Lease);
            lookup.End?.Dispose();
            return found;
        }
    }

    private async Task RunAsync(SecretLookup lookup)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var start = clock.GetTimestamp();
        var left = lookup.Assignment.LeaseRemaining;
        var timeout = options.Value.SecretTimeout < left ? options.Value.SecretTimeout : left;
        var found = await FindAsync(lookup, timeout).ConfigureAwait(false);
        lock (_gate)
        {
            if (_end.IsCancellationRequested || !_lookups.ContainsKey(lookup.Assignment.Lease))
                return;
            left -= clock.GetElapsedTime(start);
            var end = found is null ? RetryPause : left > TimeSpan.Zero ? left : TimeSpan.Zero;
            lookup.Found = found;
            lookup.End = clock.CreateTimer(_ => End(lookup), state: null, end, Timeout.InfiniteTimeSpan);
        }

        if (found is not null)
            lookup.Changed();
    }

    private void End(SecretLookup lookup)
    {
        lock (_gate)
        {
            if (!_lookups.Remove(lookup.Assignment.Lease))
                return;
            lookup.End?.Dispose();
        }

        if (lookup.Found is null)
            lookup.Changed();
    }

    /// <returns>What the source says; <c>null</c> when it could not be asked.</returns>
    private async Task<JobSecrets?> FindAsync(SecretLookup lookup, TimeSpan timeout)
    {
        if (source is null)
        {
            Log.NoSource(logger, lookup.Assignment.JobId, lookup.Names);
            return null;
        }

        using var patience = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _end.Token);
        var answer = AskAsync(source, lookup, either.Token);
        try
        {
            // The token is a request; a source that doesn't heed it is not waited for.
            return await answer.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            Log.LookupTimedOut(logger, lookup.Assignment.JobId, lookup.Names, timeout, RetryPause);
            _ = ForgetAsync(answer);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Log.LookupFailed(logger, lookup.Assignment.JobId, lookup.Names, RetryPause, exception);
        }

        return null;
    }

    private async Task<JobSecrets> AskAsync(ISecretSource source, SecretLookup lookup, CancellationToken cancellationToken)
    {
        // A source may block; the heartbeat must not.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var assignment = lookup.Assignment;
        var request = new SecretRequest
        {
            Tenant = assignment.Tenant,
            JobId = assignment.JobId,
            GroupId = assignment.GroupId,
            Queue = assignment.Queue,
            Names = assignment.SecretNames,
        };
        var answer = await source.ResolveAsync(request, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The source of secrets returned null instead of an answer.");
        var found = new JobSecrets(assignment.SecretNames
            .Select(name => KeyValuePair.Create(name, answer.GetValueOrDefault(name)!))
            .Where(static pair => pair.Value is not null));
        if ((assignment with { Secrets = found }).MissingSecrets is { Count: > 0 } missing)
            Log.SecretsUnknown(logger, assignment.JobId, string.Join(", ", missing));
        return found;
    }

    /// <summary>However a call ends that nobody waits for any longer, it is no unobserved failure.</summary>
    private static async Task ForgetAsync(Task call) => await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
