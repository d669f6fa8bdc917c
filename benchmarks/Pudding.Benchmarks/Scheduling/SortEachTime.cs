namespace Pudding.Benchmarks.Scheduling;

/// <summary>Sorts everybody for each decision, as Apache YuniKorn does with its queues.</summary>
internal readonly struct SortEachTime(long[] charged) : ITenantOrder
{
    private readonly long[] _keys = new long[charged.Length];
    private readonly int[] _tenants = new int[charged.Length];

    public int First
    {
        get
        {
            charged.CopyTo(_keys.AsSpan());
            for (var tenant = 0; tenant < _tenants.Length; tenant++)
                _tenants[tenant] = tenant;
            Array.Sort(_keys, _tenants);
            return _tenants[0];
        }
    }

    public void Charge(int tenant, long amount) => charged[tenant] += amount;
}
