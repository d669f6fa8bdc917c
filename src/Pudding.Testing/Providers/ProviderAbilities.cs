namespace Pudding.Testing.Providers;

/// <summary>What a <see cref="ProviderHarness"/> can do with its cloud. A scenario that needs more is skipped, and says so.</summary>
[Flags]
public enum ProviderAbilities
{
    /// <summary>Nothing but making an empty cloud and providers for it.</summary>
    None = 0,

    /// <summary>It launches an instance past any provider, without tags: <see cref="ProviderHarness.LaunchUnownedAsync"/>.</summary>
    Unowned = 1,

    /// <summary>Its instances print something: <see cref="ProviderHarness.ConsoleText"/>.</summary>
    Console = 2,
}
