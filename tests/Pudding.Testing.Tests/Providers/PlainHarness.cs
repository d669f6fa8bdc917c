using Pudding.Instances;
using Pudding.Testing.Providers;

namespace Pudding.Testing.Tests.Providers;

/// <summary>Can do no more than it must.</summary>
internal sealed class PlainHarness : ProviderHarness
{
    private FakeCloud _cloud = new();

    public override ValueTask CreateAsync(CancellationToken cancellationToken)
    {
        _cloud = new FakeCloud();
        return ValueTask.CompletedTask;
    }

    public override ValueTask<IInstanceProvider> OpenAsync(string estateId, CancellationToken cancellationToken) => new(new FakeProvider(_cloud, estateId));
}
