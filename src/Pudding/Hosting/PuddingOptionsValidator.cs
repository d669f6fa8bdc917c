using Microsoft.Extensions.Options;
using Pudding.Jobs;
using Pudding.Maintenance;
using Pudding.Routing;
using Pudding.Policies;
using Pudding.Pools;
using Pudding.Scheduling;
using Pudding.Tenants;
using Pudding.Usage;
using Pudding.Workers;

namespace Pudding.Hosting;

/// <summary>Checks the settings and the workers when the host starts, and reports every error at once.</summary>
internal sealed class PuddingOptionsValidator(IEnumerable<WorkerDescriptor> workers, IEnumerable<PoolDescriptor> pools, StoreChoice? store = null) : IValidateOptions<PuddingOptions>
{
    public ValidateOptionsResult Validate(string? name, PuddingOptions options)
    {
        var errors = CheckNumbers(options)
            .Concat(CheckTimes(options))
            .Concat(RetentionRules.Check(options.Retention))
            .Concat(CheckUsage(options))
            .Concat(CheckNames(options))
            .Concat(options.Health.FindErrors())
            .Concat(RoutingErrors.Find(options))
            .Concat(CheckWorkers(options))
            .Concat(CheckPools(options))
            .Concat(store?.FindForeign() ?? [])
            .ToList();
        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> CheckNumbers(PuddingOptions options)
    {
        if (options.DefaultLimit < 0)
            yield return $"PuddingOptions.DefaultLimit: {options.DefaultLimit} is below zero.";
        if (!SchedulingOrders.All.Contains(options.Order))
            yield return $"PuddingOptions.Order: '{options.Order}' is unknown; known are {string.Join(", ", SchedulingOrders.All)}.";
        if (!Enum.IsDefined(options.EstimateBy))
            yield return $"PuddingOptions.EstimateBy: {options.EstimateBy} is unknown; known are {string.Join(", ", Enum.GetNames<RuntimeEstimate>())}.";
        if (options.MaxPayloadBytes < 0)
            yield return $"PuddingOptions.MaxPayloadBytes: {options.MaxPayloadBytes} is below zero.";
        if (options.MaxJobsPerGroup < 1)
            yield return $"PuddingOptions.MaxJobsPerGroup: {options.MaxJobsPerGroup} is less than 1.";
        if (options.WindowSize < 2)
            yield return $"PuddingOptions.WindowSize: {options.WindowSize} is less than 2.";
        if (options.MaxInfrastructureLosses < 0)
            yield return $"PuddingOptions.MaxInfrastructureLosses: {options.MaxInfrastructureLosses} is below zero.";
    }

    private static IEnumerable<string> CheckTimes(PuddingOptions options)
    {
        (string Name, TimeSpan Value)[] times =
        [
            (nameof(options.DefaultJobTimeout), options.DefaultJobTimeout),
            (nameof(options.LeaseDuration), options.LeaseDuration),
            (nameof(options.LeaseMargin), options.LeaseMargin),
            (nameof(options.CancelPatience), options.CancelPatience),
            (nameof(options.HeartbeatInterval), options.HeartbeatInterval),
            (nameof(options.BatonDuration), options.BatonDuration),
            (nameof(options.SweepInterval), options.SweepInterval),
            (nameof(options.SecretTimeout), options.SecretTimeout),
            (nameof(options.PolicySourceInterval), options.PolicySourceInterval),
        ];
        foreach (var (name, value) in times)
        {
            if (value <= TimeSpan.Zero || value > PuddingOptions.MaxJobTimeout)
                yield return $"PuddingOptions.{name}: {value} is not above zero and at most {PuddingOptions.MaxJobTimeout.TotalDays:0} days.";
        }

        if (options.StoreTimeout is { } store && (store <= TimeSpan.Zero || store > PuddingOptions.MaxJobTimeout))
            yield return $"PuddingOptions.StoreTimeout: {store} is not above zero and at most {PuddingOptions.MaxJobTimeout.TotalDays:0} days; null is for none.";

        if (options.DrainTimeout is { } drain && (drain < TimeSpan.Zero || drain > PuddingOptions.MaxJobTimeout))
            yield return $"PuddingOptions.DrainTimeout: {drain} is not from zero to {PuddingOptions.MaxJobTimeout.TotalDays:0} days.";

        if (options.CancelPatience < options.LeaseMargin + options.HeartbeatInterval)
        {
            yield return $"PuddingOptions.CancelPatience: {options.CancelPatience} is less than LeaseMargin ({options.LeaseMargin}) and HeartbeatInterval "
                + $"({options.HeartbeatInterval}) together; jobs would be taken from workers that are about to confirm.";
        }

        if (options.LeaseMargin + (2 * options.HeartbeatInterval) > options.LeaseDuration)
        {
            yield return $"PuddingOptions.LeaseDuration: {options.LeaseDuration} is less than LeaseMargin ({options.LeaseMargin}) and two "
                + $"HeartbeatIntervals ({options.HeartbeatInterval}) together; one late heartbeat would stop healthy jobs.";
        }
    }

    private static IEnumerable<string> CheckUsage(PuddingOptions options)
    {
        if (options.UsagePeriod is not (UsagePeriod.Hour or UsagePeriod.Day))
            yield return $"PuddingOptions.UsagePeriod: {options.UsagePeriod} is neither {nameof(UsagePeriod.Hour)} nor {nameof(UsagePeriod.Day)}.";

        // A job that ends may still add to every period that it ran in.
        if (options.UsageRetention <= PuddingOptions.MaxJobTimeout + TimeSpan.FromDays(1))
            yield return $"PuddingOptions.UsageRetention: {options.UsageRetention} is not more than {PuddingOptions.MaxJobTimeout.TotalDays + 1:0} days.";
    }

    private static IEnumerable<string> CheckNames(PuddingOptions options)
    {
        foreach (var queue in options.Queues)
        {
            if (QueueName.Check(queue) is { } error)
                yield return $"PuddingOptions.Queues: {error}";
        }

        foreach (var queue in options.QueuePolicies.Keys)
        {
            if (!options.Queues.Contains(queue))
                yield return $"PuddingOptions.QueuePolicies: there is no queue '{queue}'; call AddQueue.";
        }

        foreach (var path in options.Tenants.Keys)
        {
            if (!TenantPath.TryParse(path, provider: null, out _))
                yield return $"AddTenant: '{path}' is no tenant path; it has one to {TenantPath.MaxDepth} names of letters, digits, '.', '_', '-', joined by slashes.";
        }

        foreach (var plan in options.Plans.Keys)
        {
            if (QueueName.Check(plan) is not null)
                yield return $"AddPlan: '{plan}' is no name of a plan; it has 1 to 100 letters, digits, '.', '_', '-'.";
        }

        foreach (var problem in new PolicyLayers { Defaults = options.ToPolicyDefaults() }.Resolve(version: 0).Problems)
            yield return problem.ToString();
    }

    private IEnumerable<string> CheckPools(PuddingOptions options)
    {
        if (options.EstateId is { } estate && QueueName.Check(estate) is not null)
            yield return $"PuddingOptions.EstateId: '{estate}' is no name; it has 1 to 100 letters, digits, '.', '_', '-'.";
        if (options.EstateId is null && pools.Any())
            yield return "PuddingOptions.EstateId: it is missing; pools mark what they launch with it, and touch nothing that is marked otherwise.";
        foreach (var error in pools.SelectMany(PoolOptionsRules.Check))
            yield return error;
        foreach (var twins in pools.GroupBy(static pool => pool.Name, StringComparer.Ordinal).Where(static group => group.Count() > 1))
            yield return $"Pool '{twins.Key}': {twins.Count()} pools have that name.";
    }

    private IEnumerable<string> CheckWorkers(PuddingOptions options)
    {
        foreach (var worker in workers)
        {
            var registration = new WorkerRegistration { WorkerId = worker.Name, Queues = [.. worker.Options.Queues], Slots = worker.Options.Slots };
            foreach (var error in RegistrationRules.Check(registration))
                yield return $"Worker '{worker.Name}': {error}";
            if (worker.Options.CancelGrace < TimeSpan.Zero || worker.Options.CancelGrace > options.LeaseMargin)
            {
                yield return $"Worker '{worker.Name}': CancelGrace: {worker.Options.CancelGrace} is not from zero to PuddingOptions.LeaseMargin "
                    + $"({options.LeaseMargin}); a job could outlive its lease.";
            }
        }

        foreach (var twins in workers.GroupBy(static worker => worker.Name, StringComparer.Ordinal).Where(static group => group.Count() > 1))
            yield return $"Worker '{twins.Key}': {twins.Count()} workers of this host have that name; give each a WorkerOptions.Name of its own.";
    }
}
