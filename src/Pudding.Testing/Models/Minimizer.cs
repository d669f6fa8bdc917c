#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
namespace Pudding.Testing.Models;

/// <summary>Makes a sequence that fails short: takes away parts, large ones first, as long as what is left still fails.</summary>
internal sealed class Minimizer(StoreHarness harness, CancellationToken stop)
{
    /// <summary>How many runs it may take; what is shortest by then is taken.</summary>
    private int _left = 500;

    public async Task<(IReadOnlyList<Operation> Operations, ModelException Failure)> RunAsync(IReadOnlyList<Operation> operations, ModelException failure)
    {
        var (shortest, why) = (operations.Take(failure.Done).ToList(), failure);
        for (var size = Math.Max(1, shortest.Count / 2); _left > 0;)
        {
            var before = shortest.Count;
            for (var start = shortest.Count - size; start >= 0 && _left > 0; start -= size)
            {
                List<Operation> without = [.. shortest.Take(start), .. shortest.Skip(start + size)];
                if (await TryAsync(without) is not { } still)
                    continue;
                (shortest, why) = ([.. without.Take(still.Done)], still);
                start = Math.Min(start, shortest.Count);
            }

            // One by one until nothing more can be left out.
            if (size == 1 && shortest.Count == before)
                break;
            size = Math.Max(1, size / 2);
        }

        return (shortest, why);
    }

    private async Task<ModelException?> TryAsync(IReadOnlyList<Operation> operations)
    {
        _left--;
        try
        {
            await ModelRun.RunAsync(harness, operations, stop);
            return null;
        }
        catch (ModelException failure)
        {
            return failure;
        }
    }
}
