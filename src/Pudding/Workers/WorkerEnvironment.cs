using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pudding.Telemetry;

namespace Pudding.Workers;

/// <summary>What every execution on a worker shares.</summary>
internal sealed record WorkerEnvironment(
    IWorkerTransport Transport,
    IServiceScopeFactory Scopes,
    PuddingInstruments Instruments,
    TimeProvider Clock,
    ILogger Logger);
