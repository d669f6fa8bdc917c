using Pudding.Health;
using Pudding.Instances;
using Pudding.Jobs;

namespace Pudding.Tests.Health;

public sealed class HealthBookTests
{
    private static readonly CellKey W = CellKey.Worker("w");

    private readonly BookedJobs _jobs = new();

    [Fact]
    public void Failures_of_the_machine_add_up_until_a_success()
    {
        _jobs.Run(1, "w", JobCause.InfrastructureFailed).Run(2, "w", JobCause.HandlerFailed).Run(3, "w", JobCause.InfrastructureFailed);
        Assert.Equal(["1 was InfrastructureFailed.", "3 was InfrastructureFailed."], _jobs.Of("w").InfrastructureFailures);
        Assert.Equal([W], _jobs.Book.Due);

        _jobs.Run(4, "w");
        Assert.Empty(_jobs.Of("w").InfrastructureFailures);
        Assert.Equal((4, 3), (_jobs.Of("w").Ended, _jobs.Of("w").Groups.Sum(stratum => stratum.OwnFailed)));
    }

    [Fact]
    public void A_job_that_breaks_every_machine_counts_once_on_each()
    {
        for (var i = 0; i < 5; i++)
            _jobs.Assign(1, "w").Requeue(1, "w", JobCause.InfrastructureFailed).Assign(1, "v").Requeue(1, "v", JobCause.InfrastructureFailed);

        Assert.Single(_jobs.Of("w").InfrastructureFailures);
        Assert.Single(_jobs.Of("v").InfrastructureFailures);
        Assert.Equal(1, _jobs.Of("w").Ended);
    }

    [Fact]
    public void What_is_lost_when_a_worker_vanishes_counts_once_and_again_only_after_it_was_back()
    {
        _jobs.Assign(1, "w").Assign(2, "w").Assign(3, "w")
            .Requeue(1, "w", JobCause.LeaseExpired).Requeue(2, "w", JobCause.LeaseExpired).Finish(3, "w", JobCause.LeaseExpired);
        Assert.Equal(["1 was LeaseExpired."], _jobs.Of("w").InfrastructureFailures);

        _jobs.Assign(4, "w").Assign(5, "w").Requeue(4, "w", JobCause.LeaseExpired).Requeue(5, "w", JobCause.LeaseExpired);
        Assert.Equal(["1 was LeaseExpired.", "4 was LeaseExpired."], _jobs.Of("w").InfrastructureFailures);
        Assert.Equal(2, _jobs.Of("w").Ended);
    }

    [Theory]
    [InlineData(JobCause.CancelRequested)]
    [InlineData(JobCause.HandlerCancelled)]
    [InlineData(JobCause.Superseded)]
    [InlineData(JobCause.FailFast)]
    [InlineData(JobCause.Interrupted)]
    [InlineData(JobCause.GivenBack)]
    [InlineData(JobCause.NotTaken)]
    public void What_others_decide_is_nobodys_failure(JobCause cause)
    {
        _jobs.Run(1, "w", JobCause.InfrastructureFailed);
        if (cause is JobCause.GivenBack or JobCause.NotTaken)
            _jobs.Assign(2, "w").Requeue(2, "w", cause);
        else
            _jobs.Run(2, "w", cause);

        Assert.Single(_jobs.Of("w").InfrastructureFailures); // and it is no success either
        Assert.Equal(1, _jobs.Of("w").Ended);
    }

    [Fact]
    public void A_job_that_never_came_to_a_worker_says_nothing()
    {
        _jobs.Finish(1, worker: null, JobCause.QueueTimeExpired);
        Assert.Empty(_jobs.Book.Due);
    }

    [Fact]
    public void What_is_older_than_the_window_is_gone()
    {
        _jobs.Run(1, "w", JobCause.InfrastructureFailed).Run(2, "v");
        _jobs.Now += _jobs.Options.Window - TimeSpan.FromSeconds(4);
        _jobs.Run(3, "v");
        Assert.Single(_jobs.Of("w").InfrastructureFailures);
        Assert.Equal(1, _jobs.Of("w").Ended);

        _jobs.Run(4, "v");
        Assert.Empty(_jobs.Of("w").InfrastructureFailures);
        Assert.Equal(0, _jobs.Of("w").Ended);
        Assert.Equal(3, _jobs.Of("v").Ended);
    }

    [Fact]
    public void A_clock_that_leapt_and_was_put_back_blinds_nobody()
    {
        var before = _jobs.Now;
        _jobs.Now += TimeSpan.FromDays(365);
        _jobs.Run(1, "w", JobCause.InfrastructureFailed);
        _jobs.Now = before;
        _jobs.Run(2, "w", JobCause.InfrastructureFailed).Run(3, "w", JobCause.InfrastructureFailed).Run(4, "w", JobCause.InfrastructureFailed);

        Assert.Equal(["2 was InfrastructureFailed.", "3 was InfrastructureFailed.", "4 was InfrastructureFailed."], _jobs.Of("w").InfrastructureFailures.TakeLast(3));
        Assert.Equal(3, _jobs.Of("w").Ended);
        _jobs.Now += _jobs.Options.Window * 2;
        _jobs.Run(5, "v");
        Assert.Equal(0, _jobs.Of("w").Ended);
    }

    [Fact]
    public void Jobs_of_a_group_are_compared_with_its_others_and_one_of_each_group_with_those_of_the_tenant()
    {
        _jobs.Run(1, "w", JobCause.HandlerFailed, group: 1).Run(2, "w", group: 1).Run(3, "v", group: 1).Run(4, "v", group: 2, tenant: "org/b").Run(5, "w", group: 3);

        var evidence = _jobs.Of("w");
        Assert.Equal([new Stratum(1, 2, 1, 3), new Stratum(0, 1, 0, 1)], evidence.Groups);
        Assert.Equal([new Stratum(1, 2, 1, 3)], evidence.Tenants);
    }

    [Fact]
    public void The_one_of_a_group_is_the_first_that_came_not_the_first_that_ended()
    {
        _jobs.Assign(1, "w", group: 1).Assign(2, "w", group: 1).Finish(2, "w", JobCause.HandlerFailed, group: 1);
        Assert.Empty(_jobs.Of("w").Tenants);

        _jobs.Finish(1, "w", group: 1);
        Assert.Equal([new Stratum(0, 1, 0, 1)], _jobs.Of("w").Tenants);
    }

    [Fact]
    public void Another_is_chosen_when_the_first_was_not_taken_or_cancelled()
    {
        _jobs.Assign(1, "w", group: 1).Requeue(1, "w", JobCause.NotTaken, group: 1).Run(2, "w", JobCause.TimedOut, group: 1);
        Assert.Equal([new Stratum(1, 1, 1, 1)], _jobs.Of("w").Tenants);
    }

    [Fact]
    public void It_is_compared_each_time_it_has_ended_enough_more()
    {
        for (var job = 0; job < 9; job++)
            _jobs.Run(job, "w");
        Assert.Empty(_jobs.Book.Due);

        _jobs.Run(9, "w");
        Assert.Equal([W], _jobs.Book.Due);
        Assert.True(_jobs.Of("w").IsDue);
        _jobs.Book.Settle(W);
        Assert.Empty(_jobs.Book.Due);
        Assert.False(_jobs.Of("w").IsDue);

        // One failure of the machine is a reason to look, but no reason to compare anew.
        _jobs.Run(10, "w", JobCause.InfrastructureFailed);
        Assert.Equal([W], _jobs.Book.Due);
        Assert.False(_jobs.Of("w").IsDue);
    }

    [Fact]
    public void Workers_of_an_instance_are_one()
    {
        _jobs.Run(1, "i/a", JobCause.InfrastructureFailed, instance: "i").Run(2, "i/b", JobCause.InfrastructureFailed, instance: "i");

        Assert.Equal([CellKey.Instance("i")], _jobs.Book.Due);
        Assert.Equal(2, _jobs.Book.EvidenceOf(CellKey.Instance("i")).InfrastructureFailures.Count);
    }

    [Fact]
    public void Who_is_held_back_is_not_followed_and_nobody_is_compared_with_it()
    {
        _jobs.Run(1, "w", JobCause.HandlerFailed, group: 1).Run(2, "v", group: 1);
        _jobs.Change(W, CellPhase.Ready, CellPhase.Draining).Run(3, "w", JobCause.InfrastructureFailed, group: 1);

        Assert.Empty(_jobs.Book.Due);
        Assert.Equal([new Stratum(0, 1, 0, 1)], _jobs.Of("v").Groups);

        _jobs.Change(W, CellPhase.Draining, CellPhase.Ready).Run(4, "w", group: 1);
        Assert.Equal([new Stratum(0, 1, 0, 2)], _jobs.Of("w").Groups);
    }

    [Fact]
    public void A_decision_about_one_worker_begins_the_record_of_its_instance_anew()
    {
        _jobs.Run(1, "i/a", JobCause.InfrastructureFailed, instance: "i").Run(2, "i/b", JobCause.InfrastructureFailed, instance: "i");
        _jobs.Change(CellKey.Worker("i/a"), CellPhase.Ready, CellPhase.Draining);
        _jobs.Run(3, "i/b", JobCause.InfrastructureFailed, instance: "i").Run(4, "i/a", JobCause.InfrastructureFailed, instance: "i");

        Assert.Equal(["3 was InfrastructureFailed."], _jobs.Book.EvidenceOf(CellKey.Instance("i")).InfrastructureFailures);
    }

    [Fact]
    public void What_can_not_be_helped_is_said_once_for_each_record()
    {
        Assert.False(_jobs.Book.Report(W)); // nothing is known of it
        _jobs.Run(1, "w");
        Assert.True(_jobs.Book.Report(W));
        Assert.False(_jobs.Book.Report(W));

        _jobs.Change(W, CellPhase.Ready, CellPhase.Draining).Change(W, CellPhase.Draining, CellPhase.Ready).Run(2, "w");
        Assert.True(_jobs.Book.Report(W));
    }
}
