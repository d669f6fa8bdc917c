using Pudding.Instances;
using Pudding.Workers;

namespace Pudding.Health;

/// <summary>How many workers may be cordoned because they are sick: never so many that a mistake, or a fault that all share, takes a queue away.</summary>
internal static class HealthBudget
{
    /// <param name="subject">The worker, or the instance.</param>
    /// <param name="workers">Every worker that is there.</param>
    /// <param name="options">The largest share.</param>
    /// <returns>Why it may not be cordoned, for people; <c>null</c> when it may.</returns>
    public static string? Refuse(CellKey subject, IReadOnlyCollection<WorkerInfo> workers, HealthOptions options)
    {
        var queues = workers.Where(worker => SubjectOf(worker) == subject).SelectMany(static worker => worker.Queues).Distinct(StringComparer.Ordinal);
        foreach (var queue in queues.Order(StringComparer.Ordinal))
        {
            // Those that are draining or retired for another reason are not at hand, whatever becomes of this one.
            var others = workers.Where(worker => worker.Queues.Contains(queue) && SubjectOf(worker) != subject).ToLookup(SubjectOf);
            var ready = others.Count(static machine => machine.Any(static worker => worker.Phase == CellPhase.Ready));
            var sick = others.Count(static machine => machine.Any(IsHeldBackAsSick));
            if (ready == 0)
                return $"it is the last ready one of queue '{queue}'";
            var all = ready + sick + 1;
            var allowed = Math.Max(1, (int)((decimal)options.MaxShare * all)); // decimal: 0.29 of 100 are 29
            if (sick + 1 > allowed)
                return $"of the {all} of queue '{queue}' {sick} are cordoned as sick, and {allowed} may be (PuddingOptions.Health.MaxShare)";
        }

        return null;
    }

    private static bool IsHeldBackAsSick(WorkerInfo worker) =>
        worker is { Phase: CellPhase.Draining, HeldBackBy.Actor: HealthOptions.Actor };

    private static CellKey SubjectOf(WorkerInfo worker) => HealthBook.SubjectOf(worker.WorkerId, worker.InstanceId);
}
