namespace Pudding.Benchmarks.Scheduling;

/// <summary>Random numbers at next to no cost: a linear congruential generator, of which the upper half is used. The same from run to run.</summary>
internal struct Dice()
{
    private ulong _state = 4711;

    /// <summary>A number from zero to below <paramref name="count"/>.</summary>
    public int Next(int count)
    {
        _state = unchecked((_state * 6364136223846793005) + 1442695040888963407);
        return (int)(((_state >> 32) * (ulong)count) >> 32);
    }
}
