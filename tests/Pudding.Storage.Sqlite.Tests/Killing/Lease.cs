namespace Pudding.Storage.Sqlite.Tests.Killing;

internal readonly record struct Lease(Guid Job, long Token)
{
    public override string ToString() => $"{Job.ToString()[^6..]}#{Token}";
}
