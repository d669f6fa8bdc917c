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
        Done(now);
        return true;
    }

    /// <summary>For what was done before it was due: the next time is an interval from now.</summary>
    public void Done(TimeSpan now) => At = interval is { } every ? now + every : TimeSpan.MaxValue;

    /// <summary>Brings it forward, never back.</summary>
    public void SetNoLaterThan(TimeSpan now, TimeSpan? delay)
    {
        if (delay is { } wait && now + wait < At)
            At = now + wait;
    }

    public void MakeDue() => At = TimeSpan.Zero;

    public void SetIn(TimeSpan now, TimeSpan? delay) => SetAt(now + delay);

    public void SetAt(TimeSpan? time) => At = time ?? TimeSpan.MaxValue;
}
