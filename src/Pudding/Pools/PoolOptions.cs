using System.Text.Json.Nodes;

namespace Pudding.Pools;

/// <summary>The settings of one pool. Checked when the host starts: a wrong one stops it with a message that names it.</summary>
public sealed class PoolOptions
{
    /// <summary>The queues that its instances serve; at least one.</summary>
    public IList<string> Queues { get; } = [];

    /// <summary>How many jobs an instance runs at once; at least one.</summary>
    /// <value>1 by default.</value>
    public int Slots { get; set; } = 1;

    /// <summary>The fewest instances that there are, work or not.</summary>
    /// <value>0 by default.</value>
    public int Min { get; set; }

    /// <summary>The most instances that there are at once, those included that are about to go.</summary>
    /// <value>10 by default.</value>
    public int Max { get; set; } = 10;

    /// <summary>How long an instance above <see cref="Min"/> has nothing to do before it goes.</summary>
    /// <value>5 minutes by default.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an instance may take from its launch until its worker connects; then it is terminated, and replaced if there is work.</summary>
    /// <value>10 minutes by default.</value>
    public TimeSpan BootTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often the pool looks at its instances and its work.</summary>
    /// <value>5 s by default.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Which image instances boot, in the provider's own words.</summary>
    /// <value><c>default</c> by default: what the provider takes for it.</value>
    public string Image { get; set; } = "default";

    /// <summary>The provider's own settings of an instance.</summary>
    public IDictionary<string, string> Spec { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Further settings of the agent on an instance, as in its settings file: <c>["isolation"] = "Required"</c>. Where the farm is, the token and the slots are set by the pool.</summary>
    public JsonObject AgentSettings { get; } = [];
}
