namespace Pudding.Health;

/// <summary>Jobs that may be compared with each other, because nothing but who ran them should make them differ.</summary>
/// <param name="OwnFailed">Those of one worker that failed.</param>
/// <param name="Own">Those of that worker.</param>
/// <param name="AllFailed">Those of all workers, itself too, that failed.</param>
/// <param name="All">Those of all workers.</param>
internal readonly record struct Stratum(int OwnFailed, int Own, int AllFailed, int All)
{
    /// <summary>Whether others ran such jobs too.</summary>
    public bool HasPeers => All > Own;

    /// <summary>Whether it can tell anything: where all failed or none did, whoever ran them, it can't.</summary>
    public bool Tells => HasPeers && Own > 0 && AllFailed > 0 && AllFailed < All;

    /// <summary>How many would have failed at the rate of the others.</summary>
    public double Expected => (double)Own * (AllFailed - OwnFailed) / (All - Own);
}
