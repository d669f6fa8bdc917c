using Pudding.Jobs;
using Pudding.Scheduling;
using Pudding.Tenants;

namespace Pudding.Tests.Scheduling.Windows;

/// <summary>When the owner of the backlog is called, and with what.</summary>
public sealed class BacklogOwnerTests
{
    private static readonly TenantPath Project = TenantPath.Parse("a/x");

    private readonly Said _said = new();
    private readonly FairScheduler _scheduler;
    private readonly QueueKey _queue;

    public BacklogOwnerTests()
    {
        _scheduler = new FairScheduler(new FairSchedulerOptions { WindowSize = 4, Backlog = _said, Policies = new TenantPolicies(100) });
        _scheduler.Queue("linux");
        _queue = _scheduler.Queue("osx");
    }

    [Fact]
    public void What_comes_after_a_full_window_is_refused()
    {
        Assert.Equal([true, true, true, true, false, false], Enumerable.Range(1, 6).Select(i => TryAdd(i)));

        Assert.Equal(4, _scheduler.Waiting);
        Assert.Empty(_said.Lines);
    }

    [Fact]
    public void Add_says_what_to_do_when_a_job_is_beyond_the_window()
    {
        Fill(1, 5);

        var exception = Assert.Throws<InvalidOperationException>(() => _scheduler.Add(Project, _queue, Id(9), 0, 9));
        Assert.Equal($"Job {Id(9)} comes after jobs of tenant 'a/x' that are beyond the window; a refill brings it.", exception.Message);
    }

    [Fact]
    public void Once_there_are_jobs_beyond_the_window_those_behind_them_stay_out_though_there_is_room()
    {
        Fill(1, 5);
        Start();

        Assert.False(TryAdd(6));
        Assert.True(TryAdd(7, priority: 1));
        Assert.Equal(4, _scheduler.Waiting);
    }

    [Fact]
    public void More_is_asked_for_once_when_less_than_half_is_left()
    {
        Fill(1, 5);
        Start();
        Start();
        Assert.Empty(_said.Lines);

        Start();
        Assert.Equal(["low a/x in 1"], _said.Lines);
        Start();
        Assert.Single(_said.Lines);
    }

    [Fact]
    public void More_is_asked_for_when_jobs_are_removed()
    {
        var tickets = Enumerable.Range(1, 4).Select(i => _scheduler.Add(Project, _queue, Id(i), 0, i)).ToList();
        Assert.False(TryAdd(5));
        _scheduler.Remove(tickets[3]);
        _scheduler.Remove(tickets[2]);
        Assert.Empty(_said.Lines);

        _scheduler.Remove(tickets[1]);
        Assert.Equal(["low a/x in 1"], _said.Lines);
    }

    [Fact]
    public void Nothing_is_asked_for_when_there_is_nothing_more()
    {
        Fill(1, 4);
        for (var i = 0; i < 4; i++)
            Start();

        Assert.Empty(_said.Lines);
    }

    [Fact]
    public void A_refill_is_answered_by_another_question_when_that_is_used_up_too()
    {
        Fill(1, 5);
        for (var i = 0; i < 4; i++)
            Start();
        Refill([5, 6], hasMore: true);
        Assert.Single(_said.Lines);
        Start();
        Assert.Equal(["low a/x in 1", "low a/x in 1"], _said.Lines);

        Refill([7], hasMore: false);
        Start();
        Start();
        Assert.Equal(2, _said.Lines.Count);
        Assert.True(TryAdd(8));
    }

    [Fact]
    public void An_urgent_job_displaces_the_last_one()
    {
        Fill(1, 4);

        Assert.True(TryAdd(5, priority: 1));

        Assert.Equal([$"displaced {Id(4)}"], _said.Lines);
        Assert.Equal(4, _scheduler.Waiting);
        Assert.Equal([Id(5), Id(1), Id(2)], new[] { Start(), Start(), Start() });
        Assert.Equal("low a/x in 1", _said.Lines[^1]);
    }

    [Fact]
    public void A_start_that_is_undone_displaces_what_has_come_for_it()
    {
        Fill(1, 4);
        _scheduler.TryStart([_queue], default, out var started);
        Assert.True(TryAdd(5));

        _scheduler.Return(started.Ticket);

        Assert.Equal([$"displaced {Id(5)}"], _said.Lines);
        Assert.Equal(Id(1), Start());
    }

    [Fact]
    public void A_job_that_goes_behind_those_beyond_the_window_is_displaced()
    {
        var ticket = _scheduler.Add(Project, _queue, Id(1), 5, 1);
        Fill(2, 5);

        _scheduler.Reprioritise(ticket, -1);

        Assert.Equal([$"displaced {Id(1)}"], _said.Lines);
        Assert.Equal(3, _scheduler.Waiting);
        Assert.Throws<ArgumentException>(() => _scheduler.Remove(ticket));
    }

    [Fact]
    public void Of_a_refill_that_is_too_large_the_last_get_no_ticket_and_nothing_is_said()
    {
        var tickets = Refill([1, 2, 3, 4, 5, 6], hasMore: false);

        Assert.Equal([false, false, false, false, true, true], tickets.Select(static ticket => ticket == default));
        Assert.Equal(4, _scheduler.Waiting);
        Assert.Empty(_said.Lines);
        Assert.False(TryAdd(7));
    }

    [Fact]
    public void A_refill_must_have_room_for_its_tickets()
    {
        var exception = Assert.Throws<ArgumentException>("tickets", () => _scheduler.Refill(Project, _queue, [Job(1), Job(2)], new JobTicket[1], hasMore: false));

        Assert.StartsWith("There is room for 1 tickets of 2 jobs.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, _scheduler.Waiting);
    }

    [Fact]
    public void More_than_nothing_is_no_answer()
    {
        const string Error = "There are said to be more jobs, but none is given and none is in memory.";
        var unknown = Assert.Throws<ArgumentException>("hasMore", () => _scheduler.Refill(Project, _queue, [], [], hasMore: true));
        Assert.StartsWith(Error, unknown.Message, StringComparison.Ordinal);
        _scheduler.Refill(Project, _queue, [], [], hasMore: false);
        Assert.Equal(0, _scheduler.Tenants);

        Fill(1, 1);
        _scheduler.Refill(Project, _queue, [], [], hasMore: true);
        Assert.False(TryAdd(2));
        Start();
        var empty = Assert.Throws<ArgumentException>("hasMore", () => _scheduler.Refill(Project, _queue, [], [], hasMore: true));
        Assert.StartsWith(Error, empty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_window_there_are_no_more_jobs()
    {
        var scheduler = new FairScheduler();
        var queue = scheduler.Queue("linux");

        var exception = Assert.Throws<ArgumentException>("hasMore", () => scheduler.Refill(Project, queue, [Job(1)], new JobTicket[1], hasMore: true));
        Assert.StartsWith("There are said to be more jobs, but WindowSize isn't limited: all are in memory.", exception.Message, StringComparison.Ordinal);
        scheduler.Refill(Project, queue, [Job(1)], new JobTicket[1], hasMore: false);
        Assert.Equal(1, scheduler.Waiting);
    }

    [Fact]
    public void Every_tenant_and_queue_has_a_window_of_its_own()
    {
        Fill(1, 5);
        var other = _scheduler.Queue("linux");

        Assert.True(_scheduler.TryAdd(Project, other, Id(6), 0, 6, out _));
        Assert.True(_scheduler.TryAdd(TenantPath.Parse("a/y"), _queue, Id(7), 0, 7, out _));
    }

    [Fact]
    public void A_copy_asks_nobody()
    {
        Fill(1, 5);
        var copy = _scheduler.Clone();
        for (var i = 0; i < 4; i++)
            Assert.True(copy.TryStart([_queue], default, out _));
        copy.TryAdd(Project, _queue, Id(9), 9, 9, out _);

        Assert.Empty(_said.Lines);
        Assert.Equal(4, _scheduler.Waiting);
    }

    private void Fill(int first, int last)
    {
        for (var i = first; i <= last; i++)
            TryAdd(i);
    }

    private bool TryAdd(int number, int priority = 0) => _scheduler.TryAdd(Project, _queue, Id(number), priority, number, out _);

    private JobId Start()
    {
        Assert.True(_scheduler.TryStart([_queue], default, out var started));
        return started.JobId;
    }

    private JobTicket[] Refill(int[] numbers, bool hasMore)
    {
        var tickets = new JobTicket[numbers.Length];
        _scheduler.Refill(Project, _queue, [.. numbers.Select(Job)], tickets, hasMore);
        return tickets;
    }

    private static WaitingJob Job(int number) => new(Id(number), 0, number);

    private static JobId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private sealed class Said : IBacklogOwner
    {
        public List<string> Lines { get; } = [];

        public void OnLow(TenantPath tenant, QueueKey queue) => Lines.Add($"low {tenant} in {queue.Index}");

        public void OnDisplaced(JobId job) => Lines.Add($"displaced {job}");
    }
}
