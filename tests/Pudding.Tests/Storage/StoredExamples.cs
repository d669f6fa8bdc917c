using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Tenants;

namespace Pudding.Tests.Storage;

/// <summary>One event of every kind, with every field.</summary>
internal static class StoredExamples
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, 250, TimeSpan.Zero);
    private static readonly JobId Job = JobId.Parse("0197f1a2-0000-7000-8000-000000000001");
    private static readonly JobGroupId Group = JobGroupId.Parse("0197f1a2-0000-7000-8000-000000000002");
    private static readonly TenantPath Tenant = TenantPath.Parse("rails/rails");

    public static IReadOnlyList<PuddingEvent> Events { get; } =
    [
        new JobEnqueued { Sequence = 1, At = Noon, JobId = Job, GroupId = Group, Tenant = Tenant, Queue = "linux", JobName = "ruby 3.4" },
        new JobAssigned
        {
            Sequence = 2, At = Noon, JobId = Job, GroupId = Group, Tenant = Tenant, Queue = "linux", JobName = "ruby 3.4",
            WorkerId = "w1", InstanceId = "i1", IsBorrowed = true,
        },
        new JobStarted
        {
            Sequence = 3, At = Noon, JobId = Job, GroupId = Group, Tenant = Tenant, Queue = "linux", JobName = "ruby 3.4",
            WorkerId = "w1", InstanceId = "i1", Attempt = 2, Waited = TimeSpan.FromSeconds(1.5),
        },
        new JobCancelRequested
        {
            Sequence = 4, At = Noon, JobId = Job, GroupId = Group, Tenant = Tenant, Queue = "linux", JobName = "ruby 3.4",
            WorkerId = "w1", Cause = JobCause.CancelRequested, Reason = "Anna's wish",
        },
        new JobRequeued
        {
            Sequence = 5, At = Noon, JobId = Job, GroupId = Group, Tenant = Tenant, Queue = "linux", JobName = "ruby 3.4",
            WorkerId = "w1", InstanceId = "i1", Attempt = 2, HeldFor = TimeSpan.FromMinutes(3), Cause = JobCause.LeaseExpired, Reason = "lost", Delay = TimeSpan.FromSeconds(10),
        },
        new JobFinished
        {
            Sequence = 6, At = Noon, JobId = Job, GroupId = Group, Tenant = Tenant, Queue = "linux", JobName = "ruby 3.4",
            State = JobState.Failed, Cause = JobCause.HandlerFailed, Reason = "exit code 1", WorkerId = "w1", InstanceId = "i1", Attempt = 2,
            HeldFor = TimeSpan.FromMinutes(3), Waited = TimeSpan.FromSeconds(1.5), RanFor = TimeSpan.FromDays(1.5),
        },
        new JobGroupFinished
        {
            Sequence = 7, At = Noon, GroupId = Group, GroupName = "build 7", State = JobState.Failed, Succeeded = 1, Failed = 2, Cancelled = 3, Took = TimeSpan.FromHours(1),
        },
        new CellChanged
        {
            Sequence = 8, At = Noon, Cell = CellKey.Instance("i1"), From = CellPhase.Ready, To = CellPhase.Draining, Active = 2, Reason = "repair", Actor = "ben",
        },
        new EventGap { Sequence = 9, At = Noon, Count = 4 },
        new WorkerConnected { Sequence = 10, At = Noon, WorkerId = "w1", Queues = ["linux", "osx"], Slots = 2 },
        new WorkerDisconnected { Sequence = 11, At = Noon, WorkerId = "w1" },
        new PolicyChanged
        {
            Sequence = 12, At = Noon, Target = PolicyTarget.Tenant(Tenant), Actor = "anna", Reason = "paid", IsCleared = true, ExpiresAt = Noon.AddHours(1),
            Tenant = new TenantSettings
            {
                Weight = 2.5, MaxConcurrent = 9, BorrowIdle = true, BorrowCeiling = 12, Guarantee = 1, StartsPerMinute = 0.5, StartBurst = 3, Paused = false, Plan = "gold",
            },
            Queue = new QueueSettings { Paused = true, MaxConcurrent = 4 },
        },
    ];

    public static PolicyLayers Layers { get; } = new()
    {
        Defaults = new PolicyDefaults
        {
            DefaultLimit = 7,
            Plans = new Dictionary<string, TenantSettings> { ["gold"] = new() { MaxConcurrent = 30 } },
            Tenants = new Dictionary<TenantPath, TenantSettings> { [Tenant] = new() { Plan = "gold" } },
            Queues = new Dictionary<string, QueueSettings> { ["osx"] = new() { MaxConcurrent = 3 } },
            Sources =
            [
                new() { Source = "Billing", Tenants = new Dictionary<TenantPath, TenantSettings> { [TenantPath.Parse("b")] = new() { StartsPerMinute = 6 } } },
                new() { Source = "Silent" },
            ],
        },
        Overrides =
        [
            new() { Target = PolicyTarget.Plan("gold"), Tenant = new() { Guarantee = 2 }, Actor = "anna", SetAt = Noon, ExpiresAt = Noon.AddHours(1) },
            new() { Target = PolicyTarget.Queue("osx"), Queue = new() { Paused = true }, Actor = "ben", Reason = "broken", SetAt = Noon },
        ],
    };
}
