#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using System.Text;
using Pudding.Enrolment;
using Pudding.Jobs;
using Pudding.Logs;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;
using Pudding.Testing.Driving;
using Pudding.Usage;
using Pudding.Workers;
using static Pudding.Testing.Driving.CredentialSteps;

namespace Pudding.Testing.Scenarios;

/// <summary>Usage, policies, credentials, cursors, notes and logs, when a store is closed and opened again.</summary>
internal static class RestartBookScenarios
{
    private const string Durable = "IJobStore: what a call returns is durable before it completes.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("restarts")
    {
        { Usage_is_the_same_and_goes_on, Durable, StoreAbilities.Durable },
        { Defaults_and_overrides_are_the_same, "IPolicyStore: what was said is kept by layer, durably.", StoreAbilities.Durable },
        { Credentials_and_tokens_are_the_same, Durable, StoreAbilities.Durable },
        { What_was_revoked_stays_revoked, "ICredentialStore.RevokeAsync: revokes credentials for good.", StoreAbilities.Durable },
        { Consumers_go_on_where_they_were, Durable, StoreAbilities.Durable },
        { Notes_are_kept, Durable, StoreAbilities.Durable },
        { A_log_goes_on_where_it_was, Durable, StoreAbilities.Durable },
        { A_log_that_is_full_stays_full, Durable, StoreAbilities.Durable | StoreAbilities.SmallLogs },
        { What_was_forgotten_stays_forgotten, Durable, StoreAbilities.Durable | StoreAbilities.PassTime },
    };

    private static async Task Usage_is_the_same_and_goes_on(FarmDriver farm)
    {
        var (ended, run) = (UsageSteps.Run(farm), UsageSteps.Run(farm, hour: 1));
        var gap = new UsageGap(DateTimeOffset.MinValue, UsageSteps.Day, 3);
        var record = UsageSteps.Record(queue: "linux") with
        {
            SlotTime = TimeSpan.FromTicks(12_345_678_901), PeakConcurrency = 2, Started = 3, Succeeded = 4, Failed = 5, Cancelled = 6, Lost = 7,
        };
        await UsageSteps.AddAsync(farm, UsageSteps.Change(0, record) with { Began = [ended, run], Gaps = [gap] });
        await UsageSteps.AddAsync(farm, UsageSteps.Change(10, record, UsageSteps.Record()) with { Ended = [ended.JobId] });
        await farm.ReopenAsync();
        await UsageSteps.ExpectCheckpointAsync(farm, "after a restart", 20, UsageSteps.Day.AddMinutes(10), run);
        Expect.Same("the records after a restart", [UsageSteps.Record(), record.Plus(record)], await UsageSteps.ReadAllAsync(farm));
        Expect.Same("the gaps after a restart", [gap], (await UsageSteps.ReadAsync(farm)).Gaps);
        Expect.Equal("what was added before the restart, again", false, await UsageSteps.TryAddAsync(farm, UsageSteps.Change(10, record)));
        await UsageSteps.AddAsync(farm, UsageSteps.Change(20, record));
        Expect.Same("the records after a further change", [UsageSteps.Record(), record.Plus(record).Plus(record)], await UsageSteps.ReadAllAsync(farm));
    }

    private static async Task Defaults_and_overrides_are_the_same(FarmDriver farm)
    {
        var (x, y) = (TenantPath.Parse("a/x"), TenantPath.Parse("a/y"));
        await farm.TryPublishAsync(
            new PolicyDefaults
            {
                DefaultLimit = 7,
                Plans = new Dictionary<string, TenantSettings>(StringComparer.Ordinal) { ["small"] = new() { MaxConcurrent = 4, Weight = 1.5 } },
                Tenants = new Dictionary<TenantPath, TenantSettings>
                {
                    [x] = new() { Plan = "small", BorrowIdle = true, BorrowCeiling = 9 }, [y] = new() { StartsPerMinute = 0.5, StartBurst = 3 },
                },
                Queues = new Dictionary<string, QueueSettings>(StringComparer.Ordinal) { ["osx"] = new() { MaxConcurrent = 2 } },
                Sources =
                [
                    new PolicySourceLayer { Source = "shop", Tenants = new Dictionary<TenantPath, TenantSettings> { [y] = new() { MaxConcurrent = 6 } } },
                    new PolicySourceLayer { Source = "away" },
                ],
            },
            farm.Epoch);
        await farm.SetAsync("a/x", new TenantSettings { MaxConcurrent = 2 }, farm.Units(10_000));
        await farm.SetAsync("a/x", new TenantSettings { Paused = true });
        await farm.TrySetAsync(new NewPolicyOverride { Target = PolicyTarget.Queue("linux"), Queue = new QueueSettings { Paused = true }, Actor = "bob" });
        var before = await farm.ReadPoliciesAsync();
        await farm.OpenAsync();
        var after = await farm.ReadPoliciesAsync();
        Expect.SameSet("the overrides after a restart", before.Overrides, after.Overrides);
        Expect.Equal("the default limit that was published", 7, after.Defaults.DefaultLimit);
        Expect.SameSet("the plans that were published", before.Defaults.Plans, after.Defaults.Plans);
        Expect.SameSet("the settings of tenants that were published", before.Defaults.Tenants, after.Defaults.Tenants);
        Expect.SameSet("the settings of queues that were published", before.Defaults.Queues, after.Defaults.Queues);
        Expect.Same("the sources that were published, in order", ["shop", "away"], after.Defaults.Sources.Select(static layer => layer.Source));
        Expect.SameSet("the settings from a source", before.Defaults.Sources[0].Tenants!, after.Defaults.Sources[0].Tenants ?? new Dictionary<TenantPath, TenantSettings>());
        Expect.Equal("the settings from a source that had not answered", null, after.Defaults.Sources[1].Tenants);
        Expect.Equal("the policy of a/x in force", before.InForce.Tenants[x], after.InForce.Tenants[x]);
        Expect.Equal("the policy of a/y in force", before.InForce.Tenants[y], after.InForce.Tenants[y]);
        Expect.That(after.InForce.Version >= before.InForce.Version, $"a version not below {before.InForce.Version}", $"{after.InForce.Version}");
        await farm.SetAsync("a/y", new TenantSettings { MaxConcurrent = 1 });
        var later = (await farm.ReadPoliciesAsync()).InForce.Version;
        Expect.That(later > before.InForce.Version, $"a version above {before.InForce.Version} after a further change", $"{later}");
    }

    private static async Task Credentials_and_tokens_are_the_same(FarmDriver farm)
    {
        var token = (await TokenAsync(farm, maxUses: 2)) with { Kind = TokenKind.Enrolment };
        await AddAsync(farm, token);
        var id = (await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed)).Credential.Id;
        await ChangeAsync(farm, id, "two");
        var (credential, record) = await ReadAsync();
        await farm.ReopenAsync();
        var (sameCredential, sameRecord) = await ReadAsync();
        Expect.Equal("the credential after a restart, but for its time", credential, sameCredential);
        Expect.Equal("the token on record after a restart", record, sameRecord);
        await ExpectSecretsAsync(farm, await farm.Store.Credentials.FindAsync(id, farm.Stop), "one", "two");
        await ExpectAsync(farm, token, "one", RedeemStatus.Repeated);
        await ExpectAsync(farm, token, "three", RedeemStatus.Redeemed);
        await farm.ReopenAsync();
        await ExpectAsync(farm, token, "four", RedeemStatus.Used);
        Expect.Equal("the uses of the token on record", 2, Expect.Single("tokens", await farm.Store.Credentials.ReadTokensAsync(farm.Stop)).Uses);
        Expect.Equal("confirming the secret that it was given before the restarts", true, await farm.Store.Credentials.ConfirmSecretAsync(id, Hash("two"), farm.Stop));

        // The lists of queues are not equal by what is in them.
        async Task<((WorkerCredential, string) Credential, (EnrolmentToken, string) Token)> ReadAsync()
        {
            var found = Expect.NotNull("the credential", await farm.Store.Credentials.FindAsync(id, farm.Stop)).Credential;
            var kept = Expect.Single("tokens on record", await farm.Store.Credentials.ReadTokensAsync(farm.Stop));
            return (
                (found with { ExpiresIn = TimeSpan.Zero, Grant = found.Grant with { Queues = [] } }, string.Join('+', found.Grant.Queues)),
                (kept with { Grant = kept.Grant with { Queues = [] } }, string.Join('+', kept.Grant.Queues)));
        }
    }

    private static async Task What_was_revoked_stays_revoked(FarmDriver farm)
    {
        var token = (await TokenAsync(farm, "t1", maxUses: 9)) with { Kind = TokenKind.Enrolment };
        await AddAsync(farm, token);
        var id = (await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed)).Credential.Id;
        await ExpectAsync(farm, token, "two", RedeemStatus.Redeemed);
        await ExpectRevokedAsync(farm, new CredentialQuery { Id = id }, id);
        await farm.Store.Credentials.RevokeTokenAsync(token.TokenId, farm.Stop);
        await farm.ReopenAsync();
        Expect.Equal("whether the credential that was revoked is", true, (await FindAsync(farm, token, "one"))?.Credential.IsRevoked);
        Expect.Equal("whether the other one is", false, (await FindAsync(farm, token, "two"))?.Credential.IsRevoked);
        Expect.Equal("whether the token is", true, Expect.Single("tokens on record", await farm.Store.Credentials.ReadTokensAsync(farm.Stop)).IsRevoked);
        await ExpectAsync(farm, token, "three", RedeemStatus.Revoked);
    }

    private static async Task Consumers_go_on_where_they_were(FarmDriver farm)
    {
        await farm.EnqueueManyAsync("a/x", 4);
        foreach (var (consumer, sequence) in new[] { ("one", 2L), ("two", 3L), ("gone", 1L) })
            await farm.Store.Events.SaveCursorAsync(consumer, sequence, farm.Stop);
        await farm.Store.Events.ForgetCursorAsync("gone", farm.Stop);
        await farm.ReopenAsync();
        var cursors = await farm.Store.Events.ReadCursorsAsync(farm.Stop);
        Expect.SameSet("the cursors of consumers after a restart", [KeyValuePair.Create("one", 2L), KeyValuePair.Create("two", 3L)], cursors);
        Expect.Equal("the cursor of 'one'", 2L, await farm.Store.Events.ReadCursorAsync("one", farm.Stop));
        Expect.Equal("the cursor of 'gone', which was forgotten", null, await farm.Store.Events.ReadCursorAsync("gone", farm.Stop));
        await farm.Store.Events.SaveCursorAsync("two", 1, farm.Stop);
        Expect.Equal("the cursor of 'two', after 3 and then 1 was saved", 3L, await farm.Store.Events.ReadCursorAsync("two", farm.Stop));
    }

    private static async Task Notes_are_kept(FarmDriver farm)
    {
        var job = await farm.EnqueueAsync();
        await farm.CancelAsync(job.Id);
        Expect.Same("the jobs that are noted as discarded", [job.Id], await farm.Store.Queries.ResolveAsync([job.Id], JobResolution.Discarded, farm.Stop));
        await farm.ReopenAsync();
        Expect.Equal("the note of the job after a restart", JobResolution.Discarded, (await farm.JobAsync(job.Id)).Resolution);
        Expect.Equal("how many jobs have that note", 1L, await farm.Store.Queries.CountAsync(new JobQuery { Resolution = JobResolution.Discarded }, farm.Stop));
        Expect.Empty("the jobs that another note is made for", await farm.Store.Queries.ResolveAsync([job.Id], JobResolution.Requeued, farm.Stop));
    }

    private static async Task A_log_goes_on_where_it_was(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.StartAsync((await farm.EnqueueAsync(with: static job => job with { MaxAttempts = 2 })).Id, worker);
        await AppendAsync(farm, lease, 0, "one ", LogAppendStatus.Appended, 4);
        await farm.ReopenAsync();
        await AppendAsync(farm, lease, 0, "one ", LogAppendStatus.Appended, 4);
        await AppendAsync(farm, lease, 9, "five", LogAppendStatus.Gap, 4);
        await AppendAsync(farm, lease, 4, "two ", LogAppendStatus.Appended, 8);
        await worker.FinishAsync(lease, JobOutcome.Failed("No."));
        await farm.ReopenAsync();
        var second = await farm.StartAsync(lease.JobId, worker);
        await AppendAsync(farm, second, 0, "three", LogAppendStatus.Appended, 5);
        await farm.ReopenAsync();
        var page = await PageAsync(farm, lease.JobId);
        Expect.Equal("the log after three restarts, and whether a part is missing", ("one two three", false), (Encoding.UTF8.GetString(page.Bytes.Span), page.IsCut));
    }

    private static async Task A_log_that_is_full_stays_full(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        var full = await farm.Store.Logs.AppendAsync(new JobLogChunk { Lease = lease, Offset = 0, Bytes = new byte[farm.Harness.LogCapacity + 50] }, farm.Stop);
        farm.Note($"append more than the log may have: {full.Status}, next {full.NextOffset}");
        var before = await PageAsync(farm, lease.JobId);
        await farm.ReopenAsync();
        await AppendAsync(farm, lease, full.NextOffset, "more", LogAppendStatus.Full, next: null);
        var after = await PageAsync(farm, lease.JobId);
        Expect.Equal("whether a part is missing after a restart", true, after.IsCut);
        Expect.That(after.Bytes.Span.SequenceEqual(before.Bytes.Span), $"the {before.Bytes.Length} bytes from before the restart, with one mark", $"{after.Bytes.Length} bytes");
    }

    private static async Task What_was_forgotten_stays_forgotten(FarmDriver farm)
    {
        var worker = await farm.WorkerAsync();
        var lease = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await AppendAsync(farm, lease, 0, "one", LogAppendStatus.Appended, 3);
        await worker.FinishAsync(lease, JobOutcome.Succeeded);
        var old = await farm.EnqueueAsync(farm.NewGroup(farm.NewJob()) with { IdempotencyKey = "delivery 1", Fingerprint = "f" });
        await farm.CancelAsync(old.Jobs[0].Id);
        await farm.AdvanceAsync(5);
        var latest = await farm.Store.Events.LatestAsync(farm.Stop);
        var pruned = await farm.Store.Retention.PruneAsync(new PruneRequest { Epoch = farm.Epoch, Logs = farm.Units(4), Events = farm.Units(4) }, farm.Stop);
        await farm.Store.Retention.PruneAsync(new PruneRequest { Epoch = farm.Epoch, FinishedGroups = farm.Units(4) }, farm.Stop);
        farm.Note($"prune logs, events, groups: {pruned}");
        var kept = await farm.StartAsync((await farm.EnqueueAsync()).Id, worker);
        await AppendAsync(farm, kept, 0, "one", LogAppendStatus.Appended, 3);
        await worker.FinishAsync(kept, JobOutcome.Succeeded);
        await farm.AdvanceAsync(2);
        await farm.Store.Retention.PruneAsync(new PruneRequest { Epoch = farm.Epoch, Logs = farm.Units(1) }, farm.Stop);
        await farm.ReopenAsync();

        Expect.Equal("a group that was forgotten", null, await farm.Store.Jobs.FindGroupAsync(old.Id, farm.Stop));
        Expect.Equal("the log of its job", null, await farm.Store.Logs.ReadAsync(old.Jobs[0].Id, 0, 100, farm.Stop));
        var page = await PageAsync(farm, kept.JobId);
        Expect.Equal("the bytes of a log that was forgotten before its job, and whether a part is missing", (0, true), (page.Bytes.Length, page.IsCut));
        var events = await farm.Store.Events.ReadAsync(1, 1000, farm.Stop);
        Expect.That(events.Missed > 0 && events.Events.All(happened => happened.Sequence > latest), $"events up to {latest} are gone, and told as missed", $"{events.Missed} missed");
        var again = await farm.TryEnqueueAsync(farm.NewGroup(farm.NewJob()) with { IdempotencyKey = "delivery 1", Fingerprint = "g" });
        Expect.Equal("another request under the key of a forgotten group", EnqueueStatus.Enqueued, again.Status);
    }

    private static async Task AppendAsync(FarmDriver farm, LeaseKey lease, long offset, string text, LogAppendStatus status, long? next)
    {
        var result = await farm.Store.Logs.AppendAsync(new JobLogChunk { Lease = lease, Offset = offset, Bytes = Encoding.UTF8.GetBytes(text) }, farm.Stop);
        farm.Note($"append '{text}' at {offset} to the log of {farm.Say(lease)}: {result.Status}, next {result.NextOffset}");
        Expect.Equal($"what became of '{text}' at offset {offset}", status, result.Status);
        if (next is not null)
            Expect.Equal("where the next piece begins", next, result.NextOffset);
    }

    private static async Task<JobLogPage> PageAsync(FarmDriver farm, JobId job) =>
        Expect.NotNull("the log of a known job", await farm.Store.Logs.ReadAsync(job, 0, 1_000_000, farm.Stop));
}
