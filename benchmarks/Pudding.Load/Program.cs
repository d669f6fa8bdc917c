using Pudding.Load;

// What the protocol of workers costs over loopback. See docs/performance.md.
switch (args)
{
    case ["heartbeats", ..]:
        await HeartbeatLoad.RunAsync(workers: Number(1, 64), seconds: Number(2, 10));
        return 0;
    case ["agent", var program, ..]:
        await AgentLoad.RunAsync(program, jobs: Number(2, 500));
        return 0;
    default:
        Console.Error.WriteLine("""
            Usage: Pudding.Load heartbeats [WORKERS [SECONDS]]   heartbeats per second, beside a bare endpoint of the same payload
                   Pudding.Load agent PROGRAM [JOBS]             a published agent: how soon it starts, its memory, and from enqueue to running
            """);
        return 2;
}

int Number(int index, int otherwise) => args.Length > index ? int.Parse(args[index], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
