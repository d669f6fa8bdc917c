using Microsoft.Extensions.DependencyInjection;

namespace Pudding.Hosting;

/// <summary>What <c>AddPudding</c> returns: <c>Use…</c> fills a slot, <c>Add…</c> adds to a set.</summary>
public interface IPuddingBuilder
{
    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }
}
