namespace Pudding.Testing.Driving;

/// <summary>What must hold, each with words for whoever reads that it does not.</summary>
internal static class Expect
{
    public static void That(bool holds, string expected, string seen)
    {
        if (!holds)
            throw new ExpectationException(expected, seen);
    }

    /// <param name="what">The subject of both sentences: "the job's state".</param>
    /// <param name="expected">What it should be.</param>
    /// <param name="seen">What it is.</param>
    public static void Equal<T>(string what, T expected, T seen) =>
        That(EqualityComparer<T>.Default.Equals(expected, seen), $"{what}: {Words.Of(expected)}", $"{what}: {Words.Of(seen)}");

    public static void Same<T>(string what, IEnumerable<T> expected, IEnumerable<T> seen)
    {
        var (left, right) = (expected.ToList(), seen.ToList());
        That(left.SequenceEqual(right), $"{what}: {Words.List(left)}", $"{what}: {Words.List(right)}");
    }

    /// <summary>The same things, in whatever order.</summary>
    public static void SameSet<T>(string what, IEnumerable<T> expected, IEnumerable<T> seen)
        where T : notnull
    {
        var (left, right) = (expected.ToList(), seen.ToList());
        That(
            left.Count == right.Count && left.ToHashSet().SetEquals(right),
            $"{what}, in any order: {Words.List(left)}",
            $"{what}: {Words.List(right)}");
    }

    public static void Empty<T>(string what, IEnumerable<T> seen) => Same(what, [], seen);

    public static T Single<T>(string what, IEnumerable<T> seen)
    {
        var all = seen.ToList();
        That(all.Count == 1, $"{what}: exactly one", $"{what}: {Words.List(all)}");
        return all[0];
    }

    public static T NotNull<T>(string what, T? seen)
        where T : class
    {
        That(seen is not null, $"{what}: there", $"{what}: none");
        return seen!;
    }

    /// <summary>Within what calls take themselves.</summary>
    public static void Span(string what, TimeSpan expected, TimeSpan? seen, TimeSpan slack) =>
        That(seen is { } span && span >= expected && span <= expected + slack, $"{what}: {expected}{(slack > TimeSpan.Zero ? $" (and up to {slack} more)" : "")}", $"{what}: {Words.Of(seen)}");
}
