using System.Text.RegularExpressions;
using CsCheck;
using Pudding.Routing;
using Pudding.Tenants;

namespace Pudding.Tests.Routing;

public sealed class TenantGlobTests
{
    private static readonly Gen<string> Globs =
        Gen.Frequency((2, Gen.Const("**")), (5, Gen.Char["ab*."].Array[1, 3].Select(static characters => new string(characters).Replace("**", "*", StringComparison.Ordinal).Replace("**", "*", StringComparison.Ordinal))))
            .Array[1, 5].Select(static parts => string.Join('/', parts));

    private static readonly Gen<string> Paths = Gen.Char["ab."].Array[1, 3].Select(static characters => new string(characters)).Array[1, 3].Select(static names => string.Join('/', names));

    [Theory]
    [InlineData("rails/rails", "rails/rails", true)]
    [InlineData("rails/rails", "rails/Rails", false)]
    [InlineData("rails/rails", "rails/rails2", false)]
    [InlineData("rails", "rails/rails", false)]
    [InlineData("*", "rails", true)]
    [InlineData("*", "rails/rails", false)]
    [InlineData("rails/*", "rails/rack", true)]
    [InlineData("rails/*", "rails", false)]
    [InlineData("rails/*", "rails/rack/web", false)]
    [InlineData("rails/**", "rails", true)]
    [InlineData("rails/**", "rails/rack", true)]
    [InlineData("rails/**", "rails/rack/web", true)]
    [InlineData("rails/**", "rails2/rack", false)]
    [InlineData("**/web", "web", true)]
    [InlineData("**/web", "rails/rack/web", true)]
    [InlineData("**/web", "rails/web/rack", false)]
    [InlineData("rails/**/web", "rails/web", true)]
    [InlineData("rails/**/web", "rails/rack/web", true)]
    [InlineData("rails-*", "rails-", true)]
    [InlineData("rails-*", "rails-core", true)]
    [InlineData("rails-*", "rails", false)]
    [InlineData("*-*-x/a", "a-b-x/a", true)]
    [InlineData("*-*-x/a", "a-x/a", false)]
    [InlineData("r.ils", "rails", false)]
    [InlineData("**", "rails/rack/web", true)]
    public void A_glob_fits_by_names(string glob, string tenant, bool fits)
    {
        Assert.Null(TenantGlob.Check(glob));
        Assert.Equal(fits, new TenantGlob(glob).Fits(TenantPath.Parse(tenant)));
    }

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("/rails", "an empty name")]
    [InlineData("rails/", "an empty name")]
    [InlineData("rails/**x", "'**x'")]
    [InlineData("rails/***", "'***'")]
    [InlineData("rails/?", "a character")]
    [InlineData("rails\\*", "a character")]
    [InlineData("[ab]/x", "a character")]
    [InlineData("a/b/*/**/d", "it has 4 names")]
    [InlineData("a/b/c/d", "it has 4 names")]
    public void A_malformed_glob_is_told(string? glob, string error) => Assert.Contains(error, TenantGlob.Check(glob), StringComparison.Ordinal);

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_name_that_no_tenant_could_have_is_told(int length, bool isRight) =>
        Assert.Equal(isRight, TenantGlob.Check($"rails/*{new string('x', length)}*") is null);

    [Fact]
    public void It_fits_what_a_regular_expression_says() => Gen.Select(Globs, Paths).Sample(
        static (glob, path) => new TenantGlob(glob).Fits(TenantPath.Parse(path)) == Naive(glob, path), iter: 20_000);

    /// <summary>Every name with its slash before it, so that <c>**</c> is any number of those.</summary>
    private static bool Naive(string glob, string path)
    {
        var pattern = string.Concat(glob.Split('/').Select(static part => part == "**"
            ? "(/[^/]+)*"
            : "/(?=[^/])" + Regex.Escape(part).Replace("\\*", "[^/]*", StringComparison.Ordinal)));
        return Regex.IsMatch("/" + path, $"^{pattern}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
    }
}
