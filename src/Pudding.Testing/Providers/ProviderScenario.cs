using Pudding.Testing.Driving;

namespace Pudding.Testing.Providers;

/// <summary>One thing that a provider must do, and how to see whether it does.</summary>
public sealed class ProviderScenario
{
    private readonly Func<CloudDriver, Task> _run;

    internal ProviderScenario(string area, string title, string obligation, ProviderAbilities needs, Func<CloudDriver, Task> run)
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

    /// <summary>What a provider promises here, with the member that does.</summary>
    public string Obligation { get; }

    /// <summary>What the harness must be able to do; without it, the scenario is skipped.</summary>
    public ProviderAbilities Needs { get; }

    /// <summary>Runs it against a new cloud of the harness.</summary>
    /// <exception cref="ConformanceException">The provider fails.</exception>
    public async ValueTask<ConformanceResult> RunAsync(ProviderHarness harness, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(harness);
        if ((Needs & ~harness.Abilities) is var lacking and not ProviderAbilities.None)
            return new ConformanceResult($"It needs what {harness.GetType().Name} says it can't do ({nameof(ProviderAbilities)}): {lacking}.");

        // From here on there is no synchronization context to come back to, so the scenarios need not say ConfigureAwait(false).
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var cloud = await CloudDriver.BeginAsync(harness, cancellationToken).ConfigureAwait(false);
        await Judging.RunAsync("provider", Name, Obligation, () => _run(cloud), () => cloud.History, cancellationToken).ConfigureAwait(false);
        return default;
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}
