#pragma warning disable RS0030 // a program speaks to who has started it
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Pudding.Agent;

/// <summary>From the command line to the exit code.</summary>
internal static class AgentProgram
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int WrongSettings = 2;

    private const string Usage = """
        Usage: Pudding.Agent [SETTINGS]
        Runs the jobs of a farm on this machine until it is told to stop (SIGTERM), then waits for those that run.
        SETTINGS is a JSON file: PUDDING_BOOTSTRAP_FILE or /etc/pudding/agent.json by default.
        Exit codes: 0 it was drained, or the farm has retired it; 1 it failed; 2 the settings or the token are of no use.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["--help" or "-h"]:
                await Console.Out.WriteLineAsync(Usage).ConfigureAwait(false);
                return Success;
            case ["--version"]:
                await Console.Out.WriteLineAsync(AgentHost.Version).ConfigureAwait(false);
                return Success;
            case [var option, ..] when option.StartsWith('-') || args.Length > 1:
                await Console.Error.WriteLineAsync(Usage).ConfigureAwait(false);
                return WrongSettings;
        }

        try
        {
            var settings = SettingsFile.Read(args.FirstOrDefault());
            using var host = AgentHost.Build(settings);
            host.Services.GetRequiredService<IStartupValidator>().Validate(); // or else the host says the same at length
            var end = host.Services.GetRequiredService<EndOfWork>();
            await host.RunAsync().ConfigureAwait(false);
            return end.IsRefused ? WrongSettings : Success;
        }
        catch (Exception exception) when (exception is SettingsException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return WrongSettings;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            await Console.Error.WriteLineAsync($"The agent ends: {exception.Message}").ConfigureAwait(false);
            return exception is Worker.Http.RegistrationRefusedException ? WrongSettings : Failure;
        }
    }
}
