using Microsoft.Extensions.DependencyInjection;

namespace Pudding.Hosting;

/// <summary>Which store was chosen, so that a second choice is refused, and its parts are not mixed with another's.</summary>
internal sealed class StoreChoice(string name, IServiceCollection services)
{
    private readonly HashSet<ServiceDescriptor> _own = [];

    public string Name { get; } = name;

    public static StoreChoice? Find(IServiceCollection services) => services
        .Select(static service => service.IsKeyedService ? null : service.ImplementationInstance)
        .OfType<StoreChoice>()
        .FirstOrDefault();

    /// <summary>What is registered meanwhile is the store's.</summary>
    public void Register(Action<IServiceCollection> register)
    {
        HashSet<ServiceDescriptor> before = [.. services];
        register(services);
        _own.UnionWith(services.Where(service => !before.Contains(service)));
    }

    public ServiceDescriptor? FindOwn(Type type) => services.LastOrDefault(service => Is(service, type) && _own.Contains(service));

    public IEnumerable<string> FindForeign() =>
        from type in PuddingServiceCollectionExtensions.StoreInterfaces
        where services.LastOrDefault(service => Is(service, type)) is { } last && !_own.Contains(last) && FindOwn(type) is not null
        select $"{type.Name}: it was registered beside the {Name} store; all interfaces of a store come from one, since they are written in one transaction. "
            + "To wrap the store's own, call DecorateStore.";

    private static bool Is(ServiceDescriptor service, Type type) => service.ServiceType == type && !service.IsKeyedService;
}
