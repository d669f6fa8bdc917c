using CsCheck;
using Pudding.Enrolment;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Tenants;

namespace Pudding.Tests.Storage;

/// <summary>Anything that a store may keep as JSON, at random.</summary>
internal static class Stored
{
    private static readonly Gen<string> Text = Gen.Frequency(
        (3, Gen.String[Gen.Char['\u0001', '\u00ff'], 0, 12]),
        (1, Gen.String[Gen.Char['\u3040', '\u30ff'], 0, 12]),
        (1, Any("", "{\"kind\":\"gap\"}", "a'b\\c\"d/e", "null", "\ud83c\udf6e")));

    private static readonly Gen<string?> MaybeText = MaybeOf(Text);
    private static readonly Gen<TimeSpan> Time = Gen.Frequency((1, Gen.Const(TimeSpan.Zero)), (3, Gen.Long[0, TimeSpan.TicksPerDay * 400].Select(TimeSpan.FromTicks)));
    private static readonly Gen<TimeSpan?> MaybeTime = Maybe(Time);
    private static readonly Gen<DateTimeOffset> Moment = Gen.Select(Gen.Long[0, TimeSpan.TicksPerDay * 36500], Gen.Int[-12, 12])
        .Select(static (ticks, offset) => new DateTimeOffset(DateTime.UnixEpoch.AddTicks(ticks)).ToOffset(TimeSpan.FromHours(offset)));

    private static readonly Gen<TenantPath> Tenant = Any("a", "rails/rails", "a.b/c_d/e-f", "Z/0/_").Select(TenantPath.Parse);
    private static readonly Gen<JobState> State = Gen.Enum<JobState>();
    private static readonly Gen<JobCause> Cause = Gen.Enum<JobCause>();
    private static readonly Gen<string[]> SomeNames = Text.Array[0, 4];

    private static readonly Gen<TenantSettings> Tenants = Gen.Select(
        Maybe(Gen.Double[-1e9, 1e9]), Maybe(Gen.Int), Maybe(Gen.Bool), Maybe(Gen.Int), Maybe(Gen.Int), Maybe(Gen.Double[0, 1e-3]), Maybe(Gen.Int),
        Gen.Select(Maybe(Gen.Bool), MaybeText),
        static (weight, max, borrow, ceiling, guarantee, rate, burst, rest) => new TenantSettings
        {
            Weight = weight, MaxConcurrent = max, BorrowIdle = borrow, BorrowCeiling = ceiling, Guarantee = guarantee, StartsPerMinute = rate, StartBurst = burst,
            Paused = rest.Item1, Plan = rest.Item2,
        });

    private static readonly Gen<QueueSettings> Queues = Gen.Select(Maybe(Gen.Bool), Maybe(Gen.Int))
        .Select(static (paused, max) => new QueueSettings { Paused = paused, MaxConcurrent = max });

    private static readonly Gen<PolicyTarget> Target = Gen.Select(Gen.Enum<PolicyTargetKind>(), Text).Select(static (kind, name) => new PolicyTarget(kind, name));

    private static readonly Gen<PolicyOverride> Override = Gen.Select(Target, MaybeOf(Tenants), MaybeOf(Queues), Text, MaybeText, Moment, Maybe(Moment))
        .Select(static (target, tenant, queue, actor, reason, set, over) => new PolicyOverride
        {
            Target = target, Tenant = tenant, Queue = queue, Actor = actor, Reason = reason, SetAt = set, ExpiresAt = over,
        });

    private static readonly Gen<Dictionary<TenantPath, TenantSettings>> OfTenants = Gen.Dictionary(Tenant, Tenants)[0, 4];

    private static readonly Gen<PolicySourceLayer> Source = Gen.Select(Text, MaybeOf(OfTenants))
        .Select(static (source, tenants) => new PolicySourceLayer { Source = source, Tenants = tenants });

    public static Gen<PolicyLayers> Layers { get; } = Gen.Select(
        Gen.Int, Gen.Dictionary(Text, Tenants)[0, 3], OfTenants, Gen.Dictionary(Text, Queues)[0, 3], Source.Array[0, 3], Override.Array[0, 4])
        .Select(static (limit, plans, tenants, queues, sources, overrides) => new PolicyLayers
        {
            Defaults = new PolicyDefaults { DefaultLimit = limit, Plans = plans, Tenants = tenants, Queues = queues, Sources = sources },
            Overrides = overrides,
        });

    public static Gen<RetryBackoff> Backoffs { get; } = Gen.Select(Time, Gen.Double[1, 10], Time, Gen.Double[0, 1])
        .Select(static (first, factor, max, jitter) => new RetryBackoff { First = first, Factor = factor, Max = max, Jitter = jitter });

    public static Gen<string[]> Names => SomeNames;

    public static Gen<WorkerGrant> Grants { get; } = Gen.Select(SomeNames, Gen.Int, MaybeText, MaybeText, MaybeText)
        .Select(static (queues, slots, instance, name, pool) => new WorkerGrant { Queues = queues, Slots = slots, InstanceId = instance, Name = name, Pool = pool });

    /// <summary>One generator for each kind of event.</summary>
    public static IReadOnlyList<Gen<PuddingEvent>> Events { get; } =
    [
        OfJob(Gen.Const(0), static (job, _) => new JobEnqueued { At = job.At, JobId = job.Id, GroupId = job.Group, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name }),
        OfJob(Gen.Select(Text, MaybeText, Gen.Bool), static (job, own) => new JobAssigned
        {
            At = job.At, JobId = job.Id, GroupId = job.Group, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
            WorkerId = own.Item1, InstanceId = own.Item2, IsBorrowed = own.Item3,
        }),
        OfJob(Gen.Select(Text, MaybeText, Gen.Int, Time), static (job, own) => new JobStarted
        {
            At = job.At, JobId = job.Id, GroupId = job.Group, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
            WorkerId = own.Item1, InstanceId = own.Item2, Attempt = own.Item3, Waited = own.Item4,
        }),
        OfJob(Gen.Select(Text, Cause, Text), static (job, own) => new JobCancelRequested
        {
            At = job.At, JobId = job.Id, GroupId = job.Group, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
            WorkerId = own.Item1, Cause = own.Item2, Reason = own.Item3,
        }),
        OfJob(Gen.Select(Text, MaybeText, Gen.Int, Time, Cause, Text, Time), static (job, own) => new JobRequeued
        {
            At = job.At, JobId = job.Id, GroupId = job.Group, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
            WorkerId = own.Item1, InstanceId = own.Item2, Attempt = own.Item3, HeldFor = own.Item4, Cause = own.Item5, Reason = own.Item6, Delay = own.Item7,
        }),
        OfJob(Gen.Select(Gen.Select(State, Cause, MaybeText, MaybeText, MaybeText), Gen.Select(Gen.Int, MaybeTime, MaybeTime, MaybeTime)), static (job, own) => new JobFinished
        {
            At = job.At, JobId = job.Id, GroupId = job.Group, Tenant = job.Tenant, Queue = job.Queue, JobName = job.Name,
            State = own.Item1.Item1, Cause = own.Item1.Item2, Reason = own.Item1.Item3, WorkerId = own.Item1.Item4, InstanceId = own.Item1.Item5,
            Attempt = own.Item2.Item1, HeldFor = own.Item2.Item2, Waited = own.Item2.Item3, RanFor = own.Item2.Item4,
        }),
        Of(Gen.Select(Gen.Guid, MaybeText, State, Gen.Int.Array[3], Time), static (at, own) => new JobGroupFinished
        {
            At = at, GroupId = new(own.Item1), GroupName = own.Item2, State = own.Item3, Succeeded = own.Item4[0], Failed = own.Item4[1], Cancelled = own.Item4[2], Took = own.Item5,
        }),
        Of(Gen.Select(Gen.Enum<CellKind>(), Text, Gen.Enum<CellPhase>().Array[2], Gen.Int, Text, Text), static (at, own) => new CellChanged
        {
            At = at, Cell = new(own.Item1, own.Item2), From = own.Item3[0], To = own.Item3[1], Active = own.Item4, Reason = own.Item5, Actor = own.Item6,
        }),
        Of(Gen.Long, static (at, count) => new EventGap { At = at, Count = count }),
        Of(Gen.Select(Text, SomeNames, Gen.Int), static (at, own) => new WorkerConnected { At = at, WorkerId = own.Item1, Queues = own.Item2, Slots = own.Item3 }),
        Of(Text, static (at, worker) => new WorkerDisconnected { At = at, WorkerId = worker }),
        Of(Gen.Select(Override, Gen.Bool), static (at, own) => new PolicyChanged
        {
            At = at, Target = own.Item1.Target, Actor = own.Item1.Actor, Reason = own.Item1.Reason, Tenant = own.Item1.Tenant, Queue = own.Item1.Queue,
            ExpiresAt = own.Item1.ExpiresAt, IsCleared = own.Item2,
        }),
    ];

    private static Gen<PuddingEvent> OfJob<T>(Gen<T> own, Func<AnyJob, T, PuddingEvent> make) => Numbered(
        Gen.Select(Moment, Gen.Guid, Gen.Guid, Tenant, Text, MaybeText, own).Select((at, id, group, tenant, queue, name, more) =>
            make(new AnyJob(at, new JobId(id), new JobGroupId(group), tenant, queue, name), more)));

    private static Gen<PuddingEvent> Of<T>(Gen<T> own, Func<DateTimeOffset, T, PuddingEvent> make) => Numbered(Gen.Select(Moment, own).Select(make));

    private static Gen<PuddingEvent> Numbered(Gen<PuddingEvent> events) => Gen.Select(events, Gen.Long).Select(static (happened, sequence) => happened with { Sequence = sequence });

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<T?> Maybe<T>(Gen<T> gen)
        where T : struct => Gen.Frequency((1, Gen.Const((T?)null)), (2, gen.Select(static value => (T?)value)));

    private static Gen<T?> MaybeOf<T>(Gen<T> gen)
        where T : class => Gen.Frequency((1, Gen.Const((T?)null)), (2, gen.Select(static value => (T?)value)));

    private readonly record struct AnyJob(DateTimeOffset At, JobId Id, JobGroupId Group, TenantPath Tenant, string Queue, string? Name);
}
