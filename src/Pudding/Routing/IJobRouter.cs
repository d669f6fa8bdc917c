using Pudding.Tenants;

namespace Pudding.Routing;

/// <summary>Chooses the queue of a job that doesn't name one, by the routing rules and <c>PuddingOptions.DefaultQueue</c>; of use by itself to ask where a job
/// would go, and why. Thread-safe; the same question always has the same answer while the host runs.</summary>
public interface IJobRouter
{
    /// <summary>Asks each rule in turn; the first whose matchers all match decides, and the default queue where none does.</summary>
    /// <param name="tenant">Whose job it is.</param>
    /// <param name="labels">The job's labels: see <c>JobRequest.Labels</c>.</param>
    /// <exception cref="ArgumentException">The tenant is empty, or a label is not valid; the message names it.</exception>
    RoutingDecision Route(TenantPath tenant, IReadOnlyDictionary<string, string> labels);
}
