using Microsoft.Extensions.Logging;

namespace Pudding.Agent;

/// <summary>Log events 2100–2199.</summary>
internal static partial class Log
{
    [LoggerMessage(2100, LogLevel.Warning, "The settings name what this version of the agent doesn't know, and it is left alone: {Names}.")]
    public static partial void UnknownSettings(ILogger logger, string names);

    [LoggerMessage(2101, LogLevel.Critical, "The farm has been silent for {Silence} and nothing runs here: this machine is powered off ({Command}).")]
    public static partial void PowersOff(ILogger logger, TimeSpan silence, string command);

    [LoggerMessage(2102, LogLevel.Error, "'{Program}' could not be run; the machine stays on, and it is tried again.")]
    public static partial void CannotPowerOff(ILogger logger, string program, Exception exception);

    [LoggerMessage(2104, LogLevel.Critical, "The farm won't have this machine: {Words} The agent ends; give it another token.")]
    public static partial void Refused(ILogger logger, string words);

    [LoggerMessage(2105, LogLevel.Error, "'{Program}' has not powered this machine off (exit code {ExitCode}); it is tried again in {Pause}.")]
    public static partial void StillOn(ILogger logger, string program, int exitCode, TimeSpan pause);

    [LoggerMessage(2103, LogLevel.Critical, "The farm has been silent for {Silence} and nothing runs here: the agent ends.")]
    public static partial void GivesUp(ILogger logger, TimeSpan silence);
}
