using System.Text.Json;
using Pudding.Events;
using Pudding.Policies;
using Pudding.Tenants;

namespace Pudding.Tests.Policies;

/// <summary>What a store keeps and what an event says goes through JSON and comes back the same.</summary>
public sealed class PolicyJsonTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Layers_come_back_as_they_were()
    {
        var layers = new PolicyLayers
        {
            Defaults = new PolicyDefaults
            {
                DefaultLimit = 7,
                Plans = new Dictionary<string, TenantSettings> { ["gold"] = new() { MaxConcurrent = 30, Weight = 2.5 } },
                Tenants = new Dictionary<TenantPath, TenantSettings> { [TenantPath.Parse("a/x")] = new() { Plan = "gold", Paused = false } },
                Queues = new Dictionary<string, QueueSettings> { ["osx"] = new() { MaxConcurrent = 3 } },
                Sources =
                [
                    new() { Source = "db", Tenants = new Dictionary<TenantPath, TenantSettings> { [TenantPath.Parse("b")] = new() { StartsPerMinute = 6 } } },
                    new() { Source = "silent" },
                ],
            },
        };
        layers = layers
            .Set(new() { Target = PolicyTarget.Tenant(TenantPath.Parse("a")), Tenant = new() { Guarantee = 2 }, Actor = "anna", ExpiresAfter = TimeSpan.FromHours(1) }, Noon)
            .Set(new() { Target = PolicyTarget.Queue("osx"), Queue = new() { Paused = true }, Actor = "ben", Reason = "broken" }, Noon);

        var back = JsonSerializer.Deserialize<PolicyLayers>(JsonSerializer.Serialize(layers))!;

        Assert.Equal(JsonSerializer.Serialize(layers), JsonSerializer.Serialize(back));
        Assert.Equal(layers.Overrides, back.Overrides);
        Assert.Equal(layers.NextExpiry, back.NextExpiry);
        Assert.Equal(layers.Resolve(1).Tenants.Own.OrderBy(static own => own.Key), back.Resolve(1).Tenants.Own.OrderBy(static own => own.Key));
        Assert.Equal(layers.Resolve(1).Queues, back.Resolve(1).Queues);
    }

    [Fact]
    public void An_event_says_its_kind_and_what_it_is_of_in_words()
    {
        PuddingEvent happened = new PolicyChanged { At = Noon, Target = PolicyTarget.Queue("osx"), Actor = "anna", Queue = new() { Paused = true } };

        var json = JsonSerializer.Serialize(happened);

        Assert.Contains("\"kind\":\"policy.changed\"", json, StringComparison.Ordinal);
        Assert.Contains("\"Kind\":\"Queue\"", json, StringComparison.Ordinal);
        Assert.Equal(happened, JsonSerializer.Deserialize<PuddingEvent>(json));
    }
}
