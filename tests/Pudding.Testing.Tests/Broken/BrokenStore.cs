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

    /// <summary>Whether its time stands still while it is closed.</summary>
    public bool SleepsWhileClosed { get; init; }

    /// <summary>Whether only one host may open it.</summary>
    public bool IsOfOneHost { get; init; }

    /// <summary>None: it keeps every promise.</summary>
    public static BrokenStore Whole { get; } = new("keeps every promise", [], static store => store);

    /// <summary>None, though only one host may open it: a restart frees its baton.</summary>
    public static BrokenStore WholeOfOneHost { get; } = new("keeps every promise to one host", [], static store => store) { IsOfOneHost = true, Reopen = FreeBaton };

    public override string ToString() => Name;

    public static StoreSet FreeBaton(StoreSet store)
    {
        foreach (var host in (string[])["host-1", "host-2"])
            store.Baton.ReleaseAsync(host, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return store;
    }
}
