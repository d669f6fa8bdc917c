namespace Pudding.Benchmarks.Scheduling;

/// <summary>The same busy farm around a stand-in: slots end at random, ends are trued up, whose turn it is starts.</summary>
internal sealed class StandInFarm<TOrder>
    where TOrder : struct, ITenantOrder
{
    private const int Slots = 1024;

    private readonly long[] _runtimes = Runtimes.Draw(Slots * 4, new Random(42));
    private readonly int[] _running = new int[Slots];
    private TOrder _order; // not readonly: it would be copied for each call
    private Dice _dice = new();

    public StandInFarm(int tenants, Func<long[], TOrder> order)
    {
        _order = order(Runtimes.Draw(tenants, new Random(4711)));
        for (var slot = 0; slot < Slots; slot++)
            Start(slot);
    }

    /// <summary>The operation: a job ends, and is charged the difference between what it used and what was expected; another starts.</summary>
    public void StartAndFinish()
    {
        var slot = _dice.Next(Slots);
        _order.Charge(_running[slot], _runtimes[_dice.Next(_runtimes.Length)] - Runtimes.Mean);
        Start(slot);
    }

    private void Start(int slot)
    {
        var tenant = _order.First;
        _order.Charge(tenant, Runtimes.Mean);
        _running[slot] = tenant;
    }
}
