using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Telemetry;
using Pudding.TestSupport;

namespace Pudding.ArchitectureTests.Texts;

public sealed class TelemetryTests
{
    private const string Page = "docs/telemetry.md";

    private static IEnumerable<FieldInfo> Names =>
        typeof(PuddingTelemetry).GetFields(BindingFlags.Public | BindingFlags.Static).Where(static constant => constant.IsLiteral).OrderBy(static constant => constant.MetadataToken);

    private static IEnumerable<(MethodInfo Method, LoggerMessageAttribute Log)> LogEvents =>
        from type in Tree.Types
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let log = method.GetCustomAttribute<LoggerMessageAttribute>()
        where log is not null
        orderby log.EventId
        select (method, log);

    [Fact]
    public void The_page_lists_every_name() => GeneratedTable.Match(
        Page,
        "names",
        ["Name", "What it is"],
        Names.Select(static field => (string[])[$"`{field.GetRawConstantValue()}`", XmlDocs.Read(field, "summary")]));

    [Fact]
    public void The_page_lists_every_log_event() => GeneratedTable.Match(
        Page,
        "log events",
        ["Id", "Name", "Level", "Message"],
        LogEvents.Select(static happened => (string[])
        [
            happened.Log.EventId.ToString(CultureInfo.InvariantCulture),
            $"`{happened.Log.EventName ?? happened.Method.Name}`",
            happened.Log.Level.ToString(),
            happened.Log.Message,
        ]));

    [Fact]
    public void Log_events_have_ids_of_their_own() => Rule.Holds(
        "A log event has an id of its own.",
        LogEvents.GroupBy(static happened => happened.Log.EventId)
            .Where(static same => same.Key <= 0 || same.Count() > 1)
            .Select(static same => $"{same.Key}: {string.Join(", ", same.Select(static happened => $"{happened.Method.DeclaringType!.FullName}.{happened.Method.Name}"))}"));

    [Fact]
    public async Task Every_instrument_of_a_host_has_a_documented_name()
    {
        var instruments = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == PuddingTelemetry.MeterName)
                    instruments.Add(instrument.Name);
            },
        };
        listener.Start();
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddPudding().UseInMemoryStore();
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();

        Assert.NotEmpty(instruments);
        Assert.Empty(instruments.Except(Names.Select(static field => (string)field.GetRawConstantValue()!)));
    }
}
