using System.Collections;
using System.Runtime.CompilerServices;
using Pudding.Testing.Driving;

namespace Pudding.Testing.Scenarios;

/// <summary>The scenarios of one area. Each is a method whose name is the sentence.</summary>
internal sealed class ScenarioList(string area) : IReadOnlyList<ConformanceScenario>
{
    private readonly List<ConformanceScenario> _scenarios = [];

    public int Count => _scenarios.Count;

    public ConformanceScenario this[int index] => _scenarios[index];

    /// <param name="run">The method.</param>
    /// <param name="obligation">What a store promises, with the member that does.</param>
    /// <param name="needs">What the harness must be able to do.</param>
    /// <param name="method">Left out.</param>
    public void Add(
        Func<FarmDriver, Task> run, string obligation, StoreAbilities needs = StoreAbilities.None, [CallerArgumentExpression(nameof(run))] string method = "") =>
        _scenarios.Add(new ConformanceScenario(area, method.Replace('_', ' '), obligation, needs, run));

    public IEnumerator<ConformanceScenario> GetEnumerator() => _scenarios.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
