namespace Pudding.Hosting;

internal sealed class IdSource(TimeProvider clock) : IIdSource
{
    public Guid Next() => Guid.CreateVersion7(clock.GetUtcNow());
}
