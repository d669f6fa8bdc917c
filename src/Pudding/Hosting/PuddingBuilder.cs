using Microsoft.Extensions.DependencyInjection;

namespace Pudding.Hosting;

internal sealed class PuddingBuilder(IServiceCollection services) : IPuddingBuilder
{
    public IServiceCollection Services { get; } = services;
}
