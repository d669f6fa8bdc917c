using System.Net;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Buffers.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pudding.Protocol;
using Pudding.Protocol.Messages;

namespace Pudding.Worker.Http;

/// <summary>Gets this worker its credential, keeps it over restarts, and gives it a new secret in time. Each step is on disk before the farm hears of it, so that one that was
/// interrupted goes on where it was. Thread-safe.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Credentials(HostClient host, IOptions<HttpTransportOptions> options, TimeProvider clock, ILogger<Credentials> logger) : IDisposable
{
    private const int SecretBytes = 32;

    /// <summary>A token that was refused is not sent again for so long: each refusal counts against the address.</summary>
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan PauseBetweenRenewals = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private IdentityFile? _file;
    private volatile WorkerIdentity? _identity;
    private long _renewAt = long.MaxValue;
    private (HostRefusedException Refusal, long At)? _refusal;

    /// <summary>What to show the host. Registers first, if this worker never has.</summary>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        var identity = _identity is { IsRegistered: true } known ? known : await EnterAsync(Registered, cancellationToken).ConfigureAwait(false);
        if (clock.GetTimestamp() >= Volatile.Read(ref _renewAt))
            identity = await EnterAsync(RenewedAsync, cancellationToken).ConfigureAwait(false);
        return Bearer(identity, identity.Secret);
    }

    /// <summary>The host doesn't take what was shown: the next secret may be in force already; or it has forgotten this worker, and the token may still do.</summary>
    /// <returns>What to show instead.</returns>
    /// <exception cref="HostRefusedException">There is nothing else to show.</exception>
    public async ValueTask<string> ReplaceAsync(string refused, HostRefusedException refusal, CancellationToken cancellationToken)
    {
        var identity = await EnterAsync(
            async (identity, token) =>
            {
                if (Bearer(identity, identity.Secret) != refused)
                    return identity; // someone was faster
                if (identity.NextSecret is { } next)
                    return Keep(identity with { Secret = next, NextSecret = null });
                return options.Value.Token is null ? throw refusal : await RegisterAsync(identity, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return Bearer(identity, identity.Secret);
    }

    /// <summary>The host has said how long the credential still holds.</summary>
    public void HoldsFor(TimeSpan left)
    {
        if (left <= TimeSpan.Zero || _identity is not { } identity)
            return;
        var pause = left - TimeSpan.FromMilliseconds(identity.LifetimeMs / 2.0);
        Volatile.Write(ref _renewAt, clock.GetTimestamp() + (long)(Math.Max(0, pause.TotalSeconds) * clock.TimestampFrequency));
    }

    public void Dispose()
    {
        _file?.Dispose();
        _gate.Dispose();
    }

    private async ValueTask<WorkerIdentity> EnterAsync(
        Func<WorkerIdentity, CancellationToken, ValueTask<WorkerIdentity>> step, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _file ??= new IdentityFile(options.Value.StateDirectory!);
            _identity ??= _file.Read() ?? Keep(new WorkerIdentity { Secret = NewSecret() });
            return await step(_identity, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private ValueTask<WorkerIdentity> Registered(WorkerIdentity identity, CancellationToken cancellationToken) =>
        identity.IsRegistered ? ValueTask.FromResult(identity) : RegisterAsync(identity, cancellationToken);

    private async ValueTask<WorkerIdentity> RegisterAsync(WorkerIdentity identity, CancellationToken cancellationToken)
    {
        if (options.Value.Token is not { Length: > 0 } token)
        {
            throw new HostRefusedException(HttpStatusCode.Unauthorized, ProblemCodes.Token,
                "This machine is not registered yet: HttpTransportOptions.Token: give it a boot or enrolment token of the farm.");
        }

        if (_refusal is { } before && clock.GetElapsedTime(before.At) < PauseAfterRefusal)
            throw before.Refusal;

        var message = new WireRegister
        {
            Protocol = ProtocolVersions.Current,
            Token = token,
            Secret = identity.Secret,
            Machine = Environment.MachineName,
            Agent = HostClient.Version,
            Platform = RuntimeInformation.RuntimeIdentifier,
        };
        var reply = await SendAsync(message, identity.IsRegistered, cancellationToken).ConfigureAwait(false);
        identity = Keep(identity with { Credential = reply.Credential, WorkerId = reply.WorkerId, LifetimeMs = reply.ExpiresInMs });
        HoldsFor(TimeSpan.FromMilliseconds(reply.ExpiresInMs));
        Log.Registered(logger, identity.WorkerId);
        return identity;
    }

    private async ValueTask<WireRegisterReply> SendAsync(WireRegister message, bool wasRegistered, CancellationToken cancellationToken)
    {
        try
        {
            return await host.PostAsync(
                WorkerRoutes.Register, bearer: null, message, WireJson.Register, WireJson.RegisterReply, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }
        catch (HostRefusedException refusal) when (refusal.IsFinal)
        {
            _refusal = (refusal, clock.GetTimestamp());
            if (!wasRegistered)
                host.Refuse(refusal.Message);
            throw;
        }
    }

    private async ValueTask<WorkerIdentity> RenewedAsync(WorkerIdentity identity, CancellationToken cancellationToken)
    {
        if (clock.GetTimestamp() < Volatile.Read(ref _renewAt))
            return identity; // someone was faster
        Volatile.Write(ref _renewAt, clock.GetTimestamp() + (long)(PauseBetweenRenewals.TotalSeconds * clock.TimestampFrequency));
        try
        {
            if (identity.NextSecret is null)
                identity = Keep(identity with { NextSecret = NewSecret() });
            var reply = await host.PostAsync(
                WorkerRoutes.Credential,
                Bearer(identity, identity.Secret),
                new WireCredential { Secret = identity.NextSecret },
                WireJson.Credential,
                WireJson.CredentialReply,
                TimeSpan.Zero,
                cancellationToken).ConfigureAwait(false);
            identity = Keep(identity with { Secret = identity.NextSecret!, NextSecret = null, LifetimeMs = reply.ExpiresInMs });
            HoldsFor(TimeSpan.FromMilliseconds(reply.ExpiresInMs));
            Log.Renewed(logger, identity.WorkerId, TimeSpan.FromMilliseconds(reply.ExpiresInMs));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not OutOfMemoryException)
        {
            // The one in force still holds for as long again.
            Log.NotRenewed(logger, identity.WorkerId, PauseBetweenRenewals, exception);
        }

        return identity;
    }

    private WorkerIdentity Keep(WorkerIdentity identity)
    {
        _file!.Write(identity);
        return _identity = identity;
    }

    private static string Bearer(WorkerIdentity identity, string secret) => $"{identity.Credential}.{secret}";

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
}
