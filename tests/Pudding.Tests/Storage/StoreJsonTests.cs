using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CsCheck;
using Pudding.Enrolment;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;

namespace Pudding.Tests.Storage;

public sealed class StoreJsonTests
{
    private static readonly WorkerGrant Grant = new() { Queues = ["linux"], Slots = 2, InstanceId = "i1", Name = "n", Pool = "p" };

    public static TheoryData<int> Kinds => [.. Enumerable.Range(0, Stored.Events.Count)];

    public static TheoryData<string> Documents =>
    [
        .. StoredExamples.Events.Select(Write),
        Text(StoreJson.Write(StoredExamples.Layers)), Text(StoreJson.Write(new RetryBackoff())), Text(StoreJson.Write(Grant)), Text(StoreJson.Write(["a", "b"])),
    ];

    /// <summary>Databases out there hold this. A difference here makes them unreadable, unless it is a new field.</summary>
    [Fact]
    public void The_stored_form_is_frozen() => Snapshots.Match(string.Join('\n',
    [
        .. StoredExamples.Events.Select(Write),
        Text(StoreJson.Write(StoredExamples.Layers)), Text(StoreJson.Write(new RetryBackoff())), Text(StoreJson.Write(Grant)), Text(StoreJson.Write(["a", "b"])),
    ]));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_event_is_read_as_it_was_written(int kind) => Stored.Events[kind].Sample(static happened =>
    {
        var back = StoreJson.ReadEvent(Encoding.UTF8.GetBytes(Write(happened)));
        if (happened is WorkerConnected connected)
        {
            Assert.Equal(connected.Queues, ((WorkerConnected)back).Queues);
            back = (WorkerConnected)back with { Queues = connected.Queues };
        }

        Assert.Equal(happened, back);
    });

    [Fact]
    public void Every_kind_of_event_is_tried()
    {
        var kinds = typeof(PuddingEvent).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false).Cast<JsonDerivedTypeAttribute>().Select(static kind => kind.DerivedType);

        Assert.Equivalent(kinds, StoredExamples.Events.Select(static happened => happened.GetType()), strict: true);
        Assert.Equivalent(kinds, Stored.Events.Select(static gen => gen.Single().GetType()), strict: true);
    }

    [Fact]
    public void Policies_are_read_as_they_were_written() => Stored.Layers.Sample(static layers =>
    {
        var back = StoreJson.ReadPolicies(StoreJson.Write(layers));

        Assert.Equal(layers.Overrides, back.Overrides);
        Assert.Equal(layers.Defaults.DefaultLimit, back.Defaults.DefaultLimit);
        Assert.Equal(Sorted(layers.Defaults.Plans), Sorted(back.Defaults.Plans));
        Assert.Equal(Sorted(layers.Defaults.Tenants), Sorted(back.Defaults.Tenants));
        Assert.Equal(Sorted(layers.Defaults.Queues), Sorted(back.Defaults.Queues));
        Assert.Equal(layers.Defaults.Sources.Select(static one => one.Source), back.Defaults.Sources.Select(static one => one.Source));
        Assert.Equal(layers.Defaults.Sources.Select(static one => Sorted(one.Tenants)), back.Defaults.Sources.Select(static one => Sorted(one.Tenants)));
    });

    [Fact]
    public void Back_off_names_and_grants_are_read_as_they_were_written()
    {
        Stored.Backoffs.Sample(static backoff => Assert.Equal(backoff, StoreJson.ReadBackoff(StoreJson.Write(backoff))));
        Stored.Names.Sample(static names => Assert.Equal(names, StoreJson.ReadNames(StoreJson.Write(names))));
        Stored.Grants.Sample(static grant =>
        {
            var back = StoreJson.ReadGrant(StoreJson.Write(grant));
            Assert.Equal(grant.Queues, back.Queues);
            Assert.Equal(grant, back with { Queues = grant.Queues });
        });
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Fields_in_another_order_and_fields_of_tomorrow_change_nothing(string json)
    {
        var read = Rewriter(json);

        Assert.Equal(json, read(json));
        Assert.Equal(json, read(Turned(JsonNode.Parse(json)!).ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void What_was_cut_or_is_garbage_is_a_json_exception_and_nothing_else(string json)
    {
        var read = Rewriter(json);
        for (var length = 0; length < json.Length; length++)
            Assert.ThrowsAny<JsonException>(() => read(json[..length]));
        foreach (var garbage in (string[])["", "null", "7", "\"x\"", "[null]", "[7]", "{]", json + "x"])
            Assert.ThrowsAny<JsonException>(() => read(garbage));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"kind":"of.tomorrow","sequence":7,"at":"2026-01-01T12:00:00Z"}""")]
    [InlineData("""{"kind":"worker.connected","sequence":7,"at":"2026-01-01T12:00:00Z","workerId":"w1","queues":[null],"slots":1}""")]
    [InlineData("""{"kind":"worker.disconnected","sequence":7,"at":"2026-01-01T12:00:00Z","workerId":null}""")]
    [InlineData("""{"kind":"worker.disconnected","sequence":7,"at":"2026-01-01T12:00:00Z"}""")]
    public void What_is_no_event_is_a_json_exception(string json) => Assert.ThrowsAny<JsonException>(() => StoreJson.ReadEvent(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"defaults":{"plans":{"gold":null}}}""")]
    [InlineData("""{"defaults":{"tenants":{"a":null}}}""")]
    [InlineData("""{"defaults":{"tenants":{"a b":{}}}}""")]
    [InlineData("""{"defaults":{"queues":{"osx":null}}}""")]
    [InlineData("""{"defaults":{"sources":[null]}}""")]
    [InlineData("""{"defaults":{"sources":[{"source":"s","tenants":{"a":null}}]}}""")]
    [InlineData("""{"overrides":[null]}""")]
    public void Null_in_the_place_of_a_setting_is_a_json_exception(string json) =>
        Assert.ThrowsAny<JsonException>(() => StoreJson.ReadPolicies(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_field_that_was_not_written_is_the_default()
    {
        Assert.Equal(new RetryBackoff(), StoreJson.ReadBackoff("{}"u8));
        Assert.Equal(Text(StoreJson.Write(PolicyLayers.Empty)), Text(StoreJson.Write(StoreJson.ReadPolicies("{}"u8))));
        Assert.Equal(Text(StoreJson.Write(PolicyLayers.Empty)), Text(StoreJson.Write(StoreJson.ReadPolicies("""{"defaults":{}}"""u8))));
    }

    [Theory]
    [InlineData(typeof(PolicyLayers), typeof(StoredPolicies))]
    [InlineData(typeof(PolicyDefaults), typeof(StoredDefaults))]
    [InlineData(typeof(RetryBackoff), typeof(StoredBackoff))]
    public void Every_field_is_stored(Type type, Type stored) => Assert.Equal(Settable(type), Settable(stored));

    [Fact]
    public void A_cause_or_a_state_of_tomorrow_is_read_as_unknown()
    {
        var json = Write(StoredExamples.Events.OfType<JobFinished>().Single()).Replace("HandlerFailed", "OfTomorrow", StringComparison.Ordinal).Replace("\"Failed\"", "\"OfTomorrow\"", StringComparison.Ordinal);

        var finished = Assert.IsType<JobFinished>(StoreJson.ReadEvent(Encoding.UTF8.GetBytes(json)));

        Assert.Equal((JobState.Unknown, JobCause.None), (finished.State, finished.Cause));
    }

    private static Func<string, string> Rewriter(string example) => example switch
    {
        _ when example.StartsWith("{\"kind\"", StringComparison.Ordinal) => static json => Write(StoreJson.ReadEvent(Encoding.UTF8.GetBytes(json))),
        _ when example.StartsWith("{\"defaults\"", StringComparison.Ordinal) => static json => Text(StoreJson.Write(StoreJson.ReadPolicies(Encoding.UTF8.GetBytes(json)))),
        _ when example.StartsWith("{\"first\"", StringComparison.Ordinal) => static json => Text(StoreJson.Write(StoreJson.ReadBackoff(Encoding.UTF8.GetBytes(json)))),
        _ when example.StartsWith('[') => static json => Text(StoreJson.Write(StoreJson.ReadNames(Encoding.UTF8.GetBytes(json)))),
        _ => static json => Text(StoreJson.Write(StoreJson.ReadGrant(Encoding.UTF8.GetBytes(json)))),
    };

    /// <summary>With the fields of each object from last to first, and one more. Keys of dictionaries stay: they are no fields.</summary>
    private static JsonNode Turned(JsonNode node, bool isDictionary = false)
    {
        if (node is not JsonObject fields)
            return node is JsonArray items ? new JsonArray([.. items.Select(static item => Turned(item!))]) : node.DeepClone();

        var turned = new JsonObject();
        if (!isDictionary)
            turned["aFieldOfTomorrow"] = new JsonObject { ["kind"] = "x", ["y"] = new JsonArray(1, "z", null) };
        foreach (var (name, value) in isDictionary ? fields.ToList() : fields.Reverse())
            turned[name] = Turned(value!, name is "plans" or "queues" or "tenants");
        return turned;
    }

    private static IEnumerable<string> Settable(Type type) =>
        type.GetProperties().Where(static property => property.CanWrite).Select(static property => property.Name).Order(StringComparer.Ordinal);

    private static List<KeyValuePair<TKey, T>>? Sorted<TKey, T>(IReadOnlyDictionary<TKey, T>? pairs) =>
        pairs?.OrderBy(static pair => pair.Key!.ToString(), StringComparer.Ordinal).ToList();

    private static string Write(PuddingEvent happened)
    {
        var buffer = new ArrayBufferWriter<byte>();
        StoreJson.Write(buffer, happened);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}
