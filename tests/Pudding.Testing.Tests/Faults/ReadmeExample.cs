using Microsoft.Extensions.DependencyInjection;
using Pudding.Storage;
using Pudding.Testing.Faults;

namespace Pudding.Testing.Tests.Faults;

/// <summary>What the README shows; that it compiles is the test.</summary>
internal static class ReadmeExample
{
    public static void Build(IServiceCollection services, TimeProvider clock)
    {
        // snippet: faults
        var faults = new FaultPlan(clock);
        services.AddPudding().UseInMemoryStore().AddStoreFaults(faults);

        faults.Fail<IJobStore>(Fault.After, nameof(IJobStore.ClaimAsync)); // the next claim is done, and nobody hears of it
        faults.FailRandomly(seed: 7, rate: 0.1);                           // and so is, or isn't, every tenth call
        faults.SetUnavailable(clock.GetUtcNow(), clock.GetUtcNow().AddMinutes(2));
        // end snippet
    }
}
