#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
namespace Pudding.Testing.Driving;

internal sealed partial class FarmDriver
{
    private string _holder = Host;

    public async Task TakeBatonAsync(string holder)
    {
        var epoch = await Store.Baton.AcquireAsync(holder, Units(BatonUnits), Stop);
        Note($"'{holder}' takes the baton: {Words.Of(epoch)}");
        Expect.That(epoch is not null, $"'{holder}' gets the baton, which nobody else holds", "null");
        _holder = holder;
        Epoch = epoch!.Value;
    }

    /// <summary>Another host gets the baton: the epoch so far is old from now on.</summary>
    /// <returns>The old epoch.</returns>
    public async Task<long> LoseBatonAsync()
    {
        var old = Epoch;
        await Store.Baton.ReleaseAsync(Host, Stop);
        await TakeBatonAsync("host-2");
        return old;
    }

    /// <summary>Another host gets the baton, and gives it back: the epoch grows by two.</summary>
    public async Task TakeBatonBackAsync()
    {
        await LoseBatonAsync();
        await Store.Baton.ReleaseAsync("host-2", Stop);
        await TakeBatonAsync(Host);
    }

    /// <summary>Closes the store and opens it again. Who held the baton has it again, maybe under a higher epoch.</summary>
    public async Task ReopenAsync()
    {
        await OpenAsync();
        await TakeBatonAsync(_holder);
    }

    /// <summary>The same, and some time passes while it is closed.</summary>
    public async Task ReopenAsync(double afterUnits)
    {
        Note("the store is closed");
        await Harness.CloseAsync(Stop);
        await AdvanceAsync(afterUnits);
        await ReopenAsync();
    }

    /// <summary>Closes the store and opens it again, and leaves the baton where it is then.</summary>
    public async Task OpenAsync()
    {
        Note("the store is closed and opened again");
        Store = await Harness.ReopenAsync(Stop);
    }

    /// <summary>Goes on as another host of the estate would see it.</summary>
    public void Use(StoreSet store) => Store = store;
}
