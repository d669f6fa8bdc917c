namespace Pudding.Tests.Scheduling.Properties;

internal sealed partial class Account
{
    /// <summary>When the next tenant of those that lack one gets a token.</summary>
    public long? NextTokenAt
    {
        get
        {
            long? next = null;
            foreach (var tenant in _tenants.Values)
            {
                if (tenant.IsRated && tenant.TokenAt > _newest && (next is null || tenant.TokenAt < next))
                    next = tenant.TokenAt;
            }

            return next;
        }
    }

    private int LimitOf(AccountNode node) => node.Tenant.Policy.MaxConcurrent ?? (node.Children.Count == 0 ? _defaultLimit : int.MaxValue);

    private int CeilingOf(AccountNode node) => node.Tenant.Policy.BorrowIdle ? node.Tenant.Policy.BorrowCeiling ?? int.MaxValue : LimitOf(node);

    private bool MayServe(AccountNode node)
    {
        if (node.Tenant.Policy.Paused || node.Tenant.Running >= CeilingOf(node) || (node.Tenant.IsRated && node.Tenant.TokenAt > _newest))
            return false;
        return node.Waiting.Count > 0 || node.Children.Exists(static child => child.WillBeEligible);
    }

    private int TierOf(AccountNode node)
    {
        if (node.Tenant.Policy.BorrowIdle && node.Tenant.Running >= LimitOf(node))
            return 2;
        if (node.Children.Count > 0 && node.Children.TrueForAll(static child => !child.WillBeEligible || child.WillBeTier == 2))
            return 2;
        return node.Running < node.Tenant.Policy.Guarantee ? 0 : 1;
    }

    /// <summary>Sees what has become of everybody: who is eligible now and in which tier; the return rule; which spells end and begin.</summary>
    private void Settle()
    {
        _operation++;
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            var node = _nodes[i];
            node.WillBeEligible = MayServe(node);
            node.WillBeTier = node.WillBeEligible ? TierOf(node) : 0;
        }

        foreach (var node in _nodes)
        {
            if (node.WillBeEligible && !node.IsEligible)
            {
                findings.Count("returns");
                node.Consumed = Int128.Max(node.Consumed, node.Parent.V - Credit(node));
                node.Turn = _operation;
            }
        }

        foreach (var node in _nodes)
        {
            if (node.WillBeEligible == node.IsEligible && node.WillBeTier == node.Tier && !node.IsReweighed)
                continue;
            foreach (var sibling in node.Siblings)
            {
                BeginTogether(node, sibling);
                BeginTogether(sibling, node);
                if (node.IsReweighed && node.Over[sibling.Slot].IsStarving)
                    node.Over[sibling.Slot].BeginStarving(node);
            }
        }

        foreach (var node in _nodes)
        {
            (node.IsEligible, node.Tier, node.IsReweighed) = (node.WillBeEligible, node.WillBeTier, false);
            Starve(node);
        }
    }

    private void BeginTogether(AccountNode node, AccountNode sibling)
    {
        var lead = node.Over[sibling.Slot];
        if (!node.WillBeEligible || !sibling.WillBeEligible || node.WillBeTier != sibling.WillBeTier || node.WillBeTier == 0)
            lead.EndTogether();
        else
            lead.BeginTogether(node, sibling, node.IsEligible ? null : Credit(node) + sibling.Consumed - node.Parent.V);
    }

    /// <summary>Goes on with, begins or ends the spell in which a node waits for its first pick.</summary>
    private static void Starve(AccountNode node)
    {
        var starves = node.IsEligible && node.Tier == 1;
        if (starves && node.IsStarving)
        {
            node.StarvingKey = Int128.Max(node.StarvingKey, node.Key);
            return;
        }

        if (starves)
        {
            node.StarvingKey = node.Key;
            foreach (var sibling in node.Siblings)
                sibling.Over[node.Slot].BeginStarving(sibling);
        }
        else if (node.IsStarving)
        {
            EndStarving(node);
        }

        node.IsStarving = starves;
    }

    private static void EndStarving(AccountNode node)
    {
        node.IsStarving = false;
        foreach (var sibling in node.Siblings)
            sibling.Over[node.Slot].EndStarving();
    }
}
