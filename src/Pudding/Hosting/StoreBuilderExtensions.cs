using Microsoft.Extensions.DependencyInjection;

namespace Pudding.Hosting;

/// <summary>For the authors of stores.</summary>
public static class StoreBuilderExtensions
{
    /// <summary>Registers a store: what a provider's own <c>Use…Store</c> calls.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Names the store in messages.</param>
    /// <param name="register">Registers every interface of <c>Pudding.Storage</c>, each as a singleton.</param>
    /// <exception cref="InvalidOperationException">Another store was chosen before: all of a store's interfaces come from one.</exception>
    public static IPuddingBuilder UseStore(this IPuddingBuilder builder, string name, Action<IServiceCollection> register)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(register);
        var chosen = builder.Services
            .Select(static service => service.IsKeyedService ? null : service.ImplementationInstance)
            .OfType<StoreChoice>()
            .FirstOrDefault();
        if (chosen is not null && chosen.Name != name)
            throw new InvalidOperationException($"Pudding already uses the {chosen.Name} store; it can't use the {name} store as well. Call one Use…Store.");
        if (chosen is null)
        {
            builder.Services.AddSingleton(new StoreChoice(name));
            register(builder.Services);
        }

        return builder;
    }
}
