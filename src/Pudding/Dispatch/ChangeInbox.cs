using Pudding.Storage;

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
                    _changes.Ready.Add(new TenantQueue(change.Tenant, change.Queue!));
                    break;
                case StoreChangeKind.Ended:
                    _changes.Ended.Add(change);
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

        public HashSet<TenantQueue> Ready { get; } = [];

        public List<StoreChange> Ended { get; } = [];
    }
}
