using Pudding.Events;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Tenants;
using static Pudding.Testing.Tests.Broken.Breaking;

namespace Pudding.Testing.Tests.Broken;

internal static class BrokenPolicies
{
    public static IEnumerable<BrokenStore> All { get; } =
    [
        OfPolicies("begins with policies that nobody published", "policies", static store => new TamperedPolicyStore(store.Policies)
        {
            Read = static async (_, next) => await next(null) is { InForce.Tenants.Own.Count: > 0 } read ? read : await next(null) is var empty ? empty with { InForce = empty.InForce with { Tenants = new TenantPolicies(9) } } : empty,
        }),
        Publish("adds policies to those that are there", static (defaults, former) => defaults with { Tenants = defaults.Tenants.UnionBy(former.Tenants, static own => own.Key).ToDictionary() }),
        Watched("publishes under every epoch", "policies", static (store, spy) => store with { Policies = new TamperedPolicyStore(store.Policies) { Publish = (input, next) => next((input.Defaults, spy.Epoch)) } }),
        Publish("ignores the limits of queues", static (defaults, _) => defaults with { Queues = defaults.Queues.Where(static queue => queue.Value.MaxConcurrent is null).ToDictionary() }),
        Publish("ignores pauses of queues", static (defaults, _) => defaults with { Queues = defaults.Queues.Where(static queue => queue.Value.Paused is null).ToDictionary() }),
        OfPolicies("has one version of policies", "policies,overrides", static store => new TamperedPolicyStore(store.Policies)
        {
            Read = static async (_, next) => await next(null) is var read ? read with { InForce = read.InForce with { Version = 1 } } : read,
        }),

        OfPolicies("ignores overrides", "overrides", static store => new TamperedPolicyStore(store.Policies) { Set = static (_, _) => new(new PolicyWriteResult { Status = PolicyWriteStatus.Done }) }),
        OfPolicies("drops overrides with each publication", "overrides", static store => new TamperedPolicyStore(store.Policies)
        {
            Publish = async (input, next) =>
            {
                foreach (var set in (await store.Policies.ReadAsync(default)).Overrides)
                    await store.Policies.ClearAsync(set.Target, "store", reason: null, default);
                return await next(input);
            },
        }),
        OfPolicies("overrides no queue", "overrides", static store => new TamperedPolicyStore(store.Policies) { Set = static (setting, next) => next(setting with { Queue = setting.Queue is null ? null : QueueSettings.Empty }) }),
        OfPolicies("overrides for ever", "overrides", static store => new TamperedPolicyStore(store.Policies) { Set = static (setting, next) => next(setting with { ExpiresAfter = null }) }),
        OfPolicies("drops an override when there is a newer one", "overrides", static store => new TamperedPolicyStore(store.Policies)
        {
            Set = async (setting, next) =>
            {
                await store.Policies.ClearAsync(setting.Target, "store", reason: null, default);
                return await next(setting);
            },
        }),
        OfPolicies("does not tell how long an override holds", "overrides", static store => new TamperedPolicyStore(store.Policies) { Read = static async (_, next) => await next(null) with { ValidFor = null } }),
        OfPolicies("clears nothing", "overrides", static store => new TamperedPolicyStore(store.Policies) { Clear = static (_, _) => new(new PolicyWriteResult { Status = PolicyWriteStatus.Done }) }),
        OfPolicies("says that it cleared what was not there", "overrides", static store => new TamperedPolicyStore(store.Policies)
        {
            Clear = static async (input, next) => await next(input) with { Status = PolicyWriteStatus.Done },
        }),
        OfPolicies("refuses no override", "overrides", static store => new TamperedPolicyStore(store.Policies) { Set = static async (setting, next) => await next(setting) with { Status = PolicyWriteStatus.Done } }),
        Tell("does not tell of overrides", "overrides", static happened => happened is PolicyChanged ? [] : [happened]),
        OfFeed("announces no override", "overrides", static hint => hint.Kind == StoreChangeKind.Policies ? [] : [hint]),
    ];

    private static BrokenStore Publish(string name, Func<PolicyDefaults, PolicyDefaults, PolicyDefaults> change) => OfPolicies(name, "policies", store => new TamperedPolicyStore(store.Policies)
    {
        Publish = async (input, next) => await next((change(input.Defaults, (await store.Policies.ReadAsync(default)).Defaults), input.Epoch)),
    });
}
