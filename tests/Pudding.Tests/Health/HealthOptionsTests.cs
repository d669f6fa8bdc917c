using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pudding.Health;

namespace Pudding.Tests.Health;

public sealed class HealthOptionsTests
{
    [Fact]
    public void The_defaults_and_the_outermost_values_are_right()
    {
        Assert.Empty(new HealthOptions().FindErrors());
        Assert.Empty(new HealthOptions { InfrastructureFailures = 1, MinJobs = 1, MinRatio = 1, Significance = 0.5, Window = TimeSpan.FromDays(7), MaxShare = 1 }.FindErrors());
        Assert.Empty(new HealthOptions { Significance = double.Epsilon, Window = TimeSpan.FromTicks(1), MaxShare = double.Epsilon }.FindErrors());
    }

    [Theory]
    [InlineData("InfrastructureFailures", 0)]
    [InlineData("MinJobs", 0)]
    [InlineData("MinRatio", 0.99)]
    [InlineData("MinRatio", double.NaN)]
    [InlineData("MinRatio", double.PositiveInfinity)]
    [InlineData("Significance", 0)]
    [InlineData("Significance", 0.51)]
    [InlineData("Significance", double.NaN)]
    [InlineData("Window", 0)]
    [InlineData("Window", 7.01)]
    [InlineData("MaxShare", 0)]
    [InlineData("MaxShare", 1.01)]
    [InlineData("MaxShare", double.NaN)]
    public void A_wrong_value_is_named_and_stops_the_host(string field, double value)
    {
        using var host = Farm.Build(static farm => farm.AddQueue("linux"), options => Set(options.Health, field, value));

        var exception = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<HealthWatch>());
        Assert.StartsWith($"PuddingOptions.Health.{field}: ", Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    private static void Set(HealthOptions options, string field, double value)
    {
        switch (field)
        {
            case "InfrastructureFailures":
                options.InfrastructureFailures = (int)value;
                break;
            case "MinJobs":
                options.MinJobs = (int)value;
                break;
            case "MinRatio":
                options.MinRatio = value;
                break;
            case "Significance":
                options.Significance = value;
                break;
            case "Window":
                options.Window = TimeSpan.FromDays(value);
                break;
            default:
                options.MaxShare = value;
                break;
        }
    }
}
