using Pudding.Hosting;

namespace Pudding.Dispatch;

/// <summary>When the parts of a dispatcher's round are due.</summary>
internal sealed class DueTimes(PuddingOptions options)
{
    public Due Sweep { get; } = new(options.SweepInterval);

    public Due Charge { get; } = new(options.HeartbeatInterval);

    /// <summary>Offers are looked at now and then, also when no hint says that one has changed: they grow old.</summary>
    public Due Offers { get; } = new(options.HeartbeatInterval);

    /// <summary>A lost job is noticed at most this much after its lease is over.</summary>
    public Due Expire { get; } = new(options.LeaseDuration / 12);

    /// <summary>Who has used how much is written down for another host.</summary>
    public Due Remember { get; } = new(options.SweepInterval);

    /// <summary>When the next job that was put off becomes ready.</summary>
    public Due Ready { get; } = new(interval: null);

    /// <summary>When a tenant that is held back by its start rate may start again. Deciding is part of every round, so this needs only to wake it.</summary>
    public Due Token { get; } = new(interval: null);

    /// <summary>When an override is over: nothing else tells of it.</summary>
    public Due Policies { get; } = new(interval: null);

    public TimeSpan NextIn(TimeSpan now, TimeSpan atMost)
    {
        foreach (var due in (ReadOnlySpan<Due>)[Sweep, Charge, Offers, Expire, Remember, Ready, Token, Policies])
            atMost = due.At - now < atMost ? due.At - now : atMost;
        return atMost > TimeSpan.Zero ? atMost : TimeSpan.Zero;
    }
}
