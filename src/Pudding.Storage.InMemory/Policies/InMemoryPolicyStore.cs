using Pudding.Events;
using Pudding.Policies;

namespace Pudding.Storage.InMemory.Policies;

internal sealed class InMemoryPolicyStore(InMemoryDatabase db) : IPolicyStore
{
    public ValueTask<bool> PublishAsync(PolicyDefaults defaults, long epoch, CancellationToken cancellationToken)
    {
        using (db.Enter())
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
        using (db.Enter())
        {
            return new(Change(db.Policies.Layers.Set(setting, db.Policies.Now), new PolicyChanged
            {
                Sequence = db.Events.Next, At = db.Now,
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
        using (db.Enter())
        {
            if (!db.Policies.Layers.Overrides.Any(one => one.Target == target))
                return new(new PolicyWriteResult { Status = PolicyWriteStatus.NothingToClear });
            return new(Change(
                db.Policies.Layers.Clear(target),
                new PolicyChanged { Sequence = db.Events.Next, At = db.Now, Target = target, Actor = actor, Reason = reason, IsCleared = true }));
        }
    }

    public ValueTask<PolicyState> ReadAsync(CancellationToken cancellationToken)
    {
        using (db.Enter())
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
