using Pudding.Instances;
using Pudding.LocalProcess.Processes;
using Pudding.LocalProcess.Tests.Support;

namespace Pudding.LocalProcess.Tests;

/// <summary>The life of instances that are real processes.</summary>
public sealed class LifeTests
{
    [Fact]
    public async Task An_instance_runs_its_program_until_it_is_terminated()
    {
        using var cloud = new LocalCloud();
        var provider = cloud.Open();
        var instance = await LocalCloud.LaunchAsync(provider);
        Assert.Equal(InstanceState.Running, instance.State);
        await LocalCloud.PrintedAsync(provider, instance.Id, "up");

        var record = cloud.Record(instance.Id);
        Assert.True(Assert.Single(await provider.TerminateAsync([instance.Id], CancellationToken.None)).IsAccepted);
        await LocalCloud.EndedAsync(provider, instance.Id);
        Assert.Null(new LinuxProcessTable().Find(record.Pid));
        Assert.Empty(new LinuxProcessTable().WithMark(record.Mark));
        Assert.Equal("It was terminated.", (await LocalCloud.FindAsync(provider, instance.Id)).StateReason);
        Assert.StartsWith("up\n", await provider.GetConsoleOutputAsync(instance.Id, CancellationToken.None), StringComparison.Ordinal);
    }
}
