namespace Pudding.Tests.Scheduling.Properties;

/// <summary>A tenant in a queue, or the root of a queue, in the account.</summary>
internal sealed class AccountNode
{
    public const int MaxSiblings = 64;

    public AccountNode(AccountQueue queue, AccountTenant? tenant, AccountNode? parent)
    {
        (Queue, Tenant, Parent) = (queue, tenant!, parent!);
        if (parent is null)
            return;
        while (parent.Children.Exists(sibling => sibling.Slot == Slot))
            Slot++;
        foreach (var sibling in parent.Children)
            (Over[sibling.Slot], sibling.Over[Slot]) = (new Lead(), new Lead());
        parent.Children.Add(this);
    }

    public AccountQueue Queue { get; }

    /// <summary>Not for the root.</summary>
    public AccountTenant Tenant { get; }

    /// <summary>Not for the root.</summary>
    public AccountNode Parent { get; }

    public bool IsRoot => Parent is null;

    public List<AccountNode> Children { get; } = [];

    /// <summary>Which of its siblings it is.</summary>
    public int Slot { get; }

    /// <summary>Its lead over each sibling, by the sibling's slot.</summary>
    public Lead[] Over { get; } = new Lead[MaxSiblings];

    public SortedSet<AccountJob> Waiting { get; } = new(Comparer<AccountJob>.Create(static (left, right) =>
        left.Priority != right.Priority ? right.Priority.CompareTo(left.Priority) : left.Sequence.CompareTo(right.Sequence)));

    public int Running { get; set; }

    public Int128 Consumed { get; set; }

    public Int128 V { get; set; }

    /// <summary>What V is more than that.</summary>
    public double FractionOfV { get; private set; }

    public long Held { get; set; }

    public long? Mean { get; set; }

    /// <summary>When it started or became eligible last, in operations: its turn under round-robin.</summary>
    public long Turn { get; set; }

    public bool IsEligible { get; set; }

    public int Tier { get; set; }

    /// <summary>What is to be so from now on; compared with what was.</summary>
    public bool WillBeEligible { get; set; }

    public int WillBeTier { get; set; }

    /// <summary>Whether what is known of its lead or lag has no meaning any more: its weight has changed.</summary>
    public bool IsReweighed { get; set; }

    /// <summary>Whether it waits in tier 1, eligible, and has not been picked since.</summary>
    public bool IsStarving { get; set; }

    /// <summary>Its largest key since then.</summary>
    public Int128 StarvingKey { get; set; }

    public Int128 Hold => Weigh(Held);

    public Int128 Key => Consumed + Hold;

    public IEnumerable<AccountNode> Siblings
    {
        get
        {
            foreach (var sibling in Parent.Children)
            {
                if (sibling != this)
                    yield return sibling;
            }
        }
    }

    public Int128 Weigh(Int128 ticks) => (ticks * Tenant.InverseWeight) >> 32;

    public override string ToString() => IsRoot ? Queue.Name : $"{Queue.Name}:{Tenant.Path}";

    /// <summary>V grows by a quarter of what each would get of some slot time, spread by weight.</summary>
    public void AdvanceV(long used, double activeWeight)
    {
        FractionOfV += used * 6553.6 / activeWeight / 4;
        V += (long)FractionOfV;
        FractionOfV -= (long)FractionOfV;
    }
}
