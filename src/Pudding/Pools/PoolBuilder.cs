using Microsoft.Extensions.DependencyInjection;
using Pudding.Instances;

namespace Pudding.Pools;

internal sealed class PoolBuilder(string name, IServiceCollection services) : IPoolBuilder
{
    private Func<IServiceProvider, string, IInstanceProvider>? _create;

    public string Name { get; } = name;

    public IServiceCollection Services { get; } = services;

    public PoolOptions Options { get; } = new();

    public IPoolBuilder UseProvider(Func<IServiceProvider, string, IInstanceProvider> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        if (_create is not null)
            throw new InvalidOperationException($"Pool '{Name}' has a provider already.");
        _create = create;
        return this;
    }

    public PoolDescriptor Build() => new(Name, Options, _create);
}
