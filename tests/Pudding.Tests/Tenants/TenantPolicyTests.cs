using Pudding.Tenants;

namespace Pudding.Tests.Tenants;

public sealed class TenantPolicyTests
{
    [Theory]
    [InlineData(-1.0)]
    [InlineData(0.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(101.0)]
    public void A_weight_is_a_number_from_a_hundredth_to_a_hundred(double weight) =>
        Assert.Contains("Weight:", Assert.Single(new TenantPolicy { Weight = weight }.Validate()), StringComparison.Ordinal);

    [Fact]
    public void A_limit_is_not_below_zero() =>
        Assert.Contains("MaxConcurrent:", Assert.Single(new TenantPolicy { MaxConcurrent = -1 }.Validate()), StringComparison.Ordinal);

    [Fact]
    public void Policies_name_the_tenant_and_the_field()
    {
        var exception = Assert.Throws<ArgumentException>(() =>
            new TenantPolicies(5, [new(TenantPath.Parse("a/x"), new TenantPolicy { Weight = -2 })]));

        Assert.Contains("Tenant 'a/x': Weight: -2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_limit_is_for_projects_only()
    {
        var policies = new TenantPolicies(5, [new(TenantPath.Parse("b"), new TenantPolicy { MaxConcurrent = 7 })]);

        Assert.Equal(5, policies.Ceiling(TenantPath.Parse("a/x"), holdsJobs: true));
        Assert.Equal(int.MaxValue, policies.Ceiling(TenantPath.Parse("a"), holdsJobs: false));
        Assert.Equal(7, policies.Ceiling(TenantPath.Parse("b"), holdsJobs: false));
    }
}
