namespace Pudding.Benchmarks.Scheduling;

/// <summary>Looks at everybody for each decision, as the fair queuing of Kubernetes' API server does with its queues.</summary>
internal readonly struct LinearScan(long[] charged) : ITenantOrder
{
    public int First
    {
        get
        {
            var first = 0;
            for (var tenant = 1; tenant < charged.Length; tenant++)
            {
                if (charged[tenant] < charged[first])
                    first = tenant;
            }

            return first;
        }
    }

    public void Charge(int tenant, long amount) => charged[tenant] += amount;
}
