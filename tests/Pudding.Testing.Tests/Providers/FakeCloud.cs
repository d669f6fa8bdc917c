using Pudding.Instances;

namespace Pudding.Testing.Tests.Providers;

/// <summary>A cloud in memory. Machines run at once; one that is to end is gone when it is looked at again.</summary>
internal sealed class FakeCloud
{
    private readonly List<FakeMachine> _machines = [];
    private readonly Lock _lock = new();
    private int _ids;

    /// <summary>Every machine, whoever's.</summary>
    public IReadOnlyList<ProviderInstance> All
    {
        get
        {
            lock (_lock)
            {
                var all = _machines.Select(static machine => machine.Instance).ToList();
                for (var i = 0; i < _machines.Count; i++)
                {
                    if (_machines[i].Instance.State == InstanceState.ShuttingDown)
                        Set(i, InstanceState.Terminated);
                }

                return all;
            }
        }
    }

    public LaunchResult Launch(string estate, LaunchRequest request)
    {
        lock (_lock)
        {
            if (_machines.Find(machine => machine.Instance.Token == request.Token && InstanceTags.AreOf(estate, machine.Instance.Tags)) is not { } former)
                return LaunchResult.Launched(Add(request.Fingerprint(), request.Token, request.Image, InstanceTags.Of(estate, request)));
            return former.Fingerprint == request.Fingerprint() ? LaunchResult.Launched(former.Instance) : LaunchResult.Rejected(ProviderError.IdempotencyMismatch(request.Token));
        }
    }

    public string LaunchUnowned()
    {
        lock (_lock)
            return Add("", token: null, "image", new Dictionary<string, string>()).Id;
    }

    public void Terminate(string id)
    {
        lock (_lock)
        {
            if (_machines.FindIndex(machine => machine.Id == id) is var index and >= 0 && _machines[index].Instance.State == InstanceState.Running)
                Set(index, InstanceState.ShuttingDown);
        }
    }

    private ProviderInstance Add(string fingerprint, string? token, string image, IReadOnlyDictionary<string, string> tags)
    {
        var instance = new ProviderInstance
        {
            Id = $"i-{++_ids:x8}", State = InstanceState.Running, Token = token, Image = image, Tags = tags, LaunchedAt = DateTimeOffset.UnixEpoch.AddHours(_ids),
        };
        _machines.Add(new FakeMachine(instance.Id, fingerprint, instance));
        return instance;
    }

    private void Set(int index, InstanceState state) => _machines[index] = _machines[index] with { Instance = _machines[index].Instance with { State = state } };
}
