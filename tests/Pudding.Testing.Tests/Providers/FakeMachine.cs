using Pudding.Instances;

namespace Pudding.Testing.Tests.Providers;

/// <summary>A machine of a <see cref="FakeCloud"/>.</summary>
internal sealed record FakeMachine(string Id, string Fingerprint, ProviderInstance Instance);
