using Microsoft.Extensions.Options;
using Pudding.Hosting;

namespace Pudding.Policies;

/// <summary>What this host would publish: its code and configuration, and what its policy sources have answered. Thread-safe.</summary>
internal sealed class PolicyBoard
{
    private readonly Lock _gate = new();
    private readonly PolicyDefaults _unanswered;
    private volatile PolicyDefaults _current;
    private int _reign;

    public PolicyBoard(IOptions<PuddingOptions> options, IEnumerable<ITenantPolicySource> sources)
    {
        _unanswered = options.Value.ToPolicyDefaults() with { Sources = [.. sources.Select(static source => new PolicySourceLayer { Source = NameOf(source) })] };
        _current = _unanswered;
    }

    /// <summary>Another object when it says something else.</summary>
    public PolicyDefaults Current => _current;

    /// <summary>Grows each time this host begins to schedule: what was read under an earlier one may be older than what another host has published since.</summary>
    public int Reign => Volatile.Read(ref _reign);

    public static string NameOf(ITenantPolicySource source) => source.GetType().FullName!;

    /// <summary>Begins anew, with what no source has answered.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _reign++;
            _current = _unanswered;
        }
    }

    /// <summary>Takes in what a source has answered.</summary>
    /// <param name="reign">The reign in which it was asked.</param>
    /// <param name="source">Its name.</param>
    /// <param name="snapshot">The answer.</param>
    /// <param name="errors">What it newly breaks: then it is refused.</param>
    /// <returns>Whether something else is to be published now.</returns>
    public bool TryPut(int reign, string source, TenantPolicySnapshot snapshot, out IReadOnlyList<PolicyProblem> errors)
    {
        lock (_gate)
        {
            errors = [];
            if (reign != _reign)
                return false;
            var changed = _current with
            {
                Sources = [.. _current.Sources.Select(layer => layer.Source == source ? layer with { Tenants = snapshot.Tenants } : layer)],
            };
            errors = new PolicyLayers { Defaults = _current }.FindErrors(new PolicyLayers { Defaults = changed });
            if (errors.Count > 0)
                return false;
            _current = changed;
            return true;
        }
    }
}
