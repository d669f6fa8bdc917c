using Pudding.Storage;

namespace Pudding.Agent.Tests.Support;

/// <summary>An in-memory store that outlives its hosts.</summary>
internal sealed class KeptStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly Type[] _interfaces;

    public KeptStore()
    {
        var services = new ServiceCollection();
        var pudding = services.AddLogging().AddPudding();
        HashSet<ServiceDescriptor> before = [.. services];
        pudding.UseInMemoryStore();
        _interfaces = [.. services.Except(before)
            .Select(static service => service.ServiceType)
            .Where(static type => type.IsInterface && type.Namespace == typeof(IJobStore).Namespace)
            .Distinct()];
        _services = services.BuildServiceProvider();
    }

    /// <summary>Makes it the store of a host.</summary>
    public void AddTo(IServiceCollection services)
    {
        foreach (var type in _interfaces)
            services.AddSingleton(type, _services.GetRequiredService(type));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
