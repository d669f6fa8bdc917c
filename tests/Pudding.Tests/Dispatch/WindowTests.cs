using Microsoft.Extensions.Logging.Abstractions;
using Pudding.Dispatch;
using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Tests.Dispatch;

public sealed class WindowTests
{
    private static readonly TenantQueue Place = new(TenantPath.Parse("a/x"), "linux");

    private readonly Window _window = new(new FairScheduler(new FairSchedulerOptions { Policies = new TenantPolicies(100) }), NullLogger.Instance);

    [Fact]
    public void Reading_everyone_forgets_what_is_not_there_any_more()
    {
        Read(everyone: true, limit: 4, 1, 2, 3);

        Read(everyone: true, limit: 4, 2, 3);

        Assert.Equal([2, 3], StartAll());
    }

    [Fact]
    public void What_stands_behind_as_many_as_were_read_is_kept()
    {
        Read(everyone: true, limit: 3, 1, 2, 3);

        Read(everyone: true, limit: 2, 1, 2);

        Assert.Equal([1, 2, 3], StartAll());
    }

    [Fact]
    public void Reading_one_tenant_adds_and_forgets_nothing()
    {
        Read(everyone: true, limit: 4, 2, 3);

        Read(everyone: false, limit: 4, 1);

        Assert.Equal([1, 2, 3], StartAll());
    }

    [Fact]
    public void A_tenant_of_whom_nothing_was_read_has_nothing()
    {
        Read(everyone: true, limit: 2, 1, 2);

        Read(everyone: true, limit: 2);

        Assert.Empty(StartAll());
    }

    private static JobId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private void Read(bool everyone, int limit, params int[] jobs) => _window.Refill(
        [.. jobs.Select(job => new ReadyJob { Id = Id(job), Tenant = Place.Tenant, Queue = Place.Queue, Priority = 0, Sequence = job })],
        new HeadQuery { Of = everyone ? null : [Place], LimitPerTenant = limit });

    private List<int> StartAll()
    {
        var started = new List<int>();
        while (_window.TryStart([_window.Queue("linux")], TimeSpan.Zero, out var job))
            started.Add(BitConverter.ToInt32(job.Value.ToByteArray()));
        return started;
    }
}
