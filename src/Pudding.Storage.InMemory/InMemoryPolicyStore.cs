using Pudding.Events;
using Pudding.Policies;

namespace Pudding.Storage.InMemory;

internal sealed class InMemoryPolicyStore(InMemoryDatabase db) : IPolicyStore
{
    public ValueTask<bool> PublishAsync(PolicyDefaults defaults, long epoch, CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            if (epoch != db.Baton.Epoch)
                return new(false);
            db.Policies.Layers = db.Policies.Layers.Publish(defaults);
            db.Changes.Publish(new StoreChange { Kind = StoreChangeKind.Policies });
            return new(true);
        }
    }

    public ValueTask<PolicyWriteResult> SetAsync(NewPolicyOverride setting, CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            return new(Change(db.Policies.Layers.Set(setting, db.Policies.Now), new PolicyChanged
            {
                At = db.Now,
                Target = setting.Target,
                Actor = setting.Actor,
                Reason = setting.Reason,
                Tenant = setting.Tenant,
                Queue = setting.Queue,
                ExpiresAt = db.Policies.Now + setting.ExpiresAfter,
            }));
        }
    }

    public ValueTask<PolicyWriteResult> ClearAsync(PolicyTarget target, string actor, string? reason, CancellationToken cancellationToken)
    {
        lock (db.Gate)
        {
            if (!db.Policies.Layers.Overrides.Any(one => one.Target == target))
                return new(new PolicyWriteResult { Status = PolicyWriteStatus.NothingToClear });
            return new(Change(
                db.Policies.Layers.Clear(target),
                new PolicyChanged { At = db.Now, Target = target, Actor = actor, Reason = reason, IsCleared = true }));
        }
    }

    public ValueTask<PolicyState> ReadAsync(CancellationToken cancellationToken)
    {
        lock (db.Gate)
            return new(db.Policies.State);
    }

    private PolicyWriteResult Change(PolicyLayers changed, PolicyChanged happened)
    {
        if (db.Policies.Layers.FindErrors(changed) is { Count: > 0 } errors)
            return new PolicyWriteResult { Status = PolicyWriteStatus.Refused, Errors = errors };
        db.Policies.Layers = changed;
        db.Events.Append(happened);
        db.Changes.Publish(new StoreChange { Kind = StoreChangeKind.Policies });
        return new PolicyWriteResult { Status = PolicyWriteStatus.Done };
    }
}
