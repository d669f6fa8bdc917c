using Pudding.Instances;
using Pudding.Testing.Providers;

namespace Pudding.Testing.Tests.Providers;

/// <summary>Makes broken providers for clouds in memory.</summary>
internal sealed class BrokenProviderHarness(BrokenProvider broken) : ProviderHarness
{
    private FakeCloud _cloud = new();

    public override ProviderAbilities Abilities => ProviderAbilities.Unowned | ProviderAbilities.Console;

    public override TimeSpan Patience => TimeSpan.FromMilliseconds(broken == BrokenProvider.Whole ? 10_000 : 50);

    public override string ConsoleText => "booted";

    public override ValueTask CreateAsync(CancellationToken cancellationToken)
    {
        _cloud = new FakeCloud();
        return ValueTask.CompletedTask;
    }

    public override ValueTask<IInstanceProvider> OpenAsync(string estateId, CancellationToken cancellationToken) => new(broken.Break(new FakeProvider(_cloud, estateId), _cloud));

    public override ValueTask<string> LaunchUnownedAsync(CancellationToken cancellationToken) => new(_cloud.LaunchUnowned());

    public override ValueTask<bool> IsRunningAsync(string id, CancellationToken cancellationToken) =>
        new(_cloud.All.Any(instance => instance.Id == id && instance.State == InstanceState.Running));

    public override async ValueTask PauseAsync(CancellationToken cancellationToken) => await Task.Yield();
}
