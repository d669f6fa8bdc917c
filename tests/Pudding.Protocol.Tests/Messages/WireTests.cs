using System.Text.Json;
using System.Text.Json.Nodes;
using Pudding.Protocol.Messages;

namespace Pudding.Protocol.Tests.Messages;

public sealed class WireTests
{
    public static TheoryData<Example> Messages => [.. Examples.All];

    /// <summary>What agents out there say and expect. A difference here breaks them, unless it is a new field.</summary>
    [Fact]
    public void Version_1_is_frozen() => Snapshots.Match(string.Join('\n', Examples.All.Select(static example => $"{example.Name}\n{example.Json}\n")));

    [Fact]
    public void Every_message_and_every_field_of_it_is_in_the_examples()
    {
        var types = typeof(WireRegister).Assembly.GetTypes().Where(static type => type.IsPublic && type.Namespace == "Pudding.Protocol.Messages" && type != typeof(WireJson)).ToList();
        var written = Examples.All.SelectMany(static example => Fields(JsonNode.Parse(example.Json)!)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], types.SelectMany(static type => type.GetProperties()).Select(static property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Where(name => !written.Contains(name)));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void What_is_read_is_what_was_written(Example example) => Assert.Equal(example.Json, example.Rewrite(example.Json));

    [Theory]
    [MemberData(nameof(Messages))]
    public void Fields_of_tomorrow_are_left_out_wherever_they_are(Example example) => Assert.Equal(example.Json, example.Rewrite(WithMore(JsonNode.Parse(example.Json)!).ToJsonString()));

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_without_any_field_is_read(Example example) => Assert.Equal("{}", example.Rewrite("{}"));

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_that_was_cut_or_is_garbage_is_a_json_exception_and_nothing_else(Example example)
    {
        for (var length = 0; length < example.Json.Length; length++)
            Assert.ThrowsAny<JsonException>(() => example.Rewrite(example.Json[..length]));
        foreach (var garbage in (string[])["[]", "7", "\"x\"", "{]", "{\"a\":}", "\u0000", "<html>", example.Json + "x"])
            Assert.ThrowsAny<JsonException>(() => example.Rewrite(garbage));
    }

    [Fact]
    public void The_page_shows_what_is_written() => MessagePage.Match("docs/protocol.md", Examples.All);

    [Fact]
    public void Messages_with_secrets_print_none()
    {
        Assert.DoesNotContain("s3cret", new WireRegister { Token = "s3cret", Secret = "s3cret", Machine = "m" }.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", new WireCredential { Secret = "s3cret" }.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", new WireSecret { Name = "n", Value = "s3cret" }.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Fields(JsonNode node) => node switch
    {
        JsonObject message => message.SelectMany(static field => Fields(field.Value!).Prepend(field.Key)),
        JsonArray items => items.SelectMany(static item => Fields(item!)),
        _ => [],
    };

    private static JsonNode WithMore(JsonNode node)
    {
        if (node is JsonObject message)
        {
            var changed = new JsonObject { ["aFieldOfTomorrow"] = new JsonObject { ["x"] = new JsonArray(1, "y", null) } };
            foreach (var (name, value) in message)
                changed[name] = WithMore(value!);
            return changed;
        }

        return node is JsonArray items ? new JsonArray([.. items.Select(static item => WithMore(item!))]) : node.DeepClone();
    }
}
