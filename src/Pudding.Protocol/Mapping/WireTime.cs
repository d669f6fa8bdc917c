namespace Pudding.Protocol.Mapping;

/// <summary>Times on the wire: whole milliseconds. A right is rounded down, never up.</summary>
internal static class WireTime
{
    private static readonly long MaxMs = (long)TimeSpan.FromDays(3650).TotalMilliseconds;

    public static long ToMs(this TimeSpan time) => time.Ticks / TimeSpan.TicksPerMillisecond;

    public static TimeSpan Read(long ms, string field) =>
        ms >= 0 && ms <= MaxMs ? TimeSpan.FromMilliseconds(ms) : throw new WireFormatException(field, $"{ms} is not from 0 to {MaxMs} milliseconds.");
}
