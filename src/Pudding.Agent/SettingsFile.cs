using System.Text.Json;

namespace Pudding.Agent;

/// <summary>Finds the settings and reads them.</summary>
internal static class SettingsFile
{
    private const string PathVariable = "PUDDING_BOOTSTRAP_FILE";
    private const string StateVariable = "PUDDING_STATE_DIRECTORY";
    private const string DefaultPath = "/etc/pudding/agent.json";
    private const string DefaultState = "/var/lib/pudding-agent";

    private static readonly TimeSpan ShortestPowerOff = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan DefaultDrain = TimeSpan.FromMinutes(10);

    /// <exception cref="SettingsException">They are missing or wrong; the message says what to do.</exception>
    public static AgentSettings Read(string? path)
    {
        path ??= Environment.GetEnvironmentVariable(PathVariable) ?? DefaultPath;
        var settings = Parse(path);
        if (settings.PowerOffAfter < ShortestPowerOff)
            throw new SettingsException($"{path}: powerOffAfter: {settings.PowerOffAfter} is less than {ShortestPowerOff}.");
        return settings with
        {
            StateDirectory = settings.StateDirectory ?? Environment.GetEnvironmentVariable(StateVariable) ?? DefaultState,
            Slots = settings.Slots ?? Environment.ProcessorCount,
            DrainTimeout = settings.DrainTimeout ?? DefaultDrain,
            PowerOffCommand = settings.PowerOffCommand ?? ["/sbin/shutdown", "-h", "now"],
        };
    }

    private static AgentSettings Parse(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentSettingsJsonContext.Default.AgentSettings)
                ?? throw new SettingsException($"{path}: it is null.");
        }
        catch (JsonException exception)
        {
            // Without the words of the parser, which might quote the token.
            var field = exception.Path is { Length: > 2 } at ? $"{at[2..]}: it is not what it should be" : "it is no JSON";
            throw new SettingsException($"{path}: {field} (line {exception.LineNumber + 1}).", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(
                $"The settings can't be read: {exception.Message} Name the file as the only argument, or in the variable {PathVariable}; by default it is {DefaultPath}.", exception);
        }
    }
}
