using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Pudding.Agent;

/// <summary>Puts the agent together.</summary>
internal static class AgentHost
{
    // For people: what it serves, its token says.
    private const string Name = "agent";

    // What reporting the last results may take, once the jobs have been stopped.
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(30);

    public static string Version { get; } =
        typeof(AgentHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static IHost Build(AgentSettings settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddConsole(static console => console.FormatterName = PlainFormatter.FormatterName);
        builder.Services.AddSingleton<ConsoleFormatter, PlainFormatter>();
        builder.Logging.AddFilter("Microsoft", LogLevel.None); // the agent says itself what is wrong
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.DrainTimeout!.Value + StopMargin);
        // The worker comes first, so that a machine of no use to it has not used up its token.
        builder.Services.AddPuddingWorkers(pudding => pudding.DrainTimeout = settings.DrainTimeout)
            .AddCommandWorker(Name, settings.Slots!.Value, worker =>
            {
                worker.WorkRoot = settings.WorkRoot;
                worker.Isolation.Mode = settings.Isolation;
                worker.Isolation.FirstUser = settings.FirstUser ?? worker.Isolation.FirstUser;
                worker.Isolation.MaxProcesses = settings.MaxProcesses ?? worker.Isolation.MaxProcesses;
                worker.Isolation.MaxMemoryBytes = settings.MaxMemoryBytes;
                worker.Isolation.MaxCpus = settings.MaxCpus;
            })
            .UseHttpTransport(http =>
            {
                http.Url = settings.Url;
                http.Token = settings.Token;
                http.StateDirectory = settings.StateDirectory;
                http.AllowInsecureTransport = settings.AllowInsecureTransport;
                http.CertificateAuthorityFile = settings.CertificateAuthorityFile;
                foreach (var pin in settings.CertificatePins ?? [])
                    http.CertificatePins.Add(pin);
            });
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<EndOfWork>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<EndOfWork>());
        builder.Services.AddHostedService<PowerOff>();
        var host = builder.Build();
        if (settings.Unknown is { Count: > 0 } unknown)
            Log.UnknownSettings(host.Services.GetRequiredService<ILogger<AgentSettings>>(), string.Join(", ", unknown.Keys));
        return host;
    }
}
