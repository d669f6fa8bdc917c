using Pudding.Instances;

namespace Pudding.Pools;

/// <summary>A pool that the host has added.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Options">Its settings.</param>
/// <param name="CreateProvider">Makes its provider for an estate; none while it has none.</param>
internal sealed record PoolDescriptor(string Name, PoolOptions Options, Func<IServiceProvider, string, IInstanceProvider>? CreateProvider);
