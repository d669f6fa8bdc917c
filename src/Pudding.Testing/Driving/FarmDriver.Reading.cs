#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using System.Text;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Testing.Driving;

internal sealed partial class FarmDriver
{
    public async Task<Job> JobAsync(JobId id)
    {
        var job = await Store.Jobs.FindJobAsync(id, Stop);
        return Expect.NotNull($"the job {Say(id)}, which was enqueued", job);
    }

    public async Task<JobGroup> GroupAsync(JobGroupId id) => Expect.NotNull("a group that was enqueued", await Store.Jobs.FindGroupAsync(id, Stop));

    /// <summary>Expects a job to be in a state, and whatever else is named.</summary>
    public async Task<Job> ExpectAsync(JobId id, JobState state, JobCause? cause = null, int? attempt = null, int? losses = null)
    {
        var job = await JobAsync(id);
        var name = Say(id);
        Expect.That(
            job.State == state,
            $"{name} is {state}",
            $"it is {job.State}, attempt {job.Attempt}, lost {job.InfrastructureLosses} times, cause {job.Cause}, reason {Words.Of(job.Reason)}");
        if (cause is { } why)
            Expect.Equal($"the cause of {name}, which is {state}", why, job.Cause);
        if (attempt is { } attempts)
            Expect.Equal($"the attempts that count of {name}, which is {state}", attempts, job.Attempt);
        if (losses is { } lost)
            Expect.Equal($"the infrastructure losses of {name}, which is {state}", lost, job.InfrastructureLosses);
        return job;
    }

    public async Task<HeadPage> HeadsAsync(int limit = 1000, IReadOnlyList<TenantQueue>? of = null) =>
        await Store.Jobs.ReadHeadsAsync(new HeadQuery { LimitPerTenant = limit, Of = of }, Stop);

    /// <summary>The ready jobs of a tenant in a queue, in their order, by their names in messages.</summary>
    public async Task<IReadOnlyList<string>> ReadyAsync(string tenant = "a/x", string queue = "linux") =>
        [.. (await HeadsAsync()).Jobs.Where(job => job.Tenant.Value == tenant && job.Queue == queue).Select(job => Say(job.Id))];

    public async Task ExpectReadyAsync(string why, params IReadOnlyList<JobId> jobs) =>
        Expect.Same($"the ready jobs of a/x, in order ({why})", jobs.Select(Say), await ReadyAsync());

    public async Task<IReadOnlyList<ActiveJob>> ActiveAsync() => await Store.Jobs.ReadActiveAsync(Stop);

    public async Task<WorkerCell?> FindWorkerAsync(string worker) => (await Store.Workers.ReadCellsAsync(Stop)).SingleOrDefault(cell => cell.WorkerId == worker);

    public async Task<WorkerCell> ReadWorkerAsync(string worker) => Expect.NotNull($"{worker} among the workers", await FindWorkerAsync(worker));

    public async Task<WorkerCell> ReadWorkerAsync(DrivenWorker worker) => await ReadWorkerAsync(worker.Id);

    public async Task<CellState> CellAsync(CellKey key) => Expect.NotNull($"the cell of {key}", await Store.Cells.FindAsync(key, Stop));

    public async Task<CellResult> TryMoveAsync(CellKey key, CellMove move, long? ifEpoch = null, long? batonEpoch = null)
    {
        var result = await Store.Cells.ApplyAsync(
            new CellCommand { Key = key, Move = move, IfEpoch = ifEpoch, BatonEpoch = batonEpoch, Reason = "Maintenance.", Actor = "alice" }, Stop);
        Note($"{move} {key}: {result.Status}");
        return result;
    }

    /// <summary>Changes a cell, which can't be refused.</summary>
    public async Task<CellState> MoveAsync(CellKey key, CellMove move)
    {
        var result = await TryMoveAsync(key, move);
        Expect.Equal($"{move} of {key}", CellStatus.Done, result.Status);
        return Expect.NotNull($"the cell that {move} of {key} returns", result.Cell);
    }

    /// <summary>Every event that is kept, page by page.</summary>
    public async Task<IReadOnlyList<PuddingEvent>> EventsAsync(long after = 0)
    {
        var events = new List<PuddingEvent>();
        while (true)
        {
            var page = await Store.Events.ReadAsync(after, 100, Stop);
            if (page.Events.Count == 0)
                return events;
            events.AddRange(page.Events);
            Expect.That(page.Events[^1].Sequence > after, $"events after {after}", $"a page that ends with {page.Events[^1].Sequence}");
            after = page.Events[^1].Sequence;
        }
    }

    public async Task<IReadOnlyList<T>> EventsAsync<T>(JobId job)
        where T : JobEvent => [.. (await EventsAsync()).OfType<T>().Where(happened => happened.JobId == job)];

    /// <summary>Everything that anybody can see but what grows with time, as text: to see that nothing was changed.</summary>
    public async Task<string> SnapshotAsync()
    {
        var text = new StringBuilder();
        foreach (var job in (await Store.Queries.FindAsync(new JobQuery(), 0, 1000, Stop)))
        {
            text.AppendLine(
                $"{Say(job.Id)} {job.State}, attempt {job.Attempt}, lost {job.InfrastructureLosses}, cause {job.Cause}, worker {job.WorkerId}, not before {job.NotBefore:O}, "
                + $"started {job.StartedAt:O}, cancelled {job.CancelRequested}, resolution {job.Resolution}");
        }

        foreach (var job in (await ActiveAsync()).OrderBy(static job => job.FencingToken))
            text.AppendLine($"active: {Say(job.Id)}#{job.FencingToken} on {job.WorkerId}");
        foreach (var cell in (await Store.Workers.ReadCellsAsync(Stop)).OrderBy(static cell => cell.WorkerId, StringComparer.Ordinal))
            text.AppendLine($"worker {cell.WorkerId}: session {cell.Session}, {cell.Phase}, active {cell.Active}, offered {cell.Offered} of {cell.Slots}");
        foreach (var cell in (await Store.Cells.ReadInstancesAsync(Stop)).OrderBy(static cell => cell.Key.Id, StringComparer.Ordinal))
            text.AppendLine($"{cell.Key}: {cell.Phase}, epoch {cell.Epoch}, active {cell.Active}");
        return text.Append($"newest event: {await Store.Events.LatestAsync(Stop)}").ToString();
    }

    public async Task ExpectUnchangedAsync(string before, string by) =>
        Expect.That(await SnapshotAsync() is var now && now == before, $"nothing is changed by {by}. Before it:\n{before}", $"after it:\n{now}");
}
