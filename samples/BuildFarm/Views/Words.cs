using BuildFarm.Farm;

namespace BuildFarm.Views;

internal static class Words
{
    /// <summary>A duration as people read it here; a dash for none.</summary>
    public static string Seconds(TimeSpan? duration) => duration is { } time ? $"{Math.Max(0, time.TotalSeconds):0.0} s" : "–";

    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>A size, rounded up.</summary>
    public static string Kilobytes(long bytes) => $"{(bytes + 1023) / 1024} KiB";

    /// <summary>What a run goes on with that comes after one that was killed.</summary>
    public static string Recovered(Recovered found)
    {
        var jobs = found.Over + found.Running + found.Lost + found.Waiting;
        var running = found.Agents == 0 ? "no agent is alive" : $"{found.Running} {(found.Running == 1 ? "runs" : "run")} on {Count(found.Agents, "agent")} still alive";
        var lost = found.Lost == 0 ? "" : $", {found.Lost} ran on agents that are gone and will run again";
        return $"Recovered: {found.Over} of {Count(jobs, "job")} {(found.Over == 1 ? "is" : "are")} over, {running}{lost}, {found.Waiting} {(found.Waiting == 1 ? "waits" : "wait")}.";
    }

    /// <summary>The part of a worker's id that tells it from the others of this process.</summary>
    public static string WorkerName(string id) => id[(id.LastIndexOf('/') + 1)..];
}
