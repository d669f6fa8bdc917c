using Pudding.Jobs;
using Pudding.Scheduling;

namespace Pudding.Tests.Scheduling.Properties;

internal sealed partial class Account
{
    /// <summary>The scheduler has found nothing to start.</summary>
    public void NothingStarted(IEnumerable<AccountQueue> queues, long now)
    {
        Observe(now);
        findings.Count("refusals");
        foreach (var queue in queues)
        {
            foreach (var child in queue.Root.Children)
                findings.Check(!child.IsEligible, Property.Work, $"{child} is eligible and nothing was started");
        }
    }

    /// <summary>The scheduler has started a job.</summary>
    public void Started(AccountJob job, IReadOnlyList<AccountQueue> queues, long now)
    {
        Observe(now);
        findings.Dispatches++;
        CheckQueue(job.Leaf.Queue, queues);
        findings.Check(job.Leaf.Waiting.Min == job, Property.Head, $"{job.Leaf} has a job before the one that was started");
        for (var node = job.Leaf; !node.IsRoot; node = node.Parent)
        {
            CheckMayStart(node, now);
            CheckLeast(node);
            CheckStarvation(node);
        }

        Start(job, now);
        for (var node = job.Leaf; !node.IsRoot; node = node.Parent)
            EndPickedSpells(node);
    }

    private void CheckQueue(AccountQueue queue, IReadOnlyList<AccountQueue> queues)
    {
        findings.Check(queues.Contains(queue), Property.Turn, $"{queue.Name} is not served by this slot");
        foreach (var other in queues)
        {
            if (other.LastServed < queue.LastServed)
            {
                findings.Count("other queues");
                findings.Check(!other.Root.Children.Exists(static child => child.IsEligible), Property.Turn, $"{other.Name} was served before {queue.Name}");
            }
        }
    }

    private void CheckMayStart(AccountNode node, long now)
    {
        var (tenant, policy) = (node.Tenant, node.Tenant.Policy);
        findings.Check(tenant.Running < CeilingOf(node), Property.Ceiling, $"{node} has {tenant.Running} of {CeilingOf(node)}");
        findings.Check(!policy.Paused, Property.Pause, $"{node} is paused");
        if (tenant.IsRated)
        {
            findings.Count("rated starts");
            findings.Check(tenant.KeepsRate(now), Property.Rate, $"{node} starts more than {policy.StartsPerMinute} a minute");
        }

        findings.Check(node.IsEligible, Property.Eligible, $"{node} is not eligible");
        if (node.IsEligible)
            findings.Count($"tier {node.Tier}");
    }

    private void CheckLeast(AccountNode node)
    {
        foreach (var sibling in node.Siblings)
        {
            if (!sibling.IsEligible)
                continue;
            findings.Count("comparisons");
            if (sibling.Tier != node.Tier)
            {
                findings.Check(sibling.Tier > node.Tier, Property.Tier, $"{node} in tier {node.Tier} was picked before {sibling} in {sibling.Tier}");
                continue;
            }

            var (key, other) = options.Order switch
            {
                SchedulingOrders.FairShare => (node.Key, sibling.Key),
                SchedulingOrders.Fifo => (NextSequence(node), NextSequence(sibling)),
                SchedulingOrders.LeastRunning => (node.Tenant.Running, sibling.Tenant.Running),
                _ => (node.Turn, sibling.Turn),
            };
            var property = options.Order == SchedulingOrders.RoundRobin ? Property.Round : Property.Least;
            findings.Check(key <= other, property, $"{options.Order}: {node} with {key} was picked before {sibling} with {other}");
        }
    }

    /// <summary>The sequence that a node would give next; for an inner one under fifo.</summary>
    private static long NextSequence(AccountNode node) => node.Waiting.Min?.Sequence
        ?? node.Children.Where(static child => child.IsEligible).GroupBy(static child => child.Tier).MinBy(static tier => tier.Key)!.Min(NextSequence);

    /// <summary>Who is picked while a sibling starves has been charged, since that began, no more than leads from where it was up to the sibling's key.</summary>
    private void CheckStarvation(AccountNode node)
    {
        if (options.Order != SchedulingOrders.FairShare || node.Tier == 0)
            return;
        foreach (var sibling in node.Siblings)
        {
            var lead = node.Over[sibling.Slot];
            if (!sibling.IsStarving || !lead.IsStarving)
                continue;
            findings.Count("picks beside a starving sibling");
            findings.Check(
                lead.StarvingGain <= sibling.StarvingKey - lead.StarvingFrom,
                Property.Starvation,
                $"{node} was picked with {lead.StarvingGain} from {lead.StarvingFrom} while {sibling} starves at {sibling.StarvingKey}");
        }
    }

    private static void EndPickedSpells(AccountNode node)
    {
        foreach (var sibling in node.Siblings)
            node.Over[sibling.Slot].WasPicked = true;
    }

    /// <summary>A node's spells begin again: what it runs was not picked.</summary>
    private static void BeginLeadsAgain(AccountNode node)
    {
        foreach (var sibling in node.Siblings)
        {
            var lead = node.Over[sibling.Slot];
            if (lead.IsTogether)
                lead.BeginTogether(node, sibling, allowedAhead: null);
            if (lead.IsStarving)
                lead.BeginStarving(node);
        }
    }

    private static void Runs(AccountNode node)
    {
        foreach (var sibling in node.Siblings)
        {
            node.Over[sibling.Slot].Runs(node.Running);
            var lag = sibling.Over[node.Slot];
            lag.SiblingHold = Int128.Max(lag.SiblingHold, node.Hold);
        }
    }

    /// <summary>Bounds 2, 3 and 6 after a charge.</summary>
    private void Charged(AccountNode node, Int128 weighed, long lasted)
    {
        if (options.Order != SchedulingOrders.FairShare)
            return;
        if (node.IsStarving)
            node.StarvingKey = Int128.Max(node.StarvingKey, node.Key);
        foreach (var sibling in node.Siblings)
        {
            var lead = node.Over[sibling.Slot];
            lead.Charged(weighed, lasted);
            sibling.Over[node.Slot].Gain -= weighed;
            if (lead.IsTogether)
                CheckTogether(node, sibling, lead);
            if (lead.IsStarving)
            {
                findings.Count("bound 6");
                var bound = Int128.Max(0, sibling.StarvingKey - lead.StarvingFrom) + (lead.StarvingMostRunning * node.Weigh(lead.StarvingLongest));
                findings.Check(lead.StarvingGain <= bound, Property.Starvation, $"{node} got {lead.StarvingGain} of at most {bound} while {sibling} starves");
            }
        }
    }

    private void CheckTogether(AccountNode node, AccountNode sibling, Lead lead)
    {
        findings.Count("bound 2");
        var inFlight = lead.MostRunning * node.Weigh(lead.Longest);
        var width = node.Consumed - sibling.Consumed;
        var bound = Int128.Max(lead.AtFirst, lead.SiblingHold) + inFlight;
        findings.Check(width <= bound, Property.Spread, $"{node} is {width} ahead of {sibling}, at most {bound}");
        if (lead.WasPicked && lead.AtFirst <= lead.SiblingHold)
            findings.Spread(width, bound);
        if (lead.AllowedAhead is not { } allowed)
            return;
        findings.Count("bound 3");
        bound = Int128.Max(0, allowed + lead.SiblingHold) + inFlight;
        findings.Check(lead.Gain <= bound, Property.Return, $"{node} came back and got {lead.Gain} more than {sibling}, at most {bound}");
    }
}
