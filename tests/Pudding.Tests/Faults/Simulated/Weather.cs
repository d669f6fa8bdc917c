namespace Pudding.Tests.Faults.Simulated;

/// <summary>How much goes wrong on the ways between workers, hosts and the store. Each run has a weather of its own: some of it foul, some of it fair.</summary>
internal sealed record Weather
{
    public static Weather Calm { get; } = new() { QuickCall = 1 };

    public double LostMessage { get; init; }

    public double DoubledMessage { get; init; }

    /// <summary>Messages that take up to a minute and a half.</summary>
    public double SlowMessage { get; init; }

    /// <summary>Store calls that are carried out at once; between others anything may happen.</summary>
    public double QuickCall { get; init; }

    /// <summary>Store calls that never reach the store.</summary>
    public double LostCall { get; init; }

    /// <summary>Store calls whose answer never comes, although they were carried out.</summary>
    public double LostAnswer { get; init; }

    /// <summary>Store calls that are carried out long after their caller has given them up.</summary>
    public double LateCall { get; init; }

    /// <summary>Store calls that are never answered, carried out or not.</summary>
    public double SilentCall { get; init; }

    public double DoubledCall { get; init; }

    public double LostHint { get; init; }

    public double LateHint { get; init; }

    public double DoubledHint { get; init; }

    /// <summary>Store calls at which the host dies.</summary>
    public double Crash { get; init; }

    public static Weather Of(Dice dice)
    {
        return new Weather
        {
            LostMessage = Some(0.2),
            DoubledMessage = Some(0.2),
            SlowMessage = Some(0.1),
            QuickCall = dice.Number(),
            LostCall = Some(0.05),
            LostAnswer = Some(0.05),
            LateCall = Some(0.05),
            SilentCall = Some(0.02),
            DoubledCall = Some(0.1),
            LostHint = Some(0.5),
            LateHint = Some(0.5),
            DoubledHint = Some(0.3),
            Crash = Some(0.01),
        };

        double Some(double most) => dice.Chance(0.5) ? 0 : most * dice.Number();
    }
}
