using System.Text.Json;
using Pudding.Tenants;

namespace Pudding.Tests.Tenants;

public sealed class TenantPathTests
{
    [Theory]
    [InlineData("rails", 1, null)]
    [InlineData("rails/rails", 2, "rails")]
    [InlineData("a-b_c.d/E/9", 3, "a-b_c.d/E")]
    public void A_path_knows_its_depth_and_what_is_above(string text, int depth, string? parent)
    {
        var path = TenantPath.Parse(text);

        Assert.Equal(depth, path.Depth);
        Assert.Equal(parent, path.Parent?.Value);
        Assert.Equal(text, path.ToString());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("/a", "empty name")]
    [InlineData("a/", "empty name")]
    [InlineData("a//b", "empty name")]
    [InlineData("a/b/c/d", "at most 3")]
    [InlineData("a b", "character")]
    [InlineData("a\nb", "character")]
    [InlineData("ä", "character")]
    public void A_wrong_path_is_refused_with_the_reason(string text, string reason)
    {
        Assert.Contains(reason, Assert.Throws<FormatException>(() => TenantPath.Parse(text)).Message, StringComparison.Ordinal);
        Assert.False(TenantPath.TryParse(text, provider: null, out var path));
        Assert.True(path.IsEmpty);
    }

    [Fact]
    public void A_name_has_at_most_100_characters()
    {
        Assert.Equal(100, TenantPath.Parse(new string('a', 100)).Name.Length);
        Assert.Throws<FormatException>(() => TenantPath.Parse("org/" + new string('a', 101)));
    }

    [Theory]
    [InlineData("a/b", "a", true)]
    [InlineData("a/b", "a/b", true)]
    [InlineData("ab", "a", false)]
    [InlineData("a", "a/b", false)]
    public void Within_is_by_whole_names(string path, string other, bool within) =>
        Assert.Equal(within, TenantPath.Parse(path).IsWithin(TenantPath.Parse(other)));

    [Fact]
    public void It_is_text_in_json()
    {
        Assert.Equal("\"a/b\"", JsonSerializer.Serialize(TenantPath.Parse("a/b")));
        Assert.Equal(TenantPath.Parse("a/b"), JsonSerializer.Deserialize<TenantPath>("\"a/b\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<TenantPath>("\"a//b\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<TenantPath>("null"));
    }
}
