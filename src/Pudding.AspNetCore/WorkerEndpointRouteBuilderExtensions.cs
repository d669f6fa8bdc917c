using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pudding.AspNetCore.Workers;
using Pudding.Protocol;

#pragma warning disable IDE0130 // where a host already has its usings
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Maps what workers on other machines talk to.</summary>
public static class WorkerEndpointRouteBuilderExtensions
{
    /// <summary>Maps the endpoints of workers under <c>/pudding/workers</c>. They have an authentication of their own, by which workers show who they are: neither the host's schemes nor its
    /// fallback policy have a say.</summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <returns>The group, to add conventions to: the host it answers to, for example.</returns>
    /// <exception cref="InvalidOperationException"><c>AddWorkerEndpoints</c> was not called.</exception>
    public static IEndpointConventionBuilder MapPuddingWorkers(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var pipeline = services.GetService<WorkerPipeline>()
            ?? throw new InvalidOperationException("MapPuddingWorkers needs services that are not there. Add them: AddPudding(…).AddWorkerEndpoints().");
        var registration = services.GetRequiredService<RegistrationEndpoints>();
        var session = services.GetRequiredService<SessionEndpoints>();
        var log = services.GetRequiredService<LogEndpoint>();
        var agent = services.GetRequiredService<AgentEndpoint>();

        var group = endpoints.MapGroup(WorkerRoutes.Prefix);
        group.AllowAnonymous();
        group.DisableRequestTimeout();
        group.ExcludeFromDescription();
        Map(WorkerRoutes.Register, HttpMethods.Post, registration.RegisterAsync);
        Map(WorkerRoutes.Credential, HttpMethods.Post, registration.ChangeSecretAsync);
        Map(WorkerRoutes.Connect, HttpMethods.Post, session.ConnectAsync);
        Map(WorkerRoutes.Heartbeat, HttpMethods.Post, session.HeartbeatAsync);
        Map(WorkerRoutes.Disconnect, HttpMethods.Post, session.DisconnectAsync);
        Map(WorkerRoutes.Log, HttpMethods.Post, log.AppendAsync);
        Map(WorkerRoutes.Agent, HttpMethods.Get, agent.SendAsync);
        group.Map("/{**rest}", WorkerPipeline.Nothing);
        return group;

        void Map(string route, string method, Func<HttpContext, Task> handler) => group.Map(route, pipeline.Around(method, handler));
    }
}
