#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using System.Text;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using Pudding.Workers;

namespace Pudding.Testing.Scenarios;

internal static class LogScenarios
{
    private const string Append = "IJobLogStore.AppendAsync: appends a piece to the log of the attempt that holds the job's newest lease.";

    private const string Cap = "IJobLogStore.AppendAsync: up to a cap of bytes for the job; beyond it, one mark is written and the rest is dropped.";

    private const string Read = "IJobLogStore.ReadAsync: what a job has logged, all attempts joined, from an offset in bytes.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("logs")
    {
        { Pieces_are_joined_in_order, Append },
        { A_log_is_read_from_any_offset, Read },
        { Every_byte_is_kept, Append },
        { A_repeat_is_not_appended_again, "IWorkerTransport.AppendLogAsync: what is already there is a repeat, to be ignored." },
        { A_piece_after_a_gap_is_not_appended, "LogAppendStatus.Gap: there would be a gap before it: nothing was appended, send again from NextOffset." },
        { The_attempts_of_a_job_are_joined, "JobLogChunk: attempts have logs of their own, joined when read." },
        { Who_lost_the_lease_appends_nothing, "LogAppendStatus.Refused: the lease is not the job's newest, or another worker's, or the job is unknown or over." },
        { A_job_that_is_over_or_unknown_logs_nothing, "LogAppendStatus.Refused: the lease is not the job's newest, or another worker's, or the job is unknown or over." },
        { Another_worker_appends_nothing, "JobLogChunk.WorkerId: the piece is refused unless the job was claimed for that worker." },
        { A_log_is_complete_when_its_job_is_over, "JobLogPage.IsComplete: nothing more will come: the job is over, and this is the end of its log." },
        { A_job_without_a_log_has_an_empty_one, "IJobLogStore.ReadAsync: null for an unknown job." },
        { A_log_that_is_full_is_cut_with_one_mark, Cap, StoreAbilities.SmallLogs },
    };

    private static async Task Pieces_are_joined_in_order(FarmDriver farm)
    {
        var (_, lease) = await BeginAsync(farm);
        await AppendAsync(farm, lease, 0, "one ", LogAppendStatus.Appended, 4);
        await AppendAsync(farm, lease, 4, "two ", LogAppendStatus.Appended, 8);
        await AppendAsync(farm, lease, 8, "three", LogAppendStatus.Appended, 13);
        await ExpectLogAsync(farm, lease.JobId, "one two three");
    }

    private static async Task A_log_is_read_from_any_offset(FarmDriver farm)
    {
        var (_, lease) = await BeginAsync(farm);
        await AppendAsync(farm, lease, 0, "one ", LogAppendStatus.Appended, 4);
        await AppendAsync(farm, lease, 4, "two three", LogAppendStatus.Appended, 13);
        foreach (var (offset, limit, text) in new[] { (0, 3, "one"), (2, 4, "e tw"), (4, 100, "two three"), (12, 1, "e"), (13, 10, ""), (50, 10, "") })
        {
            var page = await PageAsync(farm, lease.JobId, offset, limit);
            Expect.Equal($"{limit} bytes of 'one two three' from offset {offset}", text, Encoding.UTF8.GetString(page.Bytes.Span));
            if (text.Length > 0)
                Expect.Equal("where the next page begins", offset + text.Length, page.NextOffset);
        }
    }

    private static async Task Every_byte_is_kept(FarmDriver farm)
    {
        var (_, lease) = await BeginAsync(farm);
        var bytes = Enumerable.Range(0, 256).Select(static i => (byte)i).ToArray();
        var size = farm.Harness.Abilities.HasFlag(StoreAbilities.SmallLogs) ? Math.Min(bytes.Length, farm.Harness.LogCapacity) : bytes.Length;
        await farm.Store.Logs.AppendAsync(new JobLogChunk { Lease = lease, Offset = 0, Bytes = bytes.AsMemory(0, size) }, farm.Stop);
        var page = await PageAsync(farm, lease.JobId, 0, 1000);
        Expect.That(page.Bytes.Span.SequenceEqual(bytes.AsSpan(0, size)), $"the bytes 0 to {size - 1}", Convert.ToHexString(page.Bytes.Span));
    }

    private static async Task A_repeat_is_not_appended_again(FarmDriver farm)
    {
        var (_, lease) = await BeginAsync(farm);
        await AppendAsync(farm, lease, 0, "one ", LogAppendStatus.Appended, 4);
        await AppendAsync(farm, lease, 4, "two", LogAppendStatus.Appended, 7);
        await AppendAsync(farm, lease, 0, "one ", LogAppendStatus.Appended, 7);
        await AppendAsync(farm, lease, 4, "two", LogAppendStatus.Appended, 7);
        await ExpectLogAsync(farm, lease.JobId, "one two");
    }

    private static async Task A_piece_after_a_gap_is_not_appended(FarmDriver farm)
    {
        var (_, lease) = await BeginAsync(farm);
        await AppendAsync(farm, lease, 3, "two", LogAppendStatus.Gap, 0);
        await AppendAsync(farm, lease, 0, "one", LogAppendStatus.Appended, 3);
        await AppendAsync(farm, lease, 5, "three", LogAppendStatus.Gap, 3);
        await ExpectLogAsync(farm, lease.JobId, "one");
    }

    private static async Task The_attempts_of_a_job_are_joined(FarmDriver farm)
    {
        var (worker, first) = await BeginAsync(farm, static job => job with { MaxAttempts = 2 });
        await AppendAsync(farm, first, 0, "first ", LogAppendStatus.Appended, 6);
        await worker.FinishAsync(first, JobOutcome.Failed("No."));
        var second = await farm.StartAsync(first.JobId, worker);
        await AppendAsync(farm, second, 0, "second", LogAppendStatus.Appended, 6);
        await ExpectLogAsync(farm, first.JobId, "first second");
    }

    private static async Task Who_lost_the_lease_appends_nothing(FarmDriver farm)
    {
        var (worker, first) = await BeginAsync(farm, static job => job with { MaxAttempts = 2 });
        await AppendAsync(farm, first, 0, "first ", LogAppendStatus.Appended, 6);
        await worker.FinishAsync(first, JobOutcome.Failed("No."));
        await ExpectRefusedAsync(farm, first, 6, "of an attempt that has ended, while the job waits");
        var second = await farm.StartAsync(first.JobId, worker);
        await AppendAsync(farm, second, 0, "second", LogAppendStatus.Appended, 6);
        await ExpectRefusedAsync(farm, first, 6, "of the attempt before");
        await ExpectRefusedAsync(farm, second with { FencingToken = second.FencingToken + 1 }, 0, "with a token that was never given");
        await ExpectLogAsync(farm, first.JobId, "first second");
    }

    private static async Task A_job_that_is_over_or_unknown_logs_nothing(FarmDriver farm)
    {
        var (worker, lease) = await BeginAsync(farm);
        await AppendAsync(farm, lease, 0, "one", LogAppendStatus.Appended, 3);
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        await ExpectRefusedAsync(farm, lease, 3, "of a job that is over");
        await ExpectRefusedAsync(farm, new LeaseKey(farm.NewJobId(), 1), 0, "of an unknown job");
        await ExpectLogAsync(farm, lease.JobId, "one");
    }

    private static async Task Another_worker_appends_nothing(FarmDriver farm)
    {
        var (worker, lease) = await BeginAsync(farm);
        await farm.WorkerAsync("w2");
        var chunk = new JobLogChunk { Lease = lease, Offset = 0, Bytes = "one"u8.ToArray(), WorkerId = "w2" };
        Expect.Equal("a piece from a worker that the job was not claimed for", LogAppendStatus.Refused, (await farm.Store.Logs.AppendAsync(chunk, farm.Stop)).Status);
        await ExpectLogAsync(farm, lease.JobId, "");
        Expect.Equal("a piece from the one that it was", LogAppendStatus.Appended, (await farm.Store.Logs.AppendAsync(chunk with { WorkerId = worker.Id }, farm.Stop)).Status);
        await ExpectLogAsync(farm, lease.JobId, "one");
    }

    private static async Task A_log_is_complete_when_its_job_is_over(FarmDriver farm)
    {
        var (worker, lease) = await BeginAsync(farm);
        await AppendAsync(farm, lease, 0, "one two", LogAppendStatus.Appended, 7);
        Expect.Equal("whether the log of a running job is complete", false, (await PageAsync(farm, lease.JobId, 0, 100)).IsComplete);
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        Expect.Equal("whether a page that ends before the log does is complete", false, (await PageAsync(farm, lease.JobId, 0, 3)).IsComplete);
        Expect.Equal("whether the last page is", true, (await PageAsync(farm, lease.JobId, 3, 100)).IsComplete);
        Expect.Equal("whether an empty page at the end is", true, (await PageAsync(farm, lease.JobId, 7, 100)).IsComplete);
        Expect.Equal("whether a part is missing", false, (await PageAsync(farm, lease.JobId, 0, 100)).IsCut);
    }

    private static async Task A_job_without_a_log_has_an_empty_one(FarmDriver farm)
    {
        Expect.Equal("the log of an unknown job", null, await farm.Store.Logs.ReadAsync(farm.NewJobId(), 0, 100, farm.Stop));
        var job = await farm.EnqueueAsync();
        var page = await PageAsync(farm, job.Id, 0, 100);
        Expect.Equal("the bytes, end and completeness of the log of a job that waits", (0, 0L, false), (page.Bytes.Length, page.NextOffset, page.IsComplete));
        await farm.CancelAsync(job.Id);
        Expect.Equal("whether the log of a job that ended without one is complete", true, (await PageAsync(farm, job.Id, 0, 100)).IsComplete);
    }

    private static async Task A_log_that_is_full_is_cut_with_one_mark(FarmDriver farm)
    {
        var (_, lease) = await BeginAsync(farm);
        var cap = farm.Harness.LogCapacity;
        await AppendAsync(farm, lease, 0, new string('a', cap - 10), LogAppendStatus.Appended, cap - 10);
        Expect.Equal("whether a log below its cap is cut", false, (await PageAsync(farm, lease.JobId, 0, 100)).IsCut);
        var result = await TryAppendAsync(farm, lease, cap - 10, new string('b', 50));
        Expect.That(result.Status is LogAppendStatus.Full or LogAppendStatus.Appended, "the piece that reaches the cap is Full (or Appended in part)", result.Status.ToString());
        var marked = (await PageAsync(farm, lease.JobId, 0, cap * 2)).Bytes.ToArray();
        Expect.That(marked.Length > cap - 10, "what fits is kept, and a mark says that the rest is missing", $"{marked.Length} bytes");
        Expect.Equal("the first bytes", new string('a', cap - 10), Encoding.UTF8.GetString(marked.AsSpan(0, cap - 10)));
        Expect.That(marked.Length < cap + 1000, $"a log of not much more than its cap of {cap} bytes", $"{marked.Length} bytes");

        Expect.Equal("a further piece", LogAppendStatus.Full, (await TryAppendAsync(farm, lease, result.NextOffset, "more")).Status);
        var page = await PageAsync(farm, lease.JobId, 0, cap * 2);
        Expect.That(page.Bytes.Span.SequenceEqual(marked), "nothing is added to a log that is full, no further mark either", $"{page.Bytes.Length} bytes after {marked.Length}");
        Expect.Equal("whether it is cut", true, page.IsCut);
    }

    private static async Task<(DrivenWorker Worker, LeaseKey Lease)> BeginAsync(FarmDriver farm, Func<NewJob, NewJob>? with = null)
    {
        var worker = await farm.WorkerAsync("w1");
        return (worker, await farm.StartAsync((await farm.EnqueueAsync(with: with)).Id, worker));
    }

    private static async Task<LogAppendResult> TryAppendAsync(FarmDriver farm, LeaseKey lease, long offset, string text)
    {
        var result = await farm.Store.Logs.AppendAsync(new JobLogChunk { Lease = lease, Offset = offset, Bytes = Encoding.UTF8.GetBytes(text) }, farm.Stop);
        farm.Note($"append {text.Length} bytes at {offset} to the log of {farm.Say(lease)}: {result.Status}, next {result.NextOffset}");
        return result;
    }

    private static async Task AppendAsync(FarmDriver farm, LeaseKey lease, long offset, string text, LogAppendStatus status, long next)
    {
        var result = await TryAppendAsync(farm, lease, offset, text);
        Expect.Equal($"what became of {text.Length} bytes at offset {offset}, and where the next piece begins", (status, next), (result.Status, result.NextOffset));
    }

    private static async Task ExpectRefusedAsync(FarmDriver farm, LeaseKey lease, long offset, string what) =>
        Expect.Equal($"a piece {what}", LogAppendStatus.Refused, (await TryAppendAsync(farm, lease, offset, "late")).Status);

    private static async Task<JobLogPage> PageAsync(FarmDriver farm, JobId job, long offset, int limit) =>
        Expect.NotNull("the log of a known job", await farm.Store.Logs.ReadAsync(job, offset, limit, farm.Stop));

    private static async Task ExpectLogAsync(FarmDriver farm, JobId job, string text) =>
        Expect.Equal("the log of the job", text, Encoding.UTF8.GetString((await PageAsync(farm, job, 0, 1000)).Bytes.Span));
}
