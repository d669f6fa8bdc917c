using Pudding.Hosting;

namespace Pudding.Tests.Faults.Simulated;

internal sealed class SeededIds(Dice dice) : IIdSource
{
    public Guid Next() => dice.Id();
}
