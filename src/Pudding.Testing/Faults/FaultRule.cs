namespace Pudding.Testing.Faults;

/// <summary>Some calls, and what becomes of them.</summary>
internal sealed class FaultRule(Type? store, string? method, Fault fault, int after, int times)
{
    private int _seen;

    /// <summary>What becomes of a call. Calls of the plan are counted one by one.</summary>
    public Fault Take(Type calledStore, string calledMethod)
    {
        if ((store is not null && store != calledStore) || (method is not null && method != calledMethod))
            return Fault.None;
        var number = _seen++;
        return number >= after && number - after < times ? fault : Fault.None;
    }
}
