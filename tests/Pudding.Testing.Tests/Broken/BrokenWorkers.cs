using Pudding.Events;
using Pudding.Instances;
using Pudding.Storage;
using Pudding.Workers;
using static Pudding.Testing.Tests.Broken.Breaking;

namespace Pudding.Testing.Tests.Broken;

internal static class BrokenWorkers
{
    public static IEnumerable<BrokenStore> All { get; } =
    [
        OfWorkers("counts the sessions of each worker by themselves", "sessions", static store =>
        {
            Dictionary<string, long> sessions = [];
            return new TamperedWorkerStore(store.Workers)
            {
                Connect = async (registration, next) => await next(registration) with { Session = sessions[registration.WorkerId] = sessions.GetValueOrDefault(registration.WorkerId) + 1 },
            };
        }),
        Connect("forgets the instance of a worker", "sessions,cells", static registration => registration with { InstanceId = null }),
        OfWorkers("keeps the first introduction of a worker", "sessions", static store =>
        {
            Dictionary<string, WorkerRegistration> first = [];
            return new TamperedWorkerStore(store.Workers) { Connect = (registration, next) => next(first.TryGetValue(registration.WorkerId, out var known) ? known : first[registration.WorkerId] = registration) };
        }),
        Watched("gives a worker its former session again", "sessions", static (store, spy) => store with
        {
            Workers = new TamperedWorkerStore(store.Workers)
            {
                Connect = (registration, next) => spy.Sessions.TryGetValue(registration.WorkerId, out var session) ? new(new ConnectReply(ConnectStatus.Connected, session)) : next(registration),
            },
        }),
        Watched("takes back what runs when its worker connects again", "sessions", static (store, spy) => store with
        {
            Workers = new TamperedWorkerStore(store.Workers)
            {
                Connect = async (registration, next) =>
                {
                    await spy.TakeBackAsync(store, registration.WorkerId);
                    return await next(registration);
                },
            },
        }),
        Watched("remembers workers for ever", "sessions", static (store, spy) => store with
        {
            Workers = new TamperedWorkerStore(store.Workers)
            {
                ReadCells = async (_, next) =>
                {
                    var cells = await next(null);
                    return [.. cells, .. spy.Sessions.Keys.Except(cells.Select(static cell => cell.WorkerId)).Select(static worker => new WorkerCell { WorkerId = worker, Session = 0, Queues = [], Phase = CellPhase.Ready, Slots = 1, Active = 0, Offered = 0, SilentFor = default })];
                },
            },
        }),
        Watched("ends the newest session for a former one", "sessions", static (store, spy) => store with
        {
            Workers = new TamperedWorkerStore(store.Workers) { Disconnect = (input, next) => next((input.WorkerId, spy.Sessions.GetValueOrDefault(input.WorkerId))) },
        }),
        Watched("reads the inbox for a former session", "sessions", static (store, spy) => store with
        {
            Workers = new TamperedWorkerStore(store.Workers) { ReadInbox = (input, next) => next((input.WorkerId, spy.Sessions.GetValueOrDefault(input.WorkerId))) },
        }),
        OfWorkers("does not say how long a worker has been silent", "sessions", static store => new TamperedWorkerStore(store.Workers)
        {
            ReadCells = static async (_, next) => [.. (await next(null)).Select(static cell => cell with { SilentFor = TimeSpan.Zero })],
        }),

        OfCells("hides instances", "cells", static store => new TamperedCellStore(store.Cells) { ReadInstances = static (_, _) => new([]) }),
        Move("ignores cordons", "cells", static command => command.Move == CellMove.Cordon ? command with { Move = CellMove.Uncordon } : command),
        Move("ignores cordons of instances", "cells", static command => command is { Move: CellMove.Cordon, Key.Kind: CellKind.Instance } ? command with { Move = CellMove.Uncordon } : command, pretend: true),
        Move("retires at once what is to be cordoned", "cells", static command => command.Move == CellMove.Cordon ? command with { Move = CellMove.ForceRetire } : command),
        Move("ignores uncordons", "cells", static command => command.Move == CellMove.Uncordon ? command with { Move = CellMove.Cordon } : command, pretend: true),
        Move("forgets who changed a cell", "cells", static command => command with { Actor = "" }),
        OfCells("calls a change done that changed nothing", "cells", static store => Moved(store, static result => result.Status == CellStatus.NoChange ? result with { Status = CellStatus.Done } : result)),
        OfCells("retires without draining", "cells", static store => new TamperedCellStore(store.Cells)
        {
            Apply = static async (command, next) => await next(command) is { Status: CellStatus.WrongPhase } && command.Move == CellMove.Retire ? await next(command with { Move = CellMove.ForceRetire }) : await next(command),
        }),
        Move("takes every id for one of a worker", "cells", static command => command with { Key = CellKey.Worker(command.Key.Id) }),
        Move("looks at no epoch of a cell", "cells", static command => command with { IfEpoch = null }),
        Move("looks at no epoch of the baton", "cells", static command => command with { BatonEpoch = null }),
        OfWorkers("makes a worker ready when it connects", "cells", static store => new TamperedWorkerStore(store.Workers)
        {
            Connect = async (registration, next) =>
            {
                var reply = await next(registration);
                foreach (var key in new[] { CellKey.Worker(registration.WorkerId), CellKey.Instance(registration.InstanceId ?? "") })
                    await store.Cells.ApplyAsync(new CellCommand { Key = key, Move = CellMove.Uncordon, Reason = "Back.", Actor = "store" }, default);
                return reply;
            },
        }),
        new("forgets every worker that leaves", ["cells"], static store =>
        {
            HashSet<string> left = [];
            return store with
            {
                Workers = new TamperedWorkerStore(store.Workers)
                {
                    Disconnect = (input, next) =>
                    {
                        left.Add(input.WorkerId);
                        return next(input);
                    },
                },
                Cells = new TamperedCellStore(store.Cells) { Find = async (key, next) => left.Contains(key.Id) ? null : await next(key) },
            };
        }),
        OfCells("does not count what is active in an instance", "cells", static store => new TamperedCellStore(store.Cells)
        {
            Find = static async (key, next) => await next(key) is { } cell ? cell with { Active = 0 } : null,
        }),

        Move("retires by force whatever is to be retired", "retirement", static command => command.Move == CellMove.Retire ? command with { Move = CellMove.ForceRetire } : command),
        Move("never retires", "retirement", static command => command.Move == CellMove.Retire ? command with { Move = CellMove.Cordon } : command),
        OfCells("lets what is retired come back", "retirement", static store => Moved(store, static result => result.Status == CellStatus.WrongPhase ? result with { Status = CellStatus.Done } : result)),
        OfWorkers("gives a session to who is retired", "retirement", static store => new TamperedWorkerStore(store.Workers)
        {
            Connect = static async (registration, next) => await next(registration) is { Status: ConnectStatus.Retired } ? new ConnectReply(ConnectStatus.Connected, 99) : await next(registration),
        }),
        OfWorkers("does not tell a worker that it is retired", "retirement", static store => new TamperedWorkerStore(store.Workers)
        {
            Heartbeat = static async (beat, next) => await next(beat) is { Status: HeartbeatStatus.Retired } reply ? reply with { Status = HeartbeatStatus.UnknownSession } : await next(beat),
        }),
        OfCells("uses no force", "retirement", static store => new TamperedCellStore(store.Cells)
        {
            Apply = static async (command, next) =>
            {
                if (command.Move != CellMove.ForceRetire)
                    return await next(command);
                await next(command with { Move = CellMove.Cordon });
                return await next(command with { Move = CellMove.Retire }) with { Status = CellStatus.Done };
            },
        }),
        OfCells("forgets whatever it is asked to forget", "retirement", static store => new TamperedCellStore(store.Cells) { Forget = static (_, _) => new(true) }),
        new("pretends to retire", ["concurrency"], static store => store with
        {
            Cells = new TamperedCellStore(store.Cells) { Apply = static (_, _) => new(new CellResult(CellStatus.Done)) },
        }),
    ];

    private static BrokenStore Connect(string name, string areas, Func<WorkerRegistration, WorkerRegistration> change) =>
        OfWorkers(name, areas, store => new TamperedWorkerStore(store.Workers) { Connect = (registration, next) => next(change(registration)) });

    private static TamperedCellStore Moved(StoreSet store, Func<CellResult, CellResult> change) =>
        new(store.Cells) { Apply = async (command, next) => change(await next(command)) };

    /// <param name="name">What is wrong.</param>
    /// <param name="areas">Where.</param>
    /// <param name="change">What is done instead.</param>
    /// <param name="pretend">Whether it says that it was done.</param>
    private static BrokenStore Move(string name, string areas, Func<CellCommand, CellCommand> change, bool pretend = false) =>
        OfCells(name, areas, store => new TamperedCellStore(store.Cells)
        {
            Apply = async (command, next) => await next(change(command)) is var result && pretend && change(command) != command
                ? result with { Status = CellStatus.Done, Cell = result.Cell! with { Phase = command.Move == CellMove.Cordon ? CellPhase.Draining : CellPhase.Ready } }
                : result,
        });
}
