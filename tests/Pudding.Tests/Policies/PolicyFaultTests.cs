using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Pudding.Events;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Tests.Policies;

/// <summary>Random histories on fake time in which limits and pauses of tenants, plans and queues are set, end and are cleared, also between a decision and its claim. No claim
/// is made at or above a limit in force; when all is cleared, everything that waits is done, by hints and on time alone.</summary>
public sealed class PolicyFaultTests
{
    private const int DefaultLimit = 2;
    private const int GoldLimit = 3;
    private const int OrganisationLimit = 4;
    private const int OsxLimit = 3;

    private static readonly string[] Projects = ["a/x", "a/y", "b/x"];
    private static readonly string[] Queues = ["linux", "osx"];

    private static readonly PolicyTarget[] Targets =
    [
        Tenant("a"), Tenant("a/x"), Tenant("a/y"), Tenant("b"), Tenant("b/x"), PolicyTarget.Plan("gold"), PolicyTarget.Queue("linux"), PolicyTarget.Queue("osx"),
    ];

    [Fact]
    public void No_claim_is_made_at_or_above_a_limit_in_force_and_nothing_is_stuck() =>
        Gen.Select(Gen.Int[0, 10], Gen.Int[0, 99_999]).Array[0, 80].Sample(
            history =>
            {
                using var run = new Run();
                run.PlayAsync(history).GetAwaiter().GetResult();
            },
            iter: 200);

    private static PolicyTarget Tenant(string path) => PolicyTarget.Tenant(TenantPath.Parse(path));

    private sealed class Run : IDisposable
    {
        private readonly LiveFarm _farm = LiveFarm.Begin(new(
            static farm => farm
                .AddPlan("gold", static plan => plan.MaxConcurrent = GoldLimit)
                .AddTenant("a", static tenant => tenant.MaxConcurrent = OrganisationLimit)
                .AddTenant("a/y", static tenant => tenant.Plan = "gold")
                .AddQueue("osx", static queue => queue.MaxConcurrent = OsxLimit),
            static options => (options.DefaultLimit, options.LeaseDuration) = (DefaultLimit, TimeSpan.FromDays(1)),
            slots: 8));

        private readonly SaidPolicies _said;
        private IReadOnlyList<ActiveJob> _before = [];
        private Func<Task>? _change;
        private int _enqueued;

        public Run()
        {
            var began = _farm.Farm.Clock.GetUtcNow();
            _said = new SaidPolicies(() => (_farm.Farm.Clock.GetUtcNow() - began).TotalSeconds);
            _farm.Store.BeforeClaim = async () =>
            {
                var change = _change;
                _change = null;
                await (change?.Invoke() ?? Task.CompletedTask);
                _before = await ActiveAsync();
            };
            _farm.Store.AfterClaim = _ => CheckAsync();
        }

        public void Dispose() => _farm.Dispose();

        public async Task PlayAsync((int Kind, int What)[] history)
        {
            await _farm.RunAsync();
            foreach (var (kind, what) in history)
                await StepAsync(kind, what);

            _change = null;
            foreach (var target in Targets)
                await ClearAsync(target);
            for (var round = 0; round < _enqueued + 1; round++)
            {
                await _farm.EndAsync(8);
                await _farm.RunAsync();
            }

            var finished = (await _farm.Farm.Get<IEventStore>().ReadAsync(0, int.MaxValue, CancellationToken.None)).Events.OfType<JobFinished>();
            Assert.Equal(_enqueued, finished.Select(static done => done.JobId).Distinct().Count());
            Assert.Equal(_enqueued, _farm.Starts.Count);
        }

        private async Task StepAsync(int kind, int what)
        {
            switch (kind)
            {
                case < 3:
                    var count = 1 + (what / 10 % 5);
                    await _farm.EnqueueAsync(Projects[what % 3], count, Queues[what / 3 % 2]);
                    _enqueued += count;
                    break;
                case < 5:
                    await _farm.EndAsync(what % 4);
                    break;
                case 5:
                    await _farm.RunAsync(seconds: what % 12);
                    break;
                case < 8:
                    await SetAsync(what);
                    break;
                case 8:
                    await ClearAsync(Targets[what % Targets.Length]);
                    break;
                case 9:
                    _change = () => SetAsync(what);
                    break;
                default:
                    _change = () =>
                    {
                        _farm.Farm.Clock.Advance(TimeSpan.FromSeconds(what % 7));
                        return Task.CompletedTask;
                    };
                    break;
            }

            await _farm.RunAsync();
        }

        private async Task SetAsync(int what)
        {
            var target = Targets[what % Targets.Length];
            int? max = what / 8 % 3 == 0 ? null : what / 24 % 6;
            bool? paused = max is null || what / 144 % 4 == 0 ? what / 576 % 2 == 0 : null;
            double? seconds = what / 1152 % 4 == 0 ? null : 1 + (what / 4608 % 20);
            var by = LiveFarm.By("anna", seconds);
            await (target.Kind switch
            {
                PolicyTargetKind.Tenant => _farm.Policies.SetTenantAsync(TenantPath.Parse(target.Name), new() { MaxConcurrent = max, Paused = paused }, by),
                PolicyTargetKind.Plan => _farm.Policies.SetPlanAsync(target.Name, new() { MaxConcurrent = max, Paused = paused }, by),
                _ => _farm.Policies.SetQueueAsync(target.Name, new() { MaxConcurrent = max, Paused = paused }, by),
            });
            _said.Set(target, max, paused, seconds);
        }

        private async Task ClearAsync(PolicyTarget target)
        {
            await (target.Kind switch
            {
                PolicyTargetKind.Tenant => _farm.Policies.ClearTenantAsync(TenantPath.Parse(target.Name), LiveFarm.By("ben")),
                PolicyTargetKind.Plan => _farm.Policies.ClearPlanAsync(target.Name, LiveFarm.By("ben")),
                _ => _farm.Policies.ClearQueueAsync(target.Name, LiveFarm.By("ben")),
            });
            _said.Clear(target);
        }

        /// <summary>Where a claim was made, there was room for it.</summary>
        private async Task CheckAsync()
        {
            var after = await ActiveAsync();
            foreach (var target in Targets.Where(static target => target.Kind != PolicyTargetKind.Plan))
            {
                var count = after.Count(job => IsOf(job, target));
                if (count > _before.Count(job => IsOf(job, target)))
                {
                    Assert.InRange(count, 1, LimitOf(target));
                    Assert.False(IsPaused(target), $"A job of {target} was claimed, which is paused.");
                }
            }
        }

        private int LimitOf(PolicyTarget target) => _said.Max(target) ?? target.Name switch
        {
            "a" => OrganisationLimit,
            "a/y" => _said.Max(PolicyTarget.Plan("gold")) ?? GoldLimit,
            "a/x" or "b/x" => DefaultLimit,
            "osx" => OsxLimit,
            _ => int.MaxValue,
        };

        /// <summary>Of a plan's pause and its tenant's, the tenant's counts if it says anything, be it that it is not paused: then the plan's is not asked.</summary>
        private bool IsPaused(PolicyTarget target) => _said.Paused(target) ?? (target.Name == "a/y" && _said.Paused(PolicyTarget.Plan("gold")) is true);

        private async Task<IReadOnlyList<ActiveJob>> ActiveAsync() => await _farm.Farm.Get<IJobStore>().ReadActiveAsync(CancellationToken.None);

        private static bool IsOf(ActiveJob job, PolicyTarget target) => target.Kind == PolicyTargetKind.Queue
            ? job.Queue == target.Name
            : job.Tenant.IsWithin(TenantPath.Parse(target.Name));
    }
}
