using System.Collections.Frozen;
using Pudding.Testing.Scenarios;

namespace Pudding.Testing;

/// <summary>Every scenario that a store of Pudding must pass. A provider's test project is one theory over <see cref="Names"/>; scenarios of later versions come with the
/// package.</summary>
public static class ConformanceScenarios
{
    private static readonly FrozenDictionary<string, ConformanceScenario> ByName;

    static ConformanceScenarios()
    {
        All =
        [
            .. EnqueueScenarios.All, .. HeadScenarios.All, .. GroupScenarios.All, .. ClaimScenarios.All, .. LimitScenarios.All, .. HeartbeatScenarios.All,
            .. StaleHeartbeatScenarios.All, .. ResultScenarios.All, .. RetryScenarios.All, .. SweepScenarios.All, .. CancelScenarios.All, .. SessionScenarios.All,
            .. CellScenarios.All, .. RetirementScenarios.All, .. BatonScenarios.All, .. PolicyScenarios.All, .. OverrideScenarios.All, .. EventScenarios.All, .. FeedScenarios.All,
            .. LogScenarios.All, .. QueryScenarios.All, .. CheckpointScenarios.All, .. RetentionScenarios.All, .. UsageScenarios.All, .. UsageReadingScenarios.All,
            .. TokenScenarios.All, .. CredentialScenarios.All, .. RestartScenarios.All, .. RestartTimeScenarios.All, .. RestartBookScenarios.All, .. HostScenarios.All,
            .. ConcurrencyScenarios.All, .. UsageRaceScenarios.All, .. ModelScenarios.All,
        ];
        Names = [.. All.Select(static scenario => scenario.Name)];
        ByName = All.ToFrozenDictionary(static scenario => scenario.Name, StringComparer.Ordinal);
    }

    /// <summary>The scenarios, area by area.</summary>
    public static IReadOnlyList<ConformanceScenario> All { get; }

    /// <summary>Their names: the rows of the theory.</summary>
    public static IReadOnlyList<string> Names { get; }

    /// <summary>Runs one scenario against a new store of the harness.</summary>
    /// <param name="name">Which: one of <see cref="Names"/>.</param>
    /// <param name="harness">Makes the store.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>That the store passed, or why the scenario was skipped.</returns>
    /// <exception cref="ConformanceException">The store fails.</exception>
    /// <exception cref="ArgumentException">There is no such scenario.</exception>
    public static ValueTask<ConformanceResult> RunAsync(string name, StoreHarness harness, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ByName.TryGetValue(name, out var scenario)
            ? scenario.RunAsync(harness, cancellationToken)
            : throw new ArgumentException($"There is no scenario '{name}'.", nameof(name));
    }
}
