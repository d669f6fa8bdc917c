using Pudding.Instances;
using Pudding.LocalProcess;

namespace BuildFarm.Farm;

/// <summary>The instances that earlier runs of a farm have launched, some of them still alive perhaps.</summary>
internal sealed class FormerAgents(string instancesFolder)
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>How many were launched.</summary>
    public async Task<int> CountAsync()
    {
        if (!Directory.Exists(instancesFolder))
            return 0;
        using var provider = Provider();
        return (await ListAsync(provider)).Count;
    }

    /// <summary>Ends those that are alive, with what they run.</summary>
    /// <returns>How many were.</returns>
    /// <exception cref="TimeoutException">One is still there.</exception>
    /// <exception cref="ProviderException">What is written down of them can't be read.</exception>
    public async Task<int> EndAsync()
    {
        if (!Directory.Exists(instancesFolder))
            return 0;
        using var provider = Provider();
        var alive = Alive(await ListAsync(provider));
        await provider.TerminateAsync(alive, CancellationToken.None);
        var begun = TimeProvider.System.GetTimestamp();
        for (var left = alive; left.Count > 0; left = Alive(await ListAsync(provider)))
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
                throw new TimeoutException($"Agents of the farm don't end: {string.Join(", ", left)}. See '{instancesFolder}' for their processes.");
            await Task.Delay(Pause);
        }

        return alive.Count;
    }

    private LocalProcessProvider Provider() =>
        new(Premises.Estate, new LocalProcessOptions { StateDirectory = instancesFolder, StopGrace = StopGrace }, TimeProvider.System);

    private static List<string> Alive(IEnumerable<ProviderInstance> instances) =>
        [.. instances.Where(static instance => instance.State != InstanceState.Terminated).Select(static instance => instance.Id)];

    private static async Task<List<ProviderInstance>> ListAsync(LocalProcessProvider provider)
    {
        var found = new List<ProviderInstance>();
        await foreach (var page in provider.ListAsync(CancellationToken.None))
            found.AddRange(page.Instances);
        return found;
    }
}
