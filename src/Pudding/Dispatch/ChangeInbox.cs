using Pudding.Jobs;
using Pudding.Storage;
using Pudding.Tenants;

namespace Pudding.Dispatch;

/// <summary>Gathers hints between two rounds, each thing once. Thread-safe.</summary>
internal sealed class ChangeInbox
{
    private readonly Lock _gate = new();
    private Changes _changes = new();

    public void Add(in StoreChange change)
    {
        lock (_gate)
        {
            switch (change.Kind)
            {
                case StoreChangeKind.Missed:
                    _changes.Missed = true;
                    break;
                case StoreChangeKind.Ready:
                    _changes.Ready.Add((change.Tenant, change.Queue!));
                    break;
                case StoreChangeKind.Ended:
                    _changes.Ended.Add((change.JobId, change.FencingToken));
                    _changes.Offers = true;
                    break;
                case StoreChangeKind.Offered:
                    _changes.Offers = true;
                    break;
                case StoreChangeKind.Policies:
                    _changes.Policies = true;
                    break;
                default:
                    break;
            }
        }
    }

    public Changes Take()
    {
        lock (_gate)
        {
            var taken = _changes;
            _changes = new Changes();
            return taken;
        }
    }

    internal sealed class Changes
    {
        public bool Missed { get; set; }

        public bool Offers { get; set; }

        public bool Policies { get; set; }

        public HashSet<(TenantPath Tenant, string Queue)> Ready { get; } = [];

        public List<(JobId JobId, long Token)> Ended { get; } = [];
    }
}
