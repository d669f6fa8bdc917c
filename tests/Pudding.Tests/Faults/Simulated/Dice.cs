namespace Pudding.Tests.Faults.Simulated;

/// <summary>Chance, by a seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    public bool Chance(double probability) => probability > 0 && _random.NextDouble() < probability;

    public int Below(int limit) => _random.Next(limit);

    public int From(int least, int most) => _random.Next(least, most + 1);

    public double Number() => _random.NextDouble();

    public TimeSpan Seconds(double least, double most) => TimeSpan.FromSeconds(least + (_random.NextDouble() * (most - least)));

    public T Of<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    public Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
