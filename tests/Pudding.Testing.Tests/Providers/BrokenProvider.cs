using Pudding.Instances;

namespace Pudding.Testing.Tests.Providers;

/// <summary>A provider that breaks one promise, made of one that keeps all of them.</summary>
/// <param name="Name">What it does wrong, to complete "A provider that …".</param>
/// <param name="Break">Breaks a new provider for a cloud.</param>
internal sealed record BrokenProvider(string Name, Func<IInstanceProvider, FakeCloud, IInstanceProvider> Break)
{
    /// <summary>None: it keeps every promise.</summary>
    public static BrokenProvider Whole { get; } = new("keeps every promise", static (provider, _) => provider);

    public override string ToString() => Name;
}
