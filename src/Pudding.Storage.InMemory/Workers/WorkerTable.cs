using Pudding.Instances;
using Pudding.Storage.InMemory.Jobs;
using Pudding.Workers;

namespace Pudding.Storage.InMemory.Workers;

/// <summary>Every worker and every instance.</summary>
internal sealed class WorkerTable
{
    private readonly Dictionary<string, WorkerRecord> _workers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InstanceRecord> _instances = new(StringComparer.Ordinal);

    public IEnumerable<WorkerRecord> All => _workers.Values;

    public IEnumerable<InstanceRecord> Instances => _instances.Values;

    public WorkerRecord? Find(string worker) => _workers.GetValueOrDefault(worker);

    public ICellRecord? Find(CellKey key) => key.Kind == CellKind.Worker ? Find(key.Id) : _instances.GetValueOrDefault(key.Id);

    /// <summary>The worker as it introduces itself; <c>null</c> when it, or its instance, was retired.</summary>
    public WorkerRecord? Enter(WorkerRegistration registration)
    {
        var worker = Find(registration.WorkerId);
        var instance = registration.InstanceId is { } id ? _instances.GetValueOrDefault(id) ?? new InstanceRecord(id) : null;
        if (worker?.Phase.Phase == CellPhase.Retired || instance?.Phase.Phase == CellPhase.Retired)
            return null;

        worker ??= new WorkerRecord(registration);
        worker.Registration = registration;
        _workers[worker.Id] = worker;
        if (worker.Instance != instance)
            LeaveInstance(worker);
        worker.Instance = instance;
        if (instance is not null)
        {
            _instances[instance.Key.Id] = instance;
            instance.Workers.Add(worker);
        }

        return worker;
    }

    public void Release(WorkerRecord worker, JobRecord record)
    {
        worker.Release(record);
        ForgetIfGone(worker);
    }

    /// <summary>Nothing needs to be known of a worker without session and jobs, unless someone has said something of it.</summary>
    public void ForgetIfGone(WorkerRecord worker)
    {
        if (worker is { Session: 0, Jobs.Count: 0, Phase.Phase: CellPhase.Ready })
            Forget(worker);
    }

    public void Forget(ICellRecord cell)
    {
        if (cell is WorkerRecord worker)
        {
            _workers.Remove(worker.Id);
            LeaveInstance(worker);
        }
        else if (cell is InstanceRecord instance)
        {
            _instances.Remove(instance.Key.Id);
            foreach (var nested in instance.Workers.ToList())
                Forget(nested);
        }
    }

    private void LeaveInstance(WorkerRecord worker)
    {
        if (worker.Instance is not { } instance)
            return;
        instance.Workers.Remove(worker);
        worker.Instance = null;
        if (instance is { Workers.Count: 0, Phase.Phase: CellPhase.Ready })
            _instances.Remove(instance.Key.Id);
    }
}
