namespace Pudding.Simulation.Tests.Classics;

/// <summary>A situation in which schedulers are known to go wrong.</summary>
internal sealed record ClassicCase
{
    /// <summary>The situation, for people.</summary>
    public required string Situation { get; init; }

    /// <summary>What is measured.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>Plays it under an order.</summary>
    /// <value>Gives a value for each of <see cref="Figures"/>.</value>
    public required Func<string, IReadOnlyList<Measured>> Play { get; init; }
}
