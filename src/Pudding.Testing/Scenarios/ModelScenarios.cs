#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Testing.Driving;
using Pudding.Testing.Models;

namespace Pudding.Testing.Scenarios;

internal static class ModelScenarios
{
    private const StoreAbilities Clock = StoreAbilities.PassTime | StoreAbilities.ManualTime;

    private const string Everything = "IJobStore, IWorkerStore, ICellStore, IEventStore: everything that can be seen of the store, after each call.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("model")
    {
        { Short_random_sequences_do_what_the_model_does, Everything, Clock },
        { Long_random_sequences_do_what_the_model_does, Everything, Clock },
    };

    private static Task Short_random_sequences_do_what_the_model_does(FarmDriver farm) => RunAsync(farm, farm.Harness.RandomRuns * 2, length: 40);

    private static Task Long_random_sequences_do_what_the_model_does(FarmDriver farm) => RunAsync(farm, farm.Harness.RandomRuns, length: 200);

    private static async Task RunAsync(FarmDriver farm, int runs, int length)
    {
        for (var seed = farm.Harness.Seed; seed < farm.Harness.Seed + runs; seed++)
        {
            var operations = Operation.Sequence(seed, length);
            try
            {
                await ModelRun.RunAsync(farm.Harness, operations, farm.Stop);
            }
            catch (ModelException failure)
            {
                var (shortest, why) = await new Minimizer(farm.Harness, farm.Stop).RunAsync(operations, failure);
                throw new ExpectationException(why.Expected, why.Seen)
                {
                    History = $"Seed {seed}, {operations.Count} operations, of which {shortest.Count} are enough. After the last of them the store and the model differ.\n{why.History}",
                };
            }
        }
    }
}
