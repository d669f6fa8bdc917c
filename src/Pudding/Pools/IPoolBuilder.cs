using Microsoft.Extensions.DependencyInjection;
using Pudding.Instances;

namespace Pudding.Pools;

/// <summary>Sets up a pool. What can be set: see the methods that extend this.</summary>
public interface IPoolBuilder
{
    /// <summary>The pool's name.</summary>
    string Name { get; }

    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The pool's settings.</summary>
    PoolOptions Options { get; }

    /// <summary>Fills the pool's slot for a provider: for authors of providers.</summary>
    /// <param name="create">Makes the provider for the estate that is named; called once.</param>
    IPoolBuilder UseProvider(Func<IServiceProvider, string, IInstanceProvider> create);
}
