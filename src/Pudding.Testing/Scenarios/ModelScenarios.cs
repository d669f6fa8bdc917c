namespace Pudding.Testing.Scenarios;

internal static class ModelScenarios
{
    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("model");
}
