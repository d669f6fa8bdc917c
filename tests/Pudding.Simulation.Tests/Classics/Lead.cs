namespace Pudding.Simulation.Tests.Classics;

/// <summary>How far a tenant gets ahead of others from now on: the slot time that it uses more than the one of them that uses least.</summary>
internal sealed class Lead(FarmTenant tenant, FarmTenant[] others)
{
    private readonly TimeSpan _before = tenant.Used;
    private readonly TimeSpan[] _othersBefore = [.. others.Select(static other => other.Used)];
    private TimeSpan _most;

    /// <summary>The largest lead of those that were looked at, in minutes; none at the beginning. (Between moments a lead is a straight line.)</summary>
    public Measured Measured => Measured.Of(_most.TotalMinutes, "0.0 min");

    public void Look()
    {
        var least = others.Zip(_othersBefore, static (other, before) => other.Used - before).Min();
        if (tenant.Used - _before - least > _most)
            _most = tenant.Used - _before - least;
    }
}
