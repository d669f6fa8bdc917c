using Pudding.Storage;

namespace Pudding.Testing.Tests.Broken;

/// <summary>Short forms of <see cref="BrokenStore"/>.</summary>
internal static class Breaking
{
    public static BrokenStore OfJobs(string name, string areas, Func<StoreSet, IJobStore> make) => new(name, areas.Split(','), store => store with { Jobs = make(store) });

    public static BrokenStore OfWorkers(string name, string areas, Func<StoreSet, IWorkerStore> make) => new(name, areas.Split(','), store => store with { Workers = make(store) });

    public static BrokenStore OfCells(string name, string areas, Func<StoreSet, ICellStore> make) => new(name, areas.Split(','), store => store with { Cells = make(store) });

    public static BrokenStore OfBaton(string name, string areas, Func<StoreSet, IBatonStore> make) => new(name, areas.Split(','), store => store with { Baton = make(store) });

    public static BrokenStore OfPolicies(string name, string areas, Func<StoreSet, IPolicyStore> make) => new(name, areas.Split(','), store => store with { Policies = make(store) });

    public static BrokenStore OfEvents(string name, string areas, Func<StoreSet, IEventStore> make) => new(name, areas.Split(','), store => store with { Events = make(store) });

    public static BrokenStore OfLogs(string name, string areas, Func<StoreSet, IJobLogStore> make) => new(name, areas.Split(','), store => store with { Logs = make(store) });

    public static BrokenStore OfQueries(string name, string areas, Func<StoreSet, IJobQueryStore> make) => new(name, areas.Split(','), store => store with { Queries = make(store) });

    public static BrokenStore OfFeed(string name, string areas, Func<StoreChange, IEnumerable<StoreChange>> instead) =>
        new(name, areas.Split(','), store => store with { Changes = new TamperedChangeFeed(store.Changes, instead) });

    /// <summary>A store that is broken by who knows what went by.</summary>
    public static BrokenStore Watched(string name, string areas, Func<StoreSet, Spy, StoreSet> make) => new(name, areas.Split(','), store =>
    {
        var (watched, spy) = Spy.On(store);
        return make(watched, spy);
    });

    /// <summary>A store whose jobs are written otherwise than they were given.</summary>
    public static BrokenStore Enqueue(string name, string areas, Func<NewJob, NewJob> change) =>
        Group(name, areas, group => group with { Jobs = [.. group.Jobs.Select(change)] });

    /// <summary>A store whose groups are written otherwise than they were given.</summary>
    public static BrokenStore Group(string name, string areas, Func<NewJobGroup, NewJobGroup> change) =>
        OfJobs(name, areas, store => new TamperedJobStore(store.Jobs) { Enqueue = (group, next) => next(change(group)) });

    /// <summary>A store that takes heartbeats otherwise than they were sent.</summary>
    public static BrokenStore Beat(string name, string areas, Func<Pudding.Workers.Heartbeat, Pudding.Workers.Heartbeat> change) =>
        OfWorkers(name, areas, store => new TamperedWorkerStore(store.Workers) { Heartbeat = (beat, next) => next(change(beat)) });

    /// <summary>A store that takes results otherwise than they were reported.</summary>
    public static BrokenStore Result(string name, string areas, Func<Pudding.Workers.JobResult, Pudding.Workers.JobResult> change) =>
        Beat(name, areas, beat => beat with { Results = [.. beat.Results.Select(change)] });

    /// <summary>A store that sweeps otherwise than it was asked to.</summary>
    public static BrokenStore Sweep(string name, string areas, Func<SweepRequest, SweepRequest> change) =>
        OfJobs(name, areas, store => new TamperedJobStore(store.Jobs) { Sweep = (request, next) => next(change(request)) });

    /// <summary>A store that forgets otherwise than it was asked to.</summary>
    public static BrokenStore Prune(string name, Func<PruneRequest, PruneRequest> change) => new(name, ["retention"], store => store with
    {
        Retention = new TamperedRetentionStore(store.Retention) { Prune = (request, next) => next(change(request)) },
    });

    /// <summary>A store that tells other events than happened.</summary>
    public static BrokenStore Tell(string name, string areas, Func<Pudding.Events.PuddingEvent, IEnumerable<Pudding.Events.PuddingEvent>> change) =>
        OfEvents(name, areas, store => new TamperedEventStore(store.Events)
        {
            Read = async (input, next) =>
            {
                var page = await next(input);
                return page with { Events = [.. page.Events.SelectMany(change)] };
            },
        });

    /// <summary>A store that shows jobs otherwise than they are.</summary>
    public static BrokenStore Show(string name, string areas, Func<Pudding.Jobs.Job, Pudding.Jobs.Job> change) =>
        OfJobs(name, areas, store => new TamperedJobStore(store.Jobs) { FindJob = async (id, next) => await next(id) is { } job ? change(job) : null });
}
