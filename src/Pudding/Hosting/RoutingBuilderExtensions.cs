using Pudding.Hosting;
using Pudding.Routing;

#pragma warning disable IDE0130 // where a host already has its usings
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Routing rules of Pudding.</summary>
public static class RoutingBuilderExtensions
{
    /// <summary>Adds a rule that chooses the queue of jobs that don't name one. Rules are asked in the order of adding; the first that matches decides, and
    /// <see cref="PuddingOptions.DefaultQueue"/> where none does.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The rule's name: see <see cref="RoutingRuleOptions.Name"/>.</param>
    /// <param name="queue">The queue that jobs go to; it must be known.</param>
    /// <param name="configure">Says which jobs it matches.</param>
    public static IPuddingBuilder AddRoutingRule(this IPuddingBuilder builder, string name, string queue, Action<RoutingRuleBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure<PuddingOptions>(options =>
        {
            var rule = new RoutingRuleOptions { Name = name, Queue = queue };
            configure(new RoutingRuleBuilder(rule));
            options.RoutingRules.Add(rule);
        });
        return builder;
    }
}
