using Microsoft.Extensions.Logging;
using Pudding.Policies;
using Pudding.Storage;

namespace Pudding.Dispatch;

/// <summary>The scheduling host's dealings with the store about policies. Used by one loop.</summary>
internal sealed class PolicyDesk(IPolicyStore store, PolicyBoard board, ILogger<PolicyDesk> logger)
{
    private PolicyDefaults? _published;
    private IReadOnlyList<PolicyProblem> _problems = [];

    /// <summary>Whether a policy source has said something since the last publication.</summary>
    public bool HasNews => board.Current != _published;

    /// <summary>This host begins to schedule: what it knew of policy sources may be old.</summary>
    public void Begin() => board.Reset();

    /// <returns>Whether it was done: not when someone else has the baton.</returns>
    public async ValueTask<bool> PublishAsync(long epoch, CancellationToken cancellationToken)
    {
        var defaults = board.Current;
        if (!await store.PublishAsync(defaults, epoch, cancellationToken).ConfigureAwait(false))
            return false;
        _published = defaults;
        Policies.Log.Published(logger, defaults.Plans.Count, defaults.Tenants.Count, defaults.Queues.Count);
        return true;
    }

    public async ValueTask<PolicyState> ReadAsync(CancellationToken cancellationToken)
    {
        var state = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var problem in state.InForce.Problems.Except(_problems))
            Policies.Log.ProblemInForce(logger, problem);
        _problems = state.InForce.Problems;
        return state;
    }
}
