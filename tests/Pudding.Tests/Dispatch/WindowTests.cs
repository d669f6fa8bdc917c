using Microsoft.Extensions.Logging.Abstractions;
using Pudding.Dispatch;
using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Tests.Dispatch;

public sealed class WindowTests
{
    private const int Size = 4;

    private static readonly TenantQueue Place = new(TenantPath.Parse("a/x"), "linux");

    private readonly Window _window = NewWindow();

    [Fact]
    public void Reading_everyone_forgets_what_is_not_there_any_more()
    {
        Read(everyone: true, 1, 2, 3);

        Read(everyone: true, 2, 3);

        Assert.Equal([2, 3], StartAll());
    }

    [Fact]
    public void Reading_one_tenant_adds_and_forgets_nothing()
    {
        Read(everyone: true, 2, 3);

        Read(everyone: false, 1);

        Assert.Equal([1, 2, 3], StartAll());
    }

    [Fact]
    public void A_tenant_of_whom_nothing_was_read_has_nothing()
    {
        Read(everyone: true, 1, 2);

        Read(everyone: true);

        Assert.Empty(StartAll());
        Assert.Equal(0, _window.Count);
    }

    [Fact]
    public void What_stands_behind_a_full_window_falls_out_and_is_asked_for_when_there_is_room()
    {
        Read(everyone: true, 5, 6, 7, 8);
        Read(everyone: false, 1, 2, 3, 5);
        Assert.Equal(Size, _window.Count);
        Assert.Empty(_window.Low);

        Assert.Equal([1, 2, 3], Start(3));
        Assert.Equal([Place], _window.Low);

        Read(everyone: false, 5, 6, 7, 8);
        Assert.Empty(_window.Low);
        Assert.Equal([5, 6, 7, 8], StartAll());
        Assert.Equal([Place], _window.Low);
        Read(everyone: false);
        Assert.Empty(_window.Low);
    }

    [Fact]
    public void What_was_asked_for_stays_so_until_the_answer_comes()
    {
        Read(everyone: true, 1, 2, 3, 4);
        Start(3);

        for (var i = 0; i < 3; i++)
            Assert.Equal([Place], _window.Low);
        Read(everyone: true, 4);

        Assert.Empty(_window.Low);
        Assert.Equal([4], StartAll());
        Assert.Empty(_window.Low);
    }

    [Fact]
    public void A_window_full_of_what_is_gone_lets_in_what_is_behind_it()
    {
        Read(everyone: true, 1, 2, 3, 4);

        Read(everyone: true, 5, 6, 7, 8);
        while (_window.Low.Count > 0)
            Read(everyone: false, 5, 6, 7, 8);

        Assert.Equal([5, 6, 7, 8], StartAll());
    }

    [Fact]
    public void A_job_that_the_store_says_waits_does_not_run_whatever_was_believed()
    {
        Read(everyone: true, 1, 2, 3, 4);
        Assert.Equal([1, 2, 3, 4], StartAll());
        _window.Claimed(Id(1), 1);
        _window.Claimed(Id(2), 2);

        Read(everyone: false, 1, 2, 3, 4);

        Assert.Equal([1, 2, 3, 4], StartAll());
    }

    [Fact]
    public void A_decision_that_came_to_nothing_costs_no_token()
    {
        var window = NewWindow(new TenantPolicy { StartsPerMinute = 1 });
        Read(window, everyone: true, 1, 2);
        Assert.Equal([1], StartAll(window));

        window.Discard(Id(1));

        Assert.Equal([2], StartAll(window));
        Assert.Equal(TimeSpan.FromMinutes(1), window.NextTokenAt);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    public void Memory_does_not_grow_under_a_stream_of_urgent_jobs(int size)
    {
        var window = NewWindow(size: size);
        var store = new List<int>();
        for (var i = 1000; i > 0; i--)
        {
            store.Insert(0, i);
            Read(window, everyone: i % 7 == 0, [.. store.Take(size)], size);
            Assert.InRange(window.Count, 1, size);
        }

        for (var next = 1; next <= 1000; next++)
        {
            Assert.True(window.TryStart([window.Queue("linux")], TimeSpan.Zero, out var job));
            Assert.Equal(Id(next), job);
            store.Remove(next);
            if (window.Low.Count > 0)
                Read(window, everyone: false, [.. store.Take(size)], size);
        }

        Assert.Empty(store);
    }

    private static Window NewWindow(TenantPolicy? policy = null, int size = Size) => new(
        new FairSchedulerOptions { WindowSize = size, Policies = new TenantPolicies(5000, [new(Place.Tenant, policy ?? TenantPolicy.Default)]) },
        NullLogger.Instance);

    private static JobId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private static void Read(Window window, bool everyone, int[] jobs, int limit) => window.Refill(
        [.. jobs.Select(job => new ReadyJob { Id = Id(job), Tenant = Place.Tenant, Queue = Place.Queue, Priority = 0, Sequence = job })],
        new HeadQuery { Of = everyone ? null : [Place], LimitPerTenant = limit },
        TimeSpan.Zero);

    private static void Read(Window window, bool everyone, params int[] jobs) => Read(window, everyone, jobs, Size);

    private static List<int> StartAll(Window window, int atMost = int.MaxValue)
    {
        var started = new List<int>();
        while (started.Count < atMost && window.TryStart([window.Queue("linux")], TimeSpan.Zero, out var job))
            started.Add(BitConverter.ToInt32(job.Value.ToByteArray()));
        return started;
    }

    private void Read(bool everyone, params int[] jobs) => Read(_window, everyone, jobs, Size);

    private List<int> Start(int count) => StartAll(_window, count);

    private List<int> StartAll() => StartAll(_window);
}
