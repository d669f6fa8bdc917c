using Pudding.Load;
using Pudding.Load.Sqlite;

// What the protocol of workers costs over loopback, and what a store on disk does. See docs/performance.md.
switch (args)
{
    case ["heartbeats", ..]:
        await HeartbeatLoad.RunAsync(workers: Number(1, 64), seconds: Number(2, 10));
        return 0;
    case ["agent", var program, ..]:
        await AgentLoad.RunAsync(program, jobs: Number(2, 500));
        return 0;
    case ["sqlite", ..]:
        await SqliteLoad.RunAsync(folder: args.Length > 1 ? args[1] : Path.GetTempPath(), pending: Number(2, 1_000_000));
        return 0;
    case ["sqlite-host", var path]:
        await SqliteHost.RunAsync(path);
        return 0;
    default:
        Console.Error.WriteLine("""
            Usage: Pudding.Load heartbeats [WORKERS [SECONDS]]   heartbeats per second, beside a bare endpoint of the same payload
                   Pudding.Load agent PROGRAM [JOBS]             a published agent: how soon it starts, its memory, and from enqueue to running
                   Pudding.Load sqlite [FOLDER [PENDING]]        the SQLite store, beside SQLite itself: throughput, large backlogs, memory
            """);
        return 2;
}

int Number(int index, int otherwise) => args.Length > index ? int.Parse(args[index], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
