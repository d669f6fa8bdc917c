using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Pudding.Enrolment;
using Pudding.Hosting;
using Pudding.Pools;

#pragma warning disable IDE0130 // where a host already has its usings
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Adds pools.</summary>
public static class PoolBuilderExtensions
{
    /// <summary>Adds a pool of instances that grows and shrinks with the work of its queues. It needs <see cref="PuddingOptions.EstateId"/>, <see cref="EnrolmentOptions.PublicUrl"/> and a
    /// signing secret, and endpoints that its instances reach (<c>MapPuddingWorkers</c>).</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The pool's name: at most 100 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</param>
    /// <param name="configure">Says at least which provider it has and which queues it serves.</param>
    public static IPuddingBuilder AddPool(this IPuddingBuilder builder, string name, Action<IPoolBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        var pool = new PoolBuilder(name, builder.Services);
        configure(pool);
        var descriptor = pool.Build();
        builder.AddEnrolment(static enrolment => enrolment.RequirePublicUrl = true);
        builder.Services.AddSingleton(descriptor);
        builder.Services.Configure<PuddingOptions>(options => options.Queues.UnionWith(descriptor.Options.Queues));
        builder.Services.TryAddSingleton<AgentBootstrap>();
        builder.Services.TryAddSingleton<PoolEnvironment>();
        builder.Services.TryAddSingleton<LocalPools>();
        builder.Services.TryAddSingleton<IPoolControl>(static services => services.GetRequiredService<LocalPools>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PoolService>());
        return builder;
    }

    /// <summary>Adds to the queues that the pool's instances serve.</summary>
    public static IPoolBuilder Serves(this IPoolBuilder pool, params IEnumerable<string> queues)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(queues);
        foreach (var queue in queues)
            pool.Options.Queues.Add(queue);
        return pool;
    }

    /// <summary>Sets how many jobs an instance runs at once.</summary>
    public static IPoolBuilder Slots(this IPoolBuilder pool, int slots)
    {
        ArgumentNullException.ThrowIfNull(pool);
        pool.Options.Slots = slots;
        return pool;
    }

    /// <summary>Sets the fewest and the most instances, and how long one above the fewest has nothing to do before it goes.</summary>
    public static IPoolBuilder Scale(this IPoolBuilder pool, int min, int max, TimeSpan? idleTimeout = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        pool.Options.Min = min;
        pool.Options.Max = max;
        pool.Options.IdleTimeout = idleTimeout ?? pool.Options.IdleTimeout;
        return pool;
    }
}
