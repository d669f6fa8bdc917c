using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Enrolment;
using Pudding.Jobs;
using Pudding.Worker.Http;

namespace Pudding.Agent.Tests.Transport;

/// <summary>Workers and a farm whose certificate no authority of the system vouches for.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pudding-tls-").FullName;

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_taken() => Assert.False(await RegistersAsync(static (_, _) => { }));

    [Fact]
    public async Task A_certificate_of_the_named_authority_is_taken() => Assert.True(await RegistersAsync((http, authority) => http.CertificateAuthorityFile = Write(authority)));

    [Fact]
    public async Task A_certificate_of_another_authority_is_not_taken() =>
        Assert.False(await RegistersAsync((http, _) =>
        {
            using var other = NewAuthority();
            http.CertificateAuthorityFile = Write(other);
        }));

    [Fact]
    public async Task The_pinned_key_is_taken_whoever_has_signed_it() =>
        Assert.True(await RegistersAsync(static (_, _) => { }, pin: static farm => PinOf(farm)));

    [Fact]
    public async Task Another_key_than_the_pinned_one_is_not_taken_though_the_authority_vouches_for_it() =>
        Assert.False(await RegistersAsync(
            (http, authority) => http.CertificateAuthorityFile = Write(authority),
            pin: static _ => "sha256//" + Convert.ToBase64String(new byte[32])));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string PinOf(X509Certificate2 certificate) => "sha256//" + Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <returns>Whether a worker could register with the farm.</returns>
    private async Task<bool> RegistersAsync(Action<HttpTransportOptions, X509Certificate2> configure, Func<X509Certificate2, string>? pin = null)
    {
        using var authority = NewAuthority();
        using var certificate = NewCertificate(authority);
        await using var farm = await StartFarmAsync(certificate);
        var enrolment = farm.Services.GetRequiredService<IEnrolment>();
        var token = await enrolment.MintAsync(new EnrolmentTokenRequest { Name = "tls", Queues = ["linux"], Actor = "test" }, CancellationToken.None);

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddPuddingWorkers()
            .UseHttpTransport(http =>
            {
                http.Url = new Uri(farm.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
                http.Token = token.Token.Reveal();
                http.StateDirectory = Path.Combine(_folder, "state");
                configure(http, authority);
                if (pin is not null)
                    http.CertificatePins.Add(pin(certificate));
            })
            .AddWorker("linux", 1, static (_, _) => Task.FromResult(JobOutcome.Succeeded));
        using var worker = builder.Build();
        await worker.StartAsync(CancellationToken.None); // with the first attempt to register
        var registered = await enrolment.ListAsync(new CredentialQuery(), CancellationToken.None);
        await worker.StopAsync(CancellationToken.None);
        return registered.Count == 1;
    }

    private static async Task<WebApplication> StartFarmAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.Services.AddPudding()
            .UseInMemoryStore()
            .AddQueue("linux")
            .AddWorkerEndpoints()
            .AddEnrolment(static enrolment => enrolment.SigningSecrets.Add(new string('s', 40)));
        var app = builder.Build();
        app.MapPuddingWorkers();
        await app.StartAsync(CancellationToken.None);
        return app;
    }

    private string Write(X509Certificate2 certificate)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem());
        return path;
    }

    private static X509Certificate2 NewAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 NewCertificate(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=farm", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), RandomNumberGenerator.GetBytes(8));
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }
}
