using Pudding.Tenants;

namespace Pudding.Scheduling.Trees;

/// <summary>The tenants that the scheduler knows, with the policies in force.</summary>
internal sealed class TenantTable
{
    private const int FirstCapacity = 64;

    private readonly Dictionary<TenantPath, int> _indexes;
    private readonly HeapItems _items;
    private readonly IndexedHeap _withoutToken;
    private TenantNode[] _tenants;
    private TenantRecord[] _records;
    private int _free = QueueNode.None;

    public TenantTable(TenantPolicies policies)
    {
        Policies = policies;
        _indexes = [];
        _tenants = new TenantNode[FirstCapacity];
        _records = new TenantRecord[FirstCapacity];
        _items = new HeapItems(FirstCapacity);
        _withoutToken = new IndexedHeap(_items);
    }

    private TenantTable(TenantTable other)
    {
        Policies = other.Policies;
        Now = other.Now;
        _indexes = new Dictionary<TenantPath, int>(other._indexes);
        _tenants = [.. other._tenants];
        _records = [.. other._records];
        _items = other._items.Clone();
        _withoutToken = other._withoutToken.Clone(_items);
        (End, _free) = (other.End, other._free);
    }

    public TenantPolicies Policies { get; private set; }

    /// <summary>Tenants that are known.</summary>
    public int Count => _indexes.Count;

    /// <summary>Numbers up to here may be in use.</summary>
    public int End { get; private set; }

    /// <summary>The newest time that any call has brought, in ticks.</summary>
    public long Now { get; private set; } = StartRate.LongAgo;

    /// <summary>When the next tenant gets a token that has none.</summary>
    public long? NextTokenAt => _withoutToken.Count > 0 ? _withoutToken.FirstKey : null;

    public ref TenantNode this[int index] => ref _tenants[index];

    public ref readonly TenantRecord RecordOf(int index) => ref _records[index];

    public int Find(TenantPath path) => _indexes.GetValueOrDefault(path, QueueNode.None);

    public int FindOrAdd(TenantPath path)
    {
        if (_indexes.TryGetValue(path, out var index))
            return index;

        var parent = path.Parent is { } above ? FindOrAdd(above) : QueueNode.None;
        index = TakeNumber();
        _indexes.Add(path, index);
        _tenants[index] = new TenantNode { Parent = parent, FirstNode = QueueNode.None };
        _records[index] = new TenantRecord { Path = path, Depth = path.Depth, Rate = new StartRate { FullAt = StartRate.LongAgo } };
        _items.Ties[index] = index;
        if (parent >= 0)
            _records[parent].ChildCount++;
        ReadPolicy(index);
        return index;
    }

    /// <summary>Whether so many more fit without growing.</summary>
    public bool HasRoom(int more) => _tenants.Length - Count >= more;

    /// <summary>Makes room for as many again, unless forgetting has freed a quarter.</summary>
    public void Grow()
    {
        if (HasRoom(_tenants.Length / 4))
            return;
        Array.Resize(ref _tenants, _tenants.Length * 2);
        Array.Resize(ref _records, _tenants.Length);
        _items.Resize(_tenants.Length);
    }

    /// <summary>Forgets the tenants at some depth that have no nodes, no tenants below and no jobs, and could start as much as any newcomer.</summary>
    public void ForgetIdle(int depth)
    {
        for (var index = 0; index < End; index++)
        {
            ref readonly var record = ref _records[index];
            if (record.Depth == depth && record.ChildCount == 0 && record.Rate.FullAt <= Now && _tenants[index] is { FirstNode: QueueNode.None, JobsHere: 0 })
                Forget(index);
        }
    }

    /// <summary>Says who is in the way of a job of this tenant. Only leaves hold jobs, so that a limit means one thing.</summary>
    /// <exception cref="InvalidOperationException">The tenant has jobs below it, or one above it has jobs of its own.</exception>
    public void CheckHoldsJobs(TenantPath path)
    {
        var index = Find(path);
        if (index >= 0 && _tenants[index].JobsBelow > 0)
            throw new InvalidOperationException($"Tenant '{path}' has tenants with jobs below it; it can't hold jobs itself.");
        if (index >= 0 && _tenants[index].JobsHere > 0)
            return;
        for (var above = path.Parent; above is { } node; above = node.Parent)
        {
            if (Find(node) is var holder and >= 0 && _tenants[holder].JobsHere > 0)
                throw new InvalidOperationException($"Tenant '{node}' holds jobs; no tenant below it can.");
        }
    }

    public void CountIn(int index)
    {
        if (++_tenants[index].JobsHere == 1)
            ReadPolicy(index);
        for (var above = _tenants[index].Parent; above >= 0; above = _tenants[above].Parent)
        {
            if (++_tenants[above].JobsBelow == 1)
                ReadPolicy(above);
        }
    }

    public void CountOut(int index)
    {
        _tenants[index].JobsHere--;
        for (var above = _tenants[index].Parent; above >= 0; above = _tenants[above].Parent)
            _tenants[above].JobsBelow--;
    }

    public void Apply(TenantPolicies policies)
    {
        Policies = policies;
        for (var index = 0; index < End; index++)
        {
            if (!_records[index].Path.IsEmpty)
                ReadPolicy(index);
        }
    }

    /// <returns>The tenant's number; <see cref="QueueNode.None"/> if it isn't known (yet).</returns>
    public int Apply(TenantPath path, TenantPolicies policies)
    {
        Policies = policies;
        var index = Find(path);
        if (index >= 0)
            ReadPolicy(index);
        return index;
    }

    public void Reach(TimeSpan now) => Now = Math.Max(Now, now.Ticks);

    /// <summary>Finds a tenant whose token has come since it was last asked.</summary>
    public bool TryTakeServed(out int tenant)
    {
        tenant = _withoutToken.Count > 0 && _withoutToken.FirstKey <= Now ? _withoutToken.First : QueueNode.None;
        if (tenant < 0)
            return false;
        ReadRate(tenant);
        return true;
    }

    /// <summary>Takes a token of a tenant's start rate, or gives one back.</summary>
    public void TakeTokens(int index, int count)
    {
        if (count > 0)
            _records[index].Rate.Take(Now);
        else
            _records[index].Rate.GiveBack();
        ReadRate(index);
    }

    /// <summary>Sets when a start rate's bucket is full again, as far as its policy lets it be empty.</summary>
    public void FillRate(int index, TimeSpan fullAt)
    {
        ref var rate = ref _records[index].Rate;
        rate.FullAt = fullAt.Ticks;
        rate.Change(rate.Interval, rate.Burst, Now);
        ReadRate(index);
    }

    public TenantTable Clone() => new(this);

    private void Forget(int index)
    {
        _indexes.Remove(_records[index].Path);
        if (_tenants[index].Parent >= 0)
            _records[_tenants[index].Parent].ChildCount--;
        _tenants[index] = new TenantNode { FirstNode = _free };
        _records[index] = default;
        _free = index;
    }

    private int TakeNumber()
    {
        if (_free != QueueNode.None)
        {
            var index = _free;
            _free = _tenants[index].FirstNode;
            return index;
        }

        if (End == _tenants.Length)
            Grow();
        return End++;
    }

    private void ReadPolicy(int index)
    {
        ref var tenant = ref _tenants[index];
        ref var record = ref _records[index];
        var policy = Policies[record.Path];
        tenant.Weight = SlotTime.FixedWeight(policy.Weight);
        tenant.InverseWeight = SlotTime.InverseWeight(policy.Weight);
        tenant.Limit = Policies.Limit(record.Path, holdsJobs: tenant.JobsHere > 0);
        tenant.Ceiling = Policies.Ceiling(record.Path, holdsJobs: tenant.JobsHere > 0);
        tenant.Guarantee = policy.Guarantee;
        tenant.Paused = policy.Paused;
        record.Rate.Change(policy.StartsPerMinute is { } rate ? Math.Max(1, (long)Math.Round(TimeSpan.TicksPerMinute / rate)) : 0, policy.StartBurst, Now);
        ReadRate(index);
    }

    private void ReadRate(int index)
    {
        ref var tenant = ref _tenants[index];
        ref readonly var rate = ref _records[index].Rate;
        var waits = tenant.LacksToken;
        tenant.HasRate = rate.IsLimited;
        tenant.LacksToken = rate.IsLimited && rate.TokenAt > Now;
        if (tenant.LacksToken && waits)
            _withoutToken.Update(index, rate.TokenAt);
        else if (tenant.LacksToken)
            _withoutToken.Insert(index, rate.TokenAt);
        else if (waits)
            _withoutToken.Remove(index);
    }
}
