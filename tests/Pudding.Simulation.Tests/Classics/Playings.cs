using System.Collections.Concurrent;

namespace Pudding.Simulation.Tests.Classics;

/// <summary>Plays each case once under each order, however many tests look at it.</summary>
public sealed class Playings
{
    private readonly ConcurrentDictionary<(ClassicCase Case, string Order), IReadOnlyList<Measured>> _measured = new();

    internal IReadOnlyList<Measured> Of(ClassicCase @case, string order) => _measured.GetOrAdd((@case, order), static it => it.Case.Play(it.Order));
}
