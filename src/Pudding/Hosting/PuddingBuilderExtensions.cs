using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Workers;

#pragma warning disable IDE0130 // where a host already has its usings
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>What can be added to Pudding.</summary>
public static class PuddingBuilderExtensions
{
    /// <summary>Makes a queue known. The queues that workers of this host serve are known without.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The queue's name: at most 100 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</param>
    public static IPuddingBuilder AddQueue(this IPuddingBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        builder.Services.Configure<PuddingOptions>(options => options.Queues.Add(name));
        return builder;
    }

    /// <summary>Makes a queue known and sets its policy.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The queue's name: at most 100 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</param>
    /// <param name="configure">Says what differs from the defaults.</param>
    public static IPuddingBuilder AddQueue(this IPuddingBuilder builder, string name, Action<QueueOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddQueue(name).Services.Configure<PuddingOptions>(options => configure(FindOrAdd(options.QueuePolicies, name)));
        return builder;
    }

    /// <summary>Adds a plan: settings with a name, which lie under those of every tenant that is on it (<see cref="TenantOptions.Plan"/>).</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The plan's name: at most 100 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</param>
    /// <param name="configure">Says what differs from the defaults.</param>
    public static IPuddingBuilder AddPlan(this IPuddingBuilder builder, string name, Action<TenantOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure<PuddingOptions>(options => configure(FindOrAdd(options.Plans, name)));
        return builder;
    }

    /// <summary>Adds a source of tenants' policies: the host's own database. Of several, a later one lies over an earlier one.</summary>
    /// <typeparam name="TSource">The source; one for the host. What it needs of a scope, it takes from an <see cref="IServiceScopeFactory"/>.</typeparam>
    /// <param name="builder">The builder.</param>
    public static IPuddingBuilder AddTenantPolicySource<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSource>(
        this IPuddingBuilder builder)
        where TSource : class, ITenantPolicySource
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ITenantPolicySource, TSource>());
        return builder;
    }

    /// <summary>Sets the policy of a tenant: an organisation, a project, whatever the path names.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">One to three names, for example <c>rails/rails</c>.</param>
    /// <param name="configure">Says what differs from the defaults.</param>
    public static IPuddingBuilder AddTenant(this IPuddingBuilder builder, string path, Action<TenantOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure<PuddingOptions>(options => configure(FindOrAdd(options.Tenants, path)));
        return builder;
    }

    /// <summary>Adds a worker in this process whose handler is a function.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="queue">The queue that it serves.</param>
    /// <param name="slots">How many jobs it runs at once.</param>
    /// <param name="handler">Runs one attempt at a job: see <see cref="IJobHandler.RunAsync"/>.</param>
    public static IPuddingBuilder AddWorker(
        this IPuddingBuilder builder, string queue, int slots, Func<JobContext, CancellationToken, Task<JobOutcome>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddWorker(Serve(queue, slots), _ => new DelegateJobHandler(handler));
    }

    /// <summary>Adds a worker in this process whose handler is a function of the payload, which is JSON.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="queue">The queue that it serves.</param>
    /// <param name="slots">How many jobs it runs at once.</param>
    /// <param name="typeInfo">How to read the payload, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="handler">Runs one attempt at a job: see <see cref="IJobHandler.RunAsync"/>.</param>
    public static IPuddingBuilder AddWorker<TPayload>(
        this IPuddingBuilder builder,
        string queue,
        int slots,
        JsonTypeInfo<TPayload> typeInfo,
        Func<TPayload, JobContext, CancellationToken, Task<JobOutcome>> handler)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        ArgumentNullException.ThrowIfNull(handler);
        return builder.AddWorker(Serve(queue, slots), _ => new JsonJobHandler<TPayload>(typeInfo, handler));
    }

    /// <summary>Adds a worker in this process whose handler is a class, made anew for each job from the job's own scope.</summary>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="queue">The queue that it serves.</param>
    /// <param name="slots">How many jobs it runs at once.</param>
    public static IPuddingBuilder AddWorker<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IPuddingBuilder builder, string queue, int slots)
        where THandler : class, IJobHandler =>
        builder.AddWorker(Serve(queue, slots), static services => ActivatorUtilities.CreateInstance<THandler>(services));

    /// <summary>Adds a worker in this process: the general form of the other overloads.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets at least a queue.</param>
    /// <param name="createHandler">Makes the handler of one job from the services of the job's scope.</param>
    public static IPuddingBuilder AddWorker(
        this IPuddingBuilder builder, Action<WorkerOptions> configure, Func<IServiceProvider, IJobHandler> createHandler)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(createHandler);
        var options = new WorkerOptions();
        configure(options);
        builder.Services.AddSingleton(new WorkerDescriptor(options, createHandler));
        builder.Services.Configure<PuddingOptions>(pudding => pudding.Queues.UnionWith(options.Queues));
        return builder;
    }

    /// <summary>Adds an observer that learns of every job that is over, at least once: see <see cref="IJobObserver"/>.</summary>
    /// <typeparam name="TObserver">The observer; one for the host.</typeparam>
    /// <param name="builder">The builder.</param>
    public static IPuddingBuilder AddObserver<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TObserver>(
        this IPuddingBuilder builder)
        where TObserver : class, IJobObserver
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IJobObserver, TObserver>());
        return builder;
    }

    private static TOptions FindOrAdd<TOptions>(IDictionary<string, TOptions> all, string name)
        where TOptions : new()
    {
        if (!all.TryGetValue(name, out var one))
            all[name] = one = new TOptions();
        return one;
    }

    private static Action<WorkerOptions> Serve(string queue, int slots)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return options =>
        {
            options.Queues.Add(queue);
            options.Slots = slots;
        };
    }
}
