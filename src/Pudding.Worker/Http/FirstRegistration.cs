using System.Runtime.Versioning;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Pudding.Worker.Http;

/// <summary>Registers as the process starts, so that a token that is of no use stops it with a message, while a host that can't be reached is waited for.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class FirstRegistration(Credentials credentials, IOptions<HttpTransportOptions> options, ILogger<FirstRegistration> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await credentials.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException or HostRefusedException { IsFinal: false })
        {
            Log.Unreachable(logger, options.Value.Url, exception);
        }
        catch (HostRefusedException refusal)
        {
            throw new RegistrationRefusedException(refusal.Message, refusal);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
