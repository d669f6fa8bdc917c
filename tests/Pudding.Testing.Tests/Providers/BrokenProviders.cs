namespace Pudding.Testing.Tests.Providers;

/// <summary>Providers that break one promise each.</summary>
internal static class BrokenProviders
{
    public static IReadOnlyList<BrokenProvider> All { get; } = [.. BrokenLaunches.All, .. BrokenTokens.All, .. BrokenListings.All, .. BrokenTerminations.All, .. BrokenMemories.All, .. BrokenImages.All];
}
