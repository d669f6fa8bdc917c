using Pudding.Events;
using Pudding.Jobs;
using Pudding.Lifecycle;
using Pudding.Tenants;

namespace Pudding.Tests.Lifecycle;

/// <summary>Which events tell of a step, and what they say.</summary>
public sealed class JobEventsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly EventStamp Stamp = new(Noon, Sequence: 7);
    private static readonly JobFacts Job = new(new(new(1, 2, 3, new byte[8])), new(new(4, 5, 6, new byte[8])), TenantPath.Parse("a/x"), "linux", "n", Noon - (10 * Minute));
    private static readonly JobTerms Terms = new(Job.Id, MaxAttempts: 3, MaxInfrastructureLosses: 2, Timeout: Minute, new RetryBackoff { First = Minute, Jitter = 0 });

    private static readonly JobProgress Waiting = JobProgress.Enqueued;
    private static readonly JobProgress Assigned = Waiting with { State = JobState.Assigned };
    private static readonly JobProgress Running = Waiting with { State = JobState.Running, Attempt = 1 };

    /// <summary>On its worker, not begun; the attempt of the store's record is not read.</summary>
    private static readonly JobRun OnWorker = new("w", "i", Attempt: 99, HeldFor: 3 * Minute);

    [Fact]
    public void An_acknowledged_job_has_begun_an_attempt_now()
    {
        var news = Tell(Assigned with { Attempt = 1 }, JobTransitions.Acknowledge(Assigned with { Attempt = 1 }), OnWorker with { StartedAt = Noon - (8 * Minute) });

        Assert.Equal((7, 2, "w", "i", 10 * Minute), (news.Began!.Sequence, news.Began.Attempt, news.Began.WorkerId, news.Began.InstanceId, news.Began.Waited));
        Assert.Null(news.Ended);
        Assert.Equal(Noon, news.StartedAt);
    }

    [Fact]
    public void One_that_is_acknowledged_again_is_no_news()
    {
        var news = Tell(Running, JobTransitions.Acknowledge(Running), OnWorker with { StartedAt = Noon - Minute });

        Assert.Equal(new JobNews(null, null, Noon - Minute), news);
    }

    [Fact]
    public void A_job_so_short_that_its_end_comes_first_began_when_its_worker_says()
    {
        var step = JobTransitions.Finish(Assigned, Terms, JobOutcome.Succeeded, 2 * Minute);

        var news = Tell(Assigned, step, OnWorker, 2 * Minute);

        var finished = Assert.IsType<JobFinished>(news.Ended);
        Assert.Equal(Noon - (2 * Minute), news.StartedAt);
        Assert.Equal((7, 1, 8 * Minute), (news.Began!.Sequence, news.Began.Attempt, news.Began.Waited));
        Assert.Equal((8, 1, 8 * Minute), (finished.Sequence, finished.Attempt, finished.Waited));
        Assert.Equal((JobState.Succeeded, 3 * Minute, 2 * Minute), (finished.State, finished.HeldFor, finished.RanFor));
    }

    [Fact]
    public void A_store_that_learns_the_order_as_it_writes_gets_no_sequence()
    {
        var step = JobTransitions.Finish(Assigned, Terms, JobOutcome.Succeeded, Minute);

        var news = JobEvents.Tell(Job, new EventStamp(Noon), Assigned, step, OnWorker, Minute);

        Assert.Equal((0, 0), (news.Began!.Sequence, news.Ended!.Sequence));
    }

    [Fact]
    public void A_running_job_that_ends_says_how_long_it_waited_ran_and_was_held()
    {
        var before = Running with { Attempt = 2 };
        var step = JobTransitions.Finish(before, Terms, JobOutcome.Succeeded, Minute);

        var news = Tell(before, step, OnWorker with { StartedAt = Noon - (4 * Minute) }, Minute);

        var finished = Assert.IsType<JobFinished>(news.Ended);
        Assert.Null(news.Began);
        Assert.Equal(Noon - (4 * Minute), news.StartedAt);
        Assert.Equal((7, 2, 6 * Minute, 3 * Minute, Minute), (finished.Sequence, finished.Attempt, finished.Waited, finished.HeldFor, finished.RanFor));
    }

    [Fact]
    public void An_attempt_that_failed_and_one_that_was_lost_are_told_with_their_number_also_when_it_does_not_count()
    {
        var run = OnWorker with { StartedAt = Noon - Minute };

        var failed = Assert.IsType<JobRequeued>(Tell(Running, JobTransitions.Finish(Running, Terms, JobOutcome.Failed("no"), Minute), run, Minute).Ended);
        var lost = Assert.IsType<JobRequeued>(Tell(Running, JobTransitions.Lose(Running, Terms, "w"), run).Ended);

        Assert.Equal((1, JobCause.HandlerFailed, Minute, 3 * Minute), (failed.Attempt, failed.Cause, failed.Delay, failed.HeldFor));
        Assert.Equal((1, JobCause.LeaseExpired, TimeSpan.Zero, 3 * Minute), (lost.Attempt, lost.Cause, lost.Delay, lost.HeldFor));
    }

    [Fact]
    public void A_lost_job_that_had_not_begun_this_time_has_no_attempt()
    {
        var before = Assigned with { Attempt = 1 };

        var lost = Assert.IsType<JobRequeued>(Tell(before, JobTransitions.Lose(before, Terms, "w"), OnWorker with { StartedAt = Noon - (5 * Minute) }).Ended);

        Assert.Equal((0, 3 * Minute), (lost.Attempt, lost.HeldFor));
    }

    [Fact]
    public void One_that_was_cancelled_before_it_began_never_ran()
    {
        var news = Tell(Assigned, JobTransitions.Finish(Assigned, Terms, JobOutcome.Cancelled, TimeSpan.Zero), OnWorker, TimeSpan.Zero);

        var finished = Assert.IsType<JobFinished>(news.Ended);
        Assert.Null(news.Began);
        Assert.Null(news.StartedAt);
        Assert.Equal((0, null, null, 3 * Minute), (finished.Attempt, finished.RanFor, finished.Waited, (TimeSpan?)finished.HeldFor));
    }

    [Fact]
    public void A_waiting_job_that_is_cancelled_after_an_attempt_says_where_and_when_that_was()
    {
        var before = Waiting with { Attempt = 1 };

        var news = Tell(before, JobTransitions.Cancel(before, JobCause.CancelRequested, "x"), new JobRun("w", "i", StartedAt: Noon - (4 * Minute)));

        var finished = Assert.IsType<JobFinished>(news.Ended);
        Assert.Equal(("w", "i", 0, 6 * Minute), (finished.WorkerId, finished.InstanceId, finished.Attempt, finished.Waited));
        Assert.Null(finished.HeldFor);
        Assert.Null(finished.RanFor);
        Assert.Equal(Noon - (4 * Minute), news.StartedAt);
    }

    [Fact]
    public void One_whose_only_attempt_did_not_count_has_not_started_for_its_last_event_and_keeps_its_time()
    {
        var news = Tell(Waiting, JobTransitions.Cancel(Waiting, JobCause.CancelRequested, "x"), new JobRun("w", "i", StartedAt: Noon - (4 * Minute)));

        Assert.Null(Assert.IsType<JobFinished>(news.Ended).Waited);
        Assert.Equal(Noon - (4 * Minute), news.StartedAt);
    }

    [Fact]
    public void A_job_whose_worker_is_to_stop_it_is_where_it_was()
    {
        var news = Tell(Running, JobTransitions.Cancel(Running, JobCause.CancelRequested, "x"), OnWorker with { StartedAt = Noon - Minute });

        Assert.Equal(new JobNews(null, null, Noon - Minute), news);
    }

    [Fact]
    public void A_clock_that_was_set_back_makes_no_wait_negative()
    {
        var step = JobTransitions.Finish(Assigned, Terms, JobOutcome.Succeeded, 30 * Minute);

        var news = Tell(Assigned, step, OnWorker, 30 * Minute);

        Assert.Equal(TimeSpan.Zero, news.Began!.Waited);
        Assert.Equal(TimeSpan.Zero, ((JobFinished)news.Ended!).Waited);
    }

    private static JobNews Tell(in JobProgress before, in JobStep step, in JobRun run, TimeSpan? ranFor = null) => JobEvents.Tell(Job, Stamp, before, step, run, ranFor);
}
