using Pudding.Instances;

namespace Pudding.Tests.Instances;

public sealed class LaunchTokenTests
{
    private static readonly LaunchRequest Request = new()
    {
        IntentId = new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]),
        Attempt = 1,
        Pool = "linux",
        Image = "image-1",
        Bootstrap = new byte[] { 1, 2, 3 },
        Spec = new Dictionary<string, string> { ["type"] = "small", ["zone"] = "a" },
        Tags = new Dictionary<string, string> { ["team"] = "tools" },
    };

    public static TheoryData<string> Changes => [.. Others.Keys];

    private static Dictionary<string, LaunchRequest> Others { get; } = new()
    {
        ["intent"] = Request with { IntentId = new Guid(2, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]) },
        ["attempt"] = Request with { Attempt = 2 },
        ["pool"] = Request with { Pool = "osx" },
        ["image"] = Request with { Image = "image-2" },
        ["bootstrap"] = Request with { Bootstrap = new byte[] { 1, 2, 4 } },
        ["value of a setting"] = Request with { Spec = new Dictionary<string, string> { ["type"] = "large", ["zone"] = "a" } },
        ["name of a setting"] = Request with { Spec = new Dictionary<string, string> { ["types"] = "mall", ["zone"] = "a" } },
        ["settings that are tags"] = Request with { Spec = new Dictionary<string, string>(), Tags = new Dictionary<string, string>(Request.Spec) { ["team"] = "tools" } },
        ["tag"] = Request with { Tags = new Dictionary<string, string> { ["team"] = "web" } },
        ["no tag"] = Request with { Tags = new Dictionary<string, string>() },
    };

    /// <summary>Written down: what another version makes otherwise would launch twice while hosts are replaced.</summary>
    [Fact]
    public void A_token_is_the_same_for_ever() => Assert.Equal("to2soal25pqod5r7xljbwxkjs3hbqdtoqwruylmw2ze63wtekdmq", LaunchToken.Of(Request));

    [Fact]
    public void A_token_depends_on_nothing_but_the_request()
    {
        var same = Request with
        {
            Token = "another",
            Bootstrap = new byte[] { 1, 2, 3 },
            Spec = new Dictionary<string, string> { ["zone"] = "a", ["type"] = "small" },
        };
        Assert.Equal(LaunchToken.Of(Request), LaunchToken.Of(same));
        Assert.Equal(Request.Fingerprint(), same.Fingerprint());
        Assert.Equal(LaunchToken.Of(Request), same.WithToken().Token);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Another_request_has_another_token(string change)
    {
        Assert.NotEqual(LaunchToken.Of(Request), LaunchToken.Of(Others[change]));
        Assert.NotEqual(Request.Fingerprint(), Others[change].Fingerprint());
    }

    [Fact]
    public void A_token_is_what_providers_take()
    {
        var tokens = Enumerable.Range(1, 200).Select(static attempt => LaunchToken.Of(Request with { Attempt = attempt })).ToList();
        Assert.All(tokens, static token => Assert.Matches("^[a-z2-7]{52}$", token));
        Assert.Equal(tokens.Count, tokens.Distinct().Count());
        Assert.Empty(Request.WithToken().Check(new ProviderCapabilities()));
    }
}
