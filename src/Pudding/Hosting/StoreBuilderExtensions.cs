using Microsoft.Extensions.DependencyInjection;
using Pudding.Storage.Patience;

namespace Pudding.Hosting;

/// <summary>For the authors of stores.</summary>
public static class StoreBuilderExtensions
{
    /// <summary>Registers a store: what a provider's own <c>Use…Store</c> calls.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Names the store in messages.</param>
    /// <param name="register">Registers every interface of <c>Pudding.Storage</c>, each as a singleton.</param>
    /// <remarks>Calls that take longer than <see cref="PuddingOptions.StoreTimeout"/> are given up for it.</remarks>
    /// <exception cref="InvalidOperationException">Another store was chosen before: all of a store's interfaces come from one.</exception>
    public static IPuddingBuilder UseStore(this IPuddingBuilder builder, string name, Action<IServiceCollection> register)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(register);
        var chosen = StoreChoice.Find(builder.Services);
        if (chosen is not null && chosen.Name != name)
            throw new InvalidOperationException($"Pudding already uses the {chosen.Name} store; it can't use the {name} store as well. Call one Use…Store.");
        if (chosen is null)
        {
            chosen = new StoreChoice(name, builder.Services);
            builder.Services.AddSingleton(chosen);
            chosen.Register(register);
            builder.AddPatience(chosen);
        }

        return builder;
    }

    /// <summary>Wraps one interface of the chosen store: to watch it, to slow it down, to make it fail in a test. Call it after <c>Use…Store</c>.</summary>
    /// <typeparam name="TStore">The interface.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="wrap">Makes the wrapper of what was there; called once.</param>
    /// <exception cref="InvalidOperationException">No store was chosen yet, or it has no such interface.</exception>
    public static IPuddingBuilder DecorateStore<TStore>(this IPuddingBuilder builder, Func<IServiceProvider, TStore, TStore> wrap)
        where TStore : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(wrap);
        var chosen = StoreChoice.Find(builder.Services)
            ?? throw new InvalidOperationException("Pudding has no store to decorate yet. Call Use…Store first.");
        var inner = chosen.FindOwn(typeof(TStore))
            ?? throw new InvalidOperationException($"Pudding's {chosen.Name} store has no {typeof(TStore).Name} to decorate.");
        var key = new object();
        chosen.Register(services =>
        {
            services.Add(WithKey(inner, key));
            services.AddSingleton(provider => wrap(provider, provider.GetRequiredKeyedService<TStore>(key)));
        });
        return builder;
    }

    /// <summary>So that what is wrapped stays the container's, which disposes of it.</summary>
    private static ServiceDescriptor WithKey(ServiceDescriptor service, object key) =>
        service.ImplementationInstance is { } instance ? new ServiceDescriptor(service.ServiceType, key, instance)
        : service.ImplementationFactory is { } make ? new ServiceDescriptor(service.ServiceType, key, (provider, _) => make(provider), service.Lifetime)
        : new ServiceDescriptor(service.ServiceType, key, service.ImplementationType!, service.Lifetime);
}
