using CsCheck;
using Pudding.Events;
using Pudding.Storage;
using Pudding.Usage;

namespace Pudding.Tests.Usage;

public sealed class UsageLedgerTests
{
    private static readonly Gen<(int, int)[]> Steps = Gen.Select(Gen.Int[0, 10], Gen.Int[0, 999]).Array[1, 60];

    [Fact]
    public void Every_record_is_what_its_meaning_says_also_when_the_clock_is_set() => Steps.Sample(
        static steps =>
        {
            var history = new UsageHistory(steps, isClockSteady: false);

            Same(NaiveUsage.Of(history), Counted(history, restartAfter: static _ => false).Records);
        },
        iter: 400);

    [Fact]
    public void With_a_steady_clock_slot_time_is_the_number_of_active_jobs_added_up_minute_by_minute() => Steps.Sample(
        static steps =>
        {
            var history = new UsageHistory(steps, isClockSteady: true);
            var records = Counted(history, restartAfter: static _ => false).Records;

            foreach (var (tenant, queue) in NaiveUsage.Keys(history))
            {
                var ended = history.Runs.Where(run => run.End is not null && NaiveUsage.IsOf(tenant, queue, run.Job.Tenant, run.Job.Queue)).ToList();
                var minutes = new Dictionary<DateTimeOffset, (int Sum, int Most)>();
                foreach (var minute in ended.SelectMany(static run => MinutesFrom(run.Since, run.EndedAt)).GroupBy(static minute => minute))
                {
                    var hour = minute.Key.AddMinutes(-minute.Key.Minute);
                    var (sum, most) = minutes.GetValueOrDefault(hour);
                    minutes[hour] = (sum + minute.Count(), Math.Max(most, minute.Count()));
                }

                var mine = records.Values.Where(record => record.Tenant == tenant && record.Queue == queue).ToList();
                Assert.Equal(
                    minutes.ToDictionary(static hour => hour.Key, static hour => TimeSpan.FromMinutes(hour.Value.Sum)),
                    mine.Where(static record => record.SlotTime > TimeSpan.Zero).ToDictionary(static record => record.Start, static record => record.SlotTime));
                Assert.All(mine, record => Assert.InRange(minutes.GetValueOrDefault(record.Start).Most, 0, record.PeakConcurrency));
                Assert.All(mine, record => Assert.True(record.SlotTime <= TimeSpan.FromHours(record.PeakConcurrency), $"{record}"));
            }
        },
        iter: 200);

    [Fact]
    public void Slot_time_adds_up_to_what_the_store_measured_whatever_is_done_to_the_clock() => Steps.Sample(
        static steps =>
        {
            var history = new UsageHistory(steps, isClockSteady: false);
            var records = Counted(history, restartAfter: static _ => false).Records.Values;

            Assert.All(records, static record => Assert.True(record.SlotTime >= TimeSpan.Zero, $"{record}"));
            Assert.Equal(
                history.Runs.Sum(static run => run.HeldFor.Ticks),
                records.Where(static record => record is { Tenant.Depth: 1, Queue: null }).Sum(static record => record.SlotTime.Ticks));
        },
        iter: 200);

    [Fact]
    public void A_restart_at_any_event_changes_nothing() => Steps.Sample(
        static steps =>
        {
            var history = new UsageHistory(steps, isClockSteady: false);
            var expected = Counted(history, restartAfter: static _ => false);

            Same(expected, Counted(history, restartAfter: static _ => true));
            for (var index = 0; index < history.Events.Count; index++)
            {
                var last = index;
                Same(expected, Counted(history, restartAfter: now => now == last));
            }
        },
        iter: 60);

    [Fact]
    public void After_a_gap_a_job_counts_its_whole_slot_time_when_it_ends_and_is_not_taken_to_run_until_then()
    {
        var history = new UsageHistory([(0, 0), (2, 0), (0, 0), (2, 0), (8, 50), (0, 0), (2, 0), (6, 0), (8, 70), (6, 1)], isClockSteady: true);
        var book = new UsageBook();
        var ledger = new UsageLedger(book.Checkpoint, UsagePeriod.Hour);
        foreach (var happened in history.Events[..4])
            ledger.Count(happened);
        book.Add(ledger.TakeChange());

        ledger.Miss(3, history.Events[^1].At);
        ledger.Count(history.Events[^1]);
        var change = ledger.TakeChange();
        book.Add(change);

        Assert.Equal(new UsageGap(history.Events[3].At, history.Events[^1].At, 3), Assert.Single(change.Gaps));
        Assert.Empty(book.Checkpoint.OpenRuns);
        var ended = history.Runs.Single(run => run.End == history.Events.Count - 1);
        var organisation = book.Records.Values.Where(static record => record is { Tenant.Depth: 1, Queue: null }).ToList();
        Assert.Equal(ended.HeldFor.Ticks, organisation.Sum(static record => record.SlotTime.Ticks));
        Assert.Equal([2, 1], organisation.OrderBy(static record => record.Start).Select(static record => record.PeakConcurrency).Take(2));
    }

    [Fact]
    public void A_clock_that_leaps_by_years_does_not_fill_them_with_records()
    {
        var history = new UsageHistory([(0, 0), (2, 0)], isClockSteady: true);
        var book = new UsageBook();
        var ledger = new UsageLedger(book.Checkpoint, UsagePeriod.Hour);
        foreach (var happened in history.Events)
            ledger.Count(happened);
        var job = (JobAssigned)history.Events[^1];
        var later = job.At.AddYears(70);
        ledger.Count(new JobEnqueued { At = later, Sequence = 100, JobId = default, GroupId = default, Tenant = job.Tenant, Queue = job.Queue });
        ledger.Count(new JobRequeued
        {
            At = later, Sequence = 101, JobId = job.JobId, GroupId = default, Tenant = job.Tenant, Queue = job.Queue, WorkerId = "w", Reason = "", Cause = default,
            HeldFor = later - job.At, // by a store that knows no better
        });
        book.Add(ledger.TakeChange());

        Assert.InRange(book.Records.Count, 1, 4 * 1100);
        Assert.Equal(later - job.At, new TimeSpan(book.Records.Values.Where(static record => record is { Tenant.Depth: 1, Queue: null }).Sum(static record => record.SlotTime.Ticks)));
    }

    private static UsageBook Counted(UsageHistory history, Func<int, bool> restartAfter)
    {
        var book = new UsageBook();
        var ledger = new UsageLedger(book.Checkpoint, UsagePeriod.Hour);
        for (var index = 0; index < history.Events.Count; index++)
        {
            ledger.Count(history.Events[index]);
            if (index % 5 != 0 && !restartAfter(index))
                continue;
            book.Add(ledger.TakeChange());
            if (restartAfter(index))
                ledger = new UsageLedger(book.Checkpoint, UsagePeriod.Hour);
        }

        book.Add(ledger.TakeChange());
        return book;
    }

    private static void Same(UsageBook expected, UsageBook actual)
    {
        Same(expected.Records, actual.Records);
        Assert.Equal((expected.Checkpoint.Cursor, expected.Checkpoint.CountedTo), (actual.Checkpoint.Cursor, actual.Checkpoint.CountedTo));
        Assert.Equal(
            expected.Checkpoint.OpenRuns.OrderBy(static run => run.JobId), actual.Checkpoint.OpenRuns.OrderBy(static run => run.JobId));
    }

    private static void Same(Dictionary<UsageKey, UsageRecord> expected, Dictionary<UsageKey, UsageRecord> actual) => Assert.Equal(
        expected.Values.OrderBy(static record => record.Key), actual.Values.OrderBy(static record => record.Key));

    private static IEnumerable<DateTimeOffset> MinutesFrom(DateTimeOffset since, DateTimeOffset end)
    {
        for (var minute = since; minute < end; minute = minute.AddMinutes(1))
            yield return minute;
    }
}
