namespace BuildFarm.Views;

internal static class Words
{
    /// <summary>A duration as people read it here; a dash for none.</summary>
    public static string Seconds(TimeSpan? duration) => duration is { } time ? $"{Math.Max(0, time.TotalSeconds):0.0} s" : "–";

    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>The part of a worker's id that tells it from the others of this process.</summary>
    public static string WorkerName(string id) => id[(id.LastIndexOf('/') + 1)..];
}
