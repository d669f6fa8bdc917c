namespace Pudding.Dispatch;

/// <summary>Pauses between tries that grow: a quarter of a second, then double, up to a limit.</summary>
internal static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    public static TimeSpan Next(TimeSpan last, TimeSpan max)
    {
        if (last <= TimeSpan.Zero)
            return First;
        return last * 2 < max ? last * 2 : max;
    }
}
