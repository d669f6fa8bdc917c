using Pudding.Testing.Driving;

namespace Pudding.Testing;

/// <summary>One thing that a store must do, and how to see whether it does.</summary>
public sealed class ConformanceScenario
{
    private readonly Func<FarmDriver, Task> _run;

    internal ConformanceScenario(string area, string title, string obligation, StoreAbilities needs, Func<FarmDriver, Task> run)
    {
        Area = area;
        Name = $"{area}: {title}";
        Obligation = obligation;
        Needs = needs;
        _run = run;
    }

    /// <summary>Names it: the area and a sentence. Unique; a later version may have others.</summary>
    public string Name { get; }

    /// <summary>What it is about.</summary>
    public string Area { get; }

    /// <summary>What a store promises here, with the member that does.</summary>
    public string Obligation { get; }

    /// <summary>What the harness must be able to do; without it, the scenario is skipped.</summary>
    public StoreAbilities Needs { get; }

    /// <summary>Runs it against a new store of the harness.</summary>
    /// <exception cref="ConformanceException">The store fails.</exception>
    public async ValueTask<ConformanceResult> RunAsync(StoreHarness harness, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(harness);
        if ((Needs & ~harness.Abilities) is var lacking and not StoreAbilities.None)
            return new ConformanceResult($"It needs what {harness.GetType().Name} says it can't do ({nameof(StoreAbilities)}): {lacking}.");

        // From here on there is no synchronization context to come back to, so the scenarios need not say ConfigureAwait(false).
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var farm = await FarmDriver.BeginAsync(harness, cancellationToken).ConfigureAwait(false);
        await Judging.RunAsync("store", Name, Obligation, () => _run(farm), () => farm.History, cancellationToken).ConfigureAwait(false);
        return default;
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}
