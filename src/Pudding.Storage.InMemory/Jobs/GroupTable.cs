using Pudding.Jobs;
using Pudding.Tenants;

namespace Pudding.Storage.InMemory.Jobs;

/// <summary>Every group: by id, by idempotency key, by supersede key while it is open, and in the order in which they ended.</summary>
internal sealed class GroupTable
{
    private readonly Dictionary<JobGroupId, GroupRecord> _byId = [];
    private readonly Dictionary<string, GroupRecord> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<(TenantPath, string), List<GroupRecord>> _superseding = [];
    private readonly Queue<GroupRecord> _finished = [];

    public int FinishedJobs { get; private set; }

    public GroupRecord? Find(JobGroupId id) => _byId.GetValueOrDefault(id);

    public GroupRecord? FindByKey(string? idempotencyKey) => idempotencyKey is null ? null : _byKey.GetValueOrDefault(idempotencyKey);

    /// <summary>The open groups that a new one supersedes.</summary>
    public IReadOnlyList<GroupRecord> Superseded(NewJobGroup by) =>
        by.SupersedeKey is { } key ? [.. _superseding.GetValueOrDefault((by.Jobs[0].Tenant, key), [])] : [];

    public void Add(GroupRecord group)
    {
        _byId.Add(group.Request.Id, group);
        if (group.Request.IdempotencyKey is { } key)
            _byKey.Add(key, group);
        if (group.Request.SupersedeKey is not { } supersede)
            return;
        var place = (group.Request.Jobs[0].Tenant, supersede);
        if (!_superseding.TryGetValue(place, out var open))
            _superseding[place] = open = [];
        open.Add(group);
    }

    public void Finish(GroupRecord group)
    {
        _finished.Enqueue(group);
        FinishedJobs += group.Jobs.Count;
        if (group.Request.SupersedeKey is not { } supersede)
            return;
        var place = (group.Request.Jobs[0].Tenant, supersede);
        var open = _superseding[place];
        open.Remove(group);
        if (open.Count == 0)
            _superseding.Remove(place);
    }

    /// <summary>The group that ended first; none when none is over.</summary>
    public GroupRecord? OldestFinished => _finished.TryPeek(out var group) ? group : null;

    public int Finished => _finished.Count;

    public void ForgetOldest()
    {
        var group = _finished.Dequeue();
        FinishedJobs -= group.Jobs.Count;
        _byId.Remove(group.Request.Id);
        if (group.Request.IdempotencyKey is { } key)
            _byKey.Remove(key);
    }
}
