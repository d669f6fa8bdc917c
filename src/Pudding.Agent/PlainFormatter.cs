using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Pudding.Agent;

/// <summary>One line for each event: time, level, words, and of an exception what it says. Where it came from is for developers, and would bury the rest.</summary>
internal sealed class PlainFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var words = logEntry.Formatter(logEntry.State, logEntry.Exception).ReplaceLineEndings(" ");
        var cause = logEntry.Exception is { } exception ? $" ({exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")})" : "";
        var time = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        textWriter.WriteLine($"{time} {LevelOf(logEntry.LogLevel)} {words}{cause}");
    }

    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Critical => "critical",
        LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        LogLevel.Information => "info",
        _ => "debug",
    };
}
