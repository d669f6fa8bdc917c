using Pudding.Instances;

namespace Pudding.Tests.Instances;

public sealed class LaunchRequestTests
{
    private static readonly LaunchRequest Good = new LaunchRequest { IntentId = new Guid(1, 0, 0, new byte[8]), Attempt = 1, Pool = "linux", Image = "image-1" }.WithToken();

    [Fact]
    public void Every_wrong_field_is_named_at_once()
    {
        var bad = Good with
        {
            Token = "a b", IntentId = Guid.Empty, Attempt = 0, Pool = "../linux", Image = " ", Bootstrap = new byte[11],
            Tags = new Dictionary<string, string> { ["pudding:estate"] = "other", ["Pudding:x"] = "", [""] = "", ["long"] = new('x', 257), [new('n', 129)] = "" },
        };
        Assert.Equal(
            ["Token", "IntentId", "Attempt", "Pool", "Image", "Bootstrap", "Tags.pudding:estate", "Tags.Pudding:x", "Tags.", "Tags.long", "Tags." + new string('n', 129)],
            bad.Check(new ProviderCapabilities { MaxBootstrapBytes = 10 }).Select(static error => error.Subject));
        Assert.All(bad.Check(new ProviderCapabilities { MaxBootstrapBytes = 10 }), static error => Assert.Equal(ProviderErrorKind.Misconfigured, error.Kind));
    }

    [Fact]
    public void What_is_at_the_bound_is_right()
    {
        var tags = Enumerable.Range(0, 40).ToDictionary(static i => $"{i}".PadLeft(128, 't'), static _ => new string('x', 256));
        var most = Good with { Token = new string('t', 64), Bootstrap = new byte[10], Pool = new string('p', 100), Tags = tags };
        Assert.Empty(most.Check(new ProviderCapabilities { MaxBootstrapBytes = 10 }));
        Assert.Equal("Token", Assert.Single((most with { Token = new string('t', 65) }).Check(new ProviderCapabilities())).Subject);
        Assert.Equal("Tags", Assert.Single((most with { Tags = new Dictionary<string, string>(tags) { ["one more"] = "" } }).Check(new ProviderCapabilities())).Subject);
    }

    [Fact]
    public void What_is_printed_of_a_request_does_not_hold_its_bootstrap() =>
        Assert.DoesNotContain("hidden", (Good with { Bootstrap = "hidden"u8.ToArray() }).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Only_what_bears_both_tags_is_an_estates_own()
    {
        var tags = InstanceTags.Of("estate-1", Good with { Tags = new Dictionary<string, string> { ["team"] = "tools" } });
        Assert.Equal(5, tags.Count);
        Assert.True(InstanceTags.AreOf("estate-1", tags));
        Assert.False(InstanceTags.AreOf("estate-2", tags));
        Assert.False(InstanceTags.AreOf("estate-1", tags.Where(static tag => tag.Key != InstanceTags.ManagedBy).ToDictionary()));
        Assert.False(InstanceTags.AreOf("estate-1", tags.Where(static tag => tag.Key != InstanceTags.Estate).ToDictionary()));
        Assert.False(InstanceTags.AreOf("estate-1", new Dictionary<string, string>(tags) { [InstanceTags.ManagedBy] = "somebody" }));
    }
}
