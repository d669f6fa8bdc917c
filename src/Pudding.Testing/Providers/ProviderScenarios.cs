using System.Collections.Frozen;

namespace Pudding.Testing.Providers;

/// <summary>Every scenario that a provider of instances must pass. An author's test project is one theory over <see cref="Names"/>; scenarios of later versions come with the package.</summary>
public static class ProviderScenarios
{
    private static readonly FrozenDictionary<string, ProviderScenario> ByName;

    static ProviderScenarios()
    {
        All = [.. LaunchScenarios.All, .. TokenScenarios.All, .. ListScenarios.All, .. TerminateScenarios.All, .. OwnershipScenarios.All, .. RestartScenarios.All, .. ImageScenarios.All];
        Names = [.. All.Select(static scenario => scenario.Name)];
        ByName = All.ToFrozenDictionary(static scenario => scenario.Name, StringComparer.Ordinal);
    }

    /// <summary>The scenarios, area by area.</summary>
    public static IReadOnlyList<ProviderScenario> All { get; }

    /// <summary>Their names: the rows of the theory.</summary>
    public static IReadOnlyList<string> Names { get; }

    /// <summary>Runs one scenario against a new cloud of the harness.</summary>
    /// <param name="name">Which: one of <see cref="Names"/>.</param>
    /// <param name="harness">Makes the cloud, and providers for it.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>That the provider passed, or why the scenario was skipped.</returns>
    /// <exception cref="ConformanceException">The provider fails.</exception>
    /// <exception cref="ArgumentException">There is no such scenario.</exception>
    public static ValueTask<ConformanceResult> RunAsync(string name, ProviderHarness harness, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ByName.TryGetValue(name, out var scenario)
            ? scenario.RunAsync(harness, cancellationToken)
            : throw new ArgumentException($"There is no scenario '{name}'.", nameof(name));
    }
}
