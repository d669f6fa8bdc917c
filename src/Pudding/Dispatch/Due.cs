namespace Pudding.Dispatch;

/// <summary>Something that is due now and then (at first at once), or once at a time that is set.</summary>
internal sealed class Due(TimeSpan? interval)
{
    public TimeSpan At { get; private set; } = interval is null ? TimeSpan.MaxValue : TimeSpan.Zero;

    /// <summary>Whether it is due; if so, the next time is set.</summary>
    public bool IsDue(TimeSpan now)
    {
        if (now < At)
            return false;
        At = interval is { } every ? now + every : TimeSpan.MaxValue;
        return true;
    }

    public void MakeDue() => At = TimeSpan.Zero;

    public void SetIn(TimeSpan now, TimeSpan? delay) => At = delay is { } wait ? now + wait : TimeSpan.MaxValue;
}
