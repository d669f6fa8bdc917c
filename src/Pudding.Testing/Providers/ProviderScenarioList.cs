using System.Collections;
using System.Runtime.CompilerServices;

namespace Pudding.Testing.Providers;

/// <summary>The scenarios of one area. Each is a method whose name is the sentence.</summary>
internal sealed class ProviderScenarioList(string area) : IReadOnlyList<ProviderScenario>
{
    private readonly List<ProviderScenario> _scenarios = [];

    public int Count => _scenarios.Count;

    public ProviderScenario this[int index] => _scenarios[index];

    /// <param name="run">The method.</param>
    /// <param name="obligation">What a provider promises, with the member that does.</param>
    /// <param name="needs">What the harness must be able to do.</param>
    /// <param name="method">Left out.</param>
    public void Add(
        Func<CloudDriver, Task> run, string obligation, ProviderAbilities needs = ProviderAbilities.None, [CallerArgumentExpression(nameof(run))] string method = "") =>
        _scenarios.Add(new ProviderScenario(area, method.Replace('_', ' '), obligation, needs, run));

    public IEnumerator<ProviderScenario> GetEnumerator() => _scenarios.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
