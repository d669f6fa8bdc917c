namespace Pudding.Testing.Tests.Broken;

/// <summary>A store that breaks one promise, made of one that keeps all of them.</summary>
/// <param name="Name">What it does wrong, to complete "A store that …".</param>
/// <param name="Areas">The areas whose scenarios are tried on it.</param>
/// <param name="Break">Breaks a new store.</param>
internal sealed record BrokenStore(string Name, string[] Areas, Func<StoreSet, StoreSet> Break)
{
    /// <summary>What a restart makes of a store; the same store, by default.</summary>
    public Func<StoreSet, StoreSet> Reopen { get; init; } = static store => store;

    /// <summary>What another host sees; the same store, by default.</summary>
    public Func<StoreSet, StoreSet> Join { get; init; } = static store => store;

    /// <summary>Whether time passes when the clock is set forward.</summary>
    public bool TrustsTheClock { get; init; }

    /// <summary>None: it keeps every promise.</summary>
    public static BrokenStore Whole { get; } = new("keeps every promise", [], static store => store);

    public override string ToString() => Name;
}
