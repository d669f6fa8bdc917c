using BuildFarm.Builds;
using BuildFarm.Farm;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Tenants;
using static Pudding.Samples.Tests.Happenings;

namespace Pudding.Samples.Tests;

public sealed class FarmBoardTests
{
    [Fact]
    public void Apply_moves_a_job_from_waiting_to_running_to_done()
    {
        var board = BoardOf(jobs: 1);

        board.Apply(Enqueued("a/b", 1));
        var project = board.Snapshot().Projects[0];
        Assert.Equal((1, 0, 0), (project.Waiting, project.Running, project.Succeeded));

        board.Apply(Assigned("a/b", 1, "one", at: 2));
        board.Apply(Started("a/b", 1, "one", at: 2));
        project = board.Snapshot().Projects[0];
        Assert.Equal((0, 1, 0), (project.Waiting, project.Running, project.Succeeded));
        Assert.False(board.IsOver);

        board.Apply(Finished("a/b", 1, at: 5, waited: 2, ran: 3));
        project = board.Snapshot().Projects[0];
        Assert.Equal((0, 0, 1), (project.Waiting, project.Running, project.Succeeded));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)), (project.Worked, project.Took));
        Assert.Equal([TimeSpan.FromSeconds(2)], project.Waits);
        Assert.True(board.IsOver);
    }

    [Fact]
    public void Apply_counts_the_most_at_once_and_how_jobs_ended()
    {
        var board = BoardOf(jobs: 4);
        ApplyAll(
            board,
            Enqueued("a/b", 1), Enqueued("a/b", 2), Enqueued("a/b", 3), Enqueued("a/b", 4),
            Assigned("a/b", 1, "one", 0), Assigned("a/b", 2, "two", 0), Finished("a/b", 1, 1, 0, 1),
            Assigned("a/b", 3, "one", 1), Finished("a/b", 2, 2, 0, 2, JobState.Failed, "exit code 1"), Finished("a/b", 3, 2, 1, 1, JobState.Cancelled),
            CancelledBeforeStart("a/b", 4, 2));

        var project = board.Snapshot().Projects[0];

        Assert.Equal((2, 1, 1, 2), (project.MostRunning, project.Succeeded, project.Failed, project.Cancelled));
        Assert.Equal((0, 0), (project.Waiting, project.Running));
        Assert.Equal(3, project.Waits.Count); // the fourth never started
    }

    [Fact]
    public void Apply_puts_a_requeued_job_back()
    {
        var board = BoardOf(jobs: 1);
        ApplyAll(board, Connected("one", 1), Enqueued("a/b", 1), Assigned("a/b", 1, "one", 0), Requeued("a/b", 1, 1));

        var snapshot = board.Snapshot();

        Assert.Equal((1, 0), (snapshot.Projects[0].Waiting, snapshot.Projects[0].Running));
        Assert.Empty(snapshot.Workers[0].Running);
    }

    [Fact]
    public void Snapshot_shows_what_runs_on_each_worker_the_oldest_first()
    {
        var board = BoardOf(jobs: 3);
        ApplyAll(
            board,
            Connected("two", 2), Connected("one", 3), Enqueued("a/b", 1), Enqueued("a/b", 2), Enqueued("a/b", 3),
            Assigned("a/b", 2, "one", 1), Assigned("a/b", 3, "one", 2), Assigned("a/b", 1, "two", 0));

        var workers = board.Snapshot().Workers;

        Assert.Equal(["one", "two"], workers.Select(static worker => worker.Id));
        Assert.Equal(3, workers[0].Slots);
        Assert.Equal(["job 2", "job 3"], workers[0].Running.Select(static job => job.Name));
        Assert.Equal(["job 1"], workers[1].Running.Select(static job => job.Name));
    }

    [Fact]
    public void Snapshot_shows_the_limit_of_the_project_or_else_of_the_file()
    {
        var board = new FarmBoard(new BuildFile
        {
            Limit = 5, Slots = 1, Projects = [Project("a/b", 1) with { Limit = 2 }, Project("c/d", 1)],
        });

        Assert.Equal([2, 5], board.Snapshot().Projects.Select(static project => project.Limit));
    }

    [Theory]
    [InlineData(CellPhase.Ready, 0)] // it was lost
    [InlineData(CellPhase.Draining, 1)]
    public void Apply_counts_jobs_that_were_taken_from_an_instance_that_was_to_go(CellPhase before, int expected)
    {
        var board = BoardOf(jobs: 1);
        ApplyAll(
            board,
            Enqueued("a/b", 1), Assigned("a/b", 1, "w", 0), Requeued("a/b", 1, 1) with { Cause = JobCause.Interrupted },
            new CellChanged { At = At(1), Cell = CellKey.Instance("w"), From = before, To = CellPhase.Retired, Active = 0, Reason = "", Actor = "pool local" });

        Assert.Equal(expected, board.KilledByScaleIn);
    }

    private static FarmBoard BoardOf(int jobs) => new(new BuildFile { Limit = 5, Slots = 1, Projects = [Project("a/b", jobs)] });

    private static BuildProject Project(string path, int jobs) => new()
    {
        Path = TenantPath.Parse(path),
        Jobs = [.. Enumerable.Range(1, jobs).Select(static number => new BuildJob { Name = $"job {number}", Script = "", Variables = new Dictionary<string, string>() })],
    };

    private static void ApplyAll(FarmBoard board, params IReadOnlyList<PuddingEvent> events)
    {
        foreach (var happened in events)
            board.Apply(happened);
    }
}
