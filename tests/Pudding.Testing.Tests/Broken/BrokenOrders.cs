using Pudding.Events;
using Pudding.Storage;
using Pudding.Tenants;
using static Pudding.Testing.Tests.Broken.Breaking;

namespace Pudding.Testing.Tests.Broken;

/// <summary>Of batons, policies, events, hints.</summary>
internal static class BrokenOrders
{
    public static IEnumerable<BrokenStore> All { get; } =
    [
        OfBaton("gives everyone the baton", "baton", static store => new TamperedBatonStore(store.Baton) { Acquire = static async (input, next) => await next(input) ?? 1 }),
        OfBaton("counts renewals of the baton", "baton", static store =>
        {
            var renewals = 0;
            return new TamperedBatonStore(store.Baton) { Acquire = async (input, next) => await next(input) + renewals++ };
        }),
        OfBaton("has one epoch for ever", "baton", static store => new TamperedBatonStore(store.Baton) { Acquire = static async (input, next) => await next(input) is null ? null : 1 }),
        Watched("lets anyone give the baton back", "baton", static (store, spy) => store with { Baton = new TamperedBatonStore(store.Baton) { Release = (_, next) => next(spy.Holder) } }),
        OfBaton("keeps the baton with who vanished", "baton", static store => new TamperedBatonStore(store.Baton) { Acquire = static (input, next) => next((input.Holder, TimeSpan.FromDays(9))) }),
        Watched("does not renew the baton", "baton", static (store, spy) => store with
        {
            Baton = new TamperedBatonStore(store.Baton) { Acquire = (input, next) => input.Holder == spy.Holder ? new(spy.Epoch) : next(input) },
        }),

        Tell("does not tell of cancellations", "events", static happened => happened is JobCancelRequested ? [] : [happened]),
        Tell("forgets the names of jobs in events", "events", static happened => happened is JobEvent job ? [job with { JobName = null }] : [happened]),
        Tell("does not tell how long a job was held", "events", static happened => happened switch
        {
            JobRequeued job => [job with { HeldFor = TimeSpan.Zero }],
            JobFinished job => [job with { HeldFor = TimeSpan.Zero }],
            _ => [happened],
        }),
        Tell("stamps events with another clock", "events", static happened => [happened with { At = DateTimeOffset.UnixEpoch }]),
        Tell("tells the end of a job twice", "concurrency", static happened => happened is JobFinished ? [happened, happened with { Sequence = happened.Sequence }] : [happened]),
        OfEvents("does not know its newest event", "events", static store => new TamperedEventStore(store.Events) { Latest = static (_, _) => new(0) }),
        OfEvents("reads more events than were asked for", "events", static store => new TamperedEventStore(store.Events) { Read = static (input, next) => next((input.AfterSequence, 1000)) }),
        OfEvents("tells of gaps where none are", "events", static store => new TamperedEventStore(store.Events) { Read = static async (input, next) => await next(input) with { Missed = 1 } }),
        OfEvents("keeps one cursor for all", "events", static store => new TamperedEventStore(store.Events)
        {
            SaveCursor = static (input, next) => next(("all", input.Sequence)), ReadCursor = static (_, next) => next("all"),
        }),
        OfEvents("lets a cursor go back", "events", static store =>
        {
            Dictionary<string, long> cursors = [];
            return new TamperedEventStore(store.Events)
            {
                SaveCursor = (input, _) =>
                {
                    cursors[input.Consumer] = input.Sequence;
                    return new(true);
                },
                ReadCursor = (consumer, _) => new(cursors.TryGetValue(consumer, out var sequence) ? sequence : (long?)null),
            };
        }),
        OfEvents("forgets no consumer", "events", static store => new TamperedEventStore(store.Events) { ForgetCursor = static (_, _) => new(true) }),
        OfEvents("shows an event after others that came later", "concurrency", static store =>
        {
            var late = false;
            return new TamperedEventStore(store.Events)
            {
                Read = async (input, next) =>
                {
                    var page = await next(input);
                    if (late)
                        return page;
                    late = page.Events.Any(static happened => happened.Sequence > 15);
                    return page with { Events = [.. page.Events.Where(static happened => happened.Sequence != 5)] };
                },
            };
        }),

        OfFeed("does not say that hints were missed", "feed", static hint => hint.Kind == StoreChangeKind.Missed ? [hint with { Kind = StoreChangeKind.Happened }] : [hint]),
        .. Enum.GetValues<StoreChangeKind>().Where(static kind => kind != StoreChangeKind.Missed)
            .Select(static kind => OfFeed($"announces nothing as {kind}", "feed", hint => hint.Kind == kind ? [] : [hint])),
        OfFeed("does not say what has ended", "feed", static hint => [hint with { FencingToken = 0 }]),
    ];
}
