using Pudding.Events;
using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Tests.Usage;

/// <summary>What a store might have written: the lives of some jobs, with a monotonic clock in whole minutes and a time of day that people set.</summary>
internal sealed class UsageHistory
{
    private static readonly string[] Tenants = ["a/x", "a/y", "b/x/deep", "c"];

    private readonly bool _isClockSteady;
    private readonly List<TestJob> _waiting = [];
    private readonly List<TestRun> _active = [];
    private DateTimeOffset _now = new(2026, 1, 31, 20, 30, 0, TimeSpan.Zero);
    private TimeSpan _elapsed;
    private int _jobs;

    public UsageHistory(IEnumerable<(int What, int Which)> steps, bool isClockSteady)
    {
        _isClockSteady = isClockSteady;
        foreach (var (what, which) in steps)
            Step(what, which);
    }

    public List<PuddingEvent> Events { get; } = [];

    public List<TestRun> Runs { get; } = [];

    private void Step(int what, int which)
    {
        switch (what)
        {
            case 0 or 1:
                var job = new TestJob(new JobId(new Guid(++_jobs, 0, 0, new byte[8])), TenantPath.Parse(Tenants[which % 4]), which % 8 < 4 ? "linux" : "osx");
                _waiting.Add(job);
                Write(new JobEnqueued { At = _now, JobId = job.Id, GroupId = default, Tenant = job.Tenant, Queue = job.Queue });
                break;
            case 2 or 3 when _waiting.Count > 0:
                Assign(Take(_waiting, which));
                break;
            case 4 when _active.Count > 0:
                Start(_active[which % _active.Count]);
                break;
            case 5 when _active.Count > 0:
                Requeue(Take(_active, which), which % 3 == 0 ? JobCause.LeaseExpired : JobCause.GivenBack);
                break;
            case 6 when _active.Count > 0:
                Finish(Take(_active, which), (JobState)(10 + (which % 3)), which % 2 == 0 ? JobCause.Interrupted : JobCause.HandlerFailed);
                break;
            case 7 when _waiting.Count > 0:
                Cancel(Take(_waiting, which));
                break;
            case 8:
                Pass(TimeSpan.FromMinutes(which % 200));
                break;
            case 9:
                Pass(TimeSpan.FromTicks(TimeSpan.TicksPerHour - (_now.Ticks % TimeSpan.TicksPerHour))); // onto the hour
                break;
            case 10 when !_isClockSteady:
                _now += TimeSpan.FromMinutes((which % 500) - 250);
                break;
        }
    }

    private static T Take<T>(List<T> from, int which)
    {
        var taken = from[which % from.Count];
        from.Remove(taken);
        return taken;
    }

    private void Pass(TimeSpan time) => (_now, _elapsed) = (_now + time, _elapsed + time);

    private void Write(PuddingEvent happened) => Events.Add(happened with { Sequence = (Events.Count + 1) * 3 });

    private void Assign(TestJob job)
    {
        var run = new TestRun { Job = job, Begin = Events.Count, Since = _now, SinceElapsed = _elapsed };
        _active.Add(run);
        Runs.Add(run);
        Write(new JobAssigned { At = _now, JobId = job.Id, GroupId = default, Tenant = job.Tenant, Queue = job.Queue, WorkerId = "w" });
    }

    private void Start(TestRun run) => Write(new JobStarted
    {
        At = _now, JobId = run.Job.Id, GroupId = default, Tenant = run.Job.Tenant, Queue = run.Job.Queue, WorkerId = "w", Attempt = 1, Waited = TimeSpan.Zero,
    });

    private void Requeue(TestRun run, JobCause cause)
    {
        End(run);
        _waiting.Add(run.Job);
        Write(new JobRequeued
        {
            At = _now, JobId = run.Job.Id, GroupId = default, Tenant = run.Job.Tenant, Queue = run.Job.Queue, WorkerId = "w",
            Cause = cause, Reason = "", HeldFor = run.HeldFor,
        });
    }

    private void Finish(TestRun run, JobState state, JobCause cause)
    {
        End(run);
        Write(new JobFinished
        {
            At = _now, JobId = run.Job.Id, GroupId = default, Tenant = run.Job.Tenant, Queue = run.Job.Queue,
            State = state, Cause = state == JobState.Succeeded ? JobCause.None : cause, HeldFor = run.HeldFor,
        });
    }

    private void Cancel(TestJob job) => Write(new JobFinished
    {
        At = _now, JobId = job.Id, GroupId = default, Tenant = job.Tenant, Queue = job.Queue, State = JobState.Cancelled, Cause = JobCause.CancelRequested,
    });

    private void End(TestRun run) => (run.End, run.EndedAt, run.HeldFor) = (Events.Count, _now, _elapsed - run.SinceElapsed);

    public sealed record TestJob(JobId Id, TenantPath Tenant, string Queue);

    public sealed class TestRun
    {
        public required TestJob Job { get; init; }

        /// <summary>The index of the event that tells of it.</summary>
        public required int Begin { get; init; }

        public required DateTimeOffset Since { get; init; }

        public required TimeSpan SinceElapsed { get; init; }

        /// <summary>The index of the event that tells of its end; none while it runs.</summary>
        public int? End { get; set; }

        public DateTimeOffset EndedAt { get; set; }

        public TimeSpan HeldFor { get; set; }
    }
}
