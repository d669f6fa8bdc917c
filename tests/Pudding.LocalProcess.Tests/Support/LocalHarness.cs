using Pudding.Instances;
using Pudding.Testing.Providers;

namespace Pudding.LocalProcess.Tests.Support;

// snippet: harness
/// <summary>Makes providers whose instances are real processes of a script, in a state directory that is removed afterwards.</summary>
internal sealed class LocalHarness : ProviderHarness
{
    private LocalCloud? _cloud;

    public override ProviderAbilities Abilities => ProviderAbilities.Unowned | ProviderAbilities.Console;

    public override string ConsoleText => "up";

    public override ValueTask CreateAsync(CancellationToken cancellationToken)
    {
        _cloud?.Dispose();
        _cloud = new LocalCloud();
        return ValueTask.CompletedTask;
    }

    public override ValueTask<IInstanceProvider> OpenAsync(string estateId, CancellationToken cancellationToken) => new(_cloud!.Open(estateId));

    public override ValueTask<string> LaunchUnownedAsync(CancellationToken cancellationToken) => new(_cloud!.LaunchUnowned());

    public override ValueTask<bool> IsRunningAsync(string id, CancellationToken cancellationToken) => new(_cloud!.IsRunning(id));

    public override ValueTask DisposeAsync()
    {
        _cloud?.Dispose();
        return base.DisposeAsync();
    }
}
// end snippet
