#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Testing.Driving;

namespace Pudding.Testing.Models;

internal sealed partial class ModelRun
{
    /// <summary>Everything that can be seen of the store is what the model says.</summary>
    private async Task CompareAsync()
    {
        await CompareEventsAsync();
        await CompareJobsAsync();
        await CompareActiveAsync();
        await CompareHeadsAsync();
        await CompareWorkersAsync();
        foreach (var group in _model.Groups.Where(static group => group.Request.SupersedeKey is not null))
            Expect.Equal("the group that superseded another one", group.SupersededBy, (await _farm.GroupAsync(group.Request.Id)).SupersededBy);
    }

    private async Task CompareEventsAsync()
    {
        var events = await _farm.EventsAsync(_newestEvent);
        _audit.Add(events);
        if (events.Count > 0)
            _newestEvent = events[^1].Sequence;
        Differ("events that were written", _model.TakeTold().Order(StringComparer.Ordinal), events.Select(Tell).Order(StringComparer.Ordinal));
    }

    private async Task CompareJobsAsync()
    {
        var seen = (await _farm.Store.Queries.FindAsync(new JobQuery(), 0, 10_000, _farm.Stop)).Where(static job => job.Tenant.Value != "clock");
        var expected = _model.Jobs.Select(job =>
            $"{job.Name}: {job.State}, {job.Cause}, attempt {job.Attempt}, lost {job.Losses} times, to be cancelled: {job.ToBeCancelled}"
            + (job.IsActive ? $", on {job.Worker!.Id} of {job.Worker.Instance?.Id}, borrowed: {job.IsBorrowed}" : "")
            + (IsPutOff(job) ? $", not before {job.ReadyAt}" : ""));
        Differ("jobs", expected, seen.Select(job =>
            $"{_farm.Say(job.Id)}: {job.State}, {job.Cause}, attempt {job.Attempt}, lost {job.InfrastructureLosses} times, to be cancelled: {job.CancelRequested}"
            + (job.State.IsActive() ? $", on {job.WorkerId} of {job.InstanceId}, borrowed: {job.IsBorrowed}" : "")
            + (job.State == JobState.Pending && job.NotBefore - _begin is { } later && later > _model.Now ? $", not before {later}" : "")));
    }

    private async Task CompareActiveAsync() => Differ(
        "active jobs",
        _model.Active.Select(job => $"{_farm.Say(job.Lease)} of {job.Request.Tenant} in {job.Request.Queue} on {job.Worker!.Id}, borrowed: {job.IsBorrowed}").Order(StringComparer.Ordinal),
        (await _farm.ActiveAsync()).Select(job => $"{_farm.Say(job.Id)}#{job.FencingToken} of {job.Tenant} in {job.Queue} on {job.WorkerId}, borrowed: {job.IsBorrowed}").Order(StringComparer.Ordinal));

    private async Task CompareHeadsAsync()
    {
        var heads = await _farm.HeadsAsync();
        Differ(
            "ready jobs of each tenant and queue, in order",
            _model.Jobs.Where(job => job.IsReady(_model.Now)).GroupBy(static job => (job.Request.Tenant, job.Request.Queue))
                .Select(static place => $"{place.Key.Tenant} in {place.Key.Queue}: {string.Join(' ', place.OrderByDescending(static job => job.Request.Priority).ThenBy(static job => job.Sequence).Select(static job => job.Name))}")
                .Order(StringComparer.Ordinal),
            heads.Jobs.GroupBy(static job => (job.Tenant, job.Queue))
                .Select(place => $"{place.Key.Tenant} in {place.Key.Queue}: {string.Join(' ', place.Select(job => _farm.Say(job.Id)))}")
                .Order(StringComparer.Ordinal));
        TimeSpan? next = _model.Jobs.Where(IsPutOff).Select(static job => job.ReadyAt).DefaultIfEmpty(TimeSpan.MinValue).Min() is var at && at > TimeSpan.MinValue ? at - _model.Now : null;
        Expect.Equal("in how long the next job becomes ready", next, heads.NextReadyIn);
    }

    private async Task CompareWorkersAsync()
    {
        var cells = await _farm.Store.Workers.ReadCellsAsync(_farm.Stop);
        var known = _model.Workers.Where(worker => !_model.IsVague(worker)).ToList();
        Differ(
            "workers",
            known.Where(static worker => worker.Phase != CellPhase.Retired).Select(worker => $"{worker.Id}: session {(worker.EffectivePhase == CellPhase.Retired ? "?" : worker.Session)}, {worker.EffectivePhase}, active {_model.On(worker).Count()}, offered {(worker.EffectivePhase == CellPhase.Ready ? worker.Offered : 0)}"),
            cells.Where(cell => known.Any(worker => worker.Id == cell.WorkerId && worker.Phase != CellPhase.Retired)).OrderBy(static cell => cell.WorkerId, StringComparer.Ordinal)
                .Select(static cell => $"{cell.WorkerId}: session {(cell.Phase == CellPhase.Retired ? "?" : cell.Session)}, {cell.Phase}, active {cell.Active}, offered {cell.Offered}"));
        foreach (var worker in known.Where(static worker => worker.Session != 0 && worker.EffectivePhase != CellPhase.Retired))
        {
            var inbox = await _farm.Store.Workers.ReadInboxAsync(worker.Id, worker.Session, _farm.Stop);
            Expect.SameSet($"the assignments in the inbox of {worker.Id}", NotTaken(worker), inbox.Assignments.Select(assignment => _farm.Say(assignment.Lease)));
            Expect.SameSet($"what {worker.Id} is to stop, in its inbox", ToStop(worker), inbox.Cancel.Select(_farm.Say));
        }

        foreach (var instance in _model.Instances.Where(instance => !_model.IsVague(instance)))
        {
            var cell = await _farm.CellAsync(CellKey.Instance(instance.Id));
            Expect.Equal($"the phase and active jobs of {instance.Id}", (instance.Phase, _model.Active.Count(job => job.Worker!.Instance == instance)), (cell.Phase, cell.Active));
        }
    }

    private bool IsPutOff(ModelJob job) => job.State == JobState.Pending && job.ReadyAt > _model.Now;

    private string Tell(PuddingEvent happened) => happened switch
    {
        JobEnqueued job => $"{_farm.Say(job.JobId)} enqueued",
        JobAssigned job => $"{_farm.Say(job.JobId)} assigned to {job.WorkerId}{(job.IsBorrowed ? ", borrowed" : "")}",
        JobStarted job => $"{_farm.Say(job.JobId)} started on {job.WorkerId}, attempt {job.Attempt}",
        JobCancelRequested job => $"{_farm.Say(job.JobId)} is to be cancelled: {job.Cause}",
        JobRequeued job => $"{_farm.Say(job.JobId)} requeued from {job.WorkerId}: {job.Cause}, attempt {job.Attempt}, delay {job.Delay}",
        JobFinished job => $"{_farm.Say(job.JobId)} finished: {job.State}, {job.Cause}",
        JobGroupFinished group => $"group {group.GroupId} finished: {group.State}, {group.Succeeded} succeeded, {group.Failed} failed, {group.Cancelled} cancelled",
        CellChanged cell => $"{cell.Cell}: {cell.From} to {cell.To}",
        WorkerConnected worker => $"{worker.WorkerId} connected",
        WorkerDisconnected worker => $"{worker.WorkerId} disconnected",
        _ => happened.GetType().Name,
    };

    /// <summary>Expects two lists of lines to be the same, and tells only where they differ.</summary>
    private static void Differ(string what, IEnumerable<string> expected, IEnumerable<string> seen)
    {
        var (left, right) = (expected.ToList(), seen.ToList());
        if (left.SequenceEqual(right, StringComparer.Ordinal))
            return;
        var (missing, more) = (left.Except(right, StringComparer.Ordinal).ToList(), right.Except(left, StringComparer.Ordinal).ToList());
        throw missing.Count + more.Count > 0
            ? new ExpectationException($"the {what}: {Words.List(missing)}{(more.Count > 0 && missing.Count == 0 ? " more than the rest" : "")}", Words.List(more))
            : new ExpectationException($"the {what}, in this order or this often: {Words.List(left)}", Words.List(right));
    }
}
