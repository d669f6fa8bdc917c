using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.Tenants;
using Pudding.Tests.Dispatch;

namespace Pudding.Tests.Routing;

/// <summary>From a request's labels to a worker.</summary>
public sealed class RoutedJobTests : IDisposable
{
    private static readonly JobRequest Request = new() { Tenant = TenantPath.Parse("rails/rails") };

    private readonly FakeFarm _farm = new(add: static pudding => pudding
        .AddRoutingRule("mac", "osx", static rule => rule.Label("os", "osx", "macos"))
        .AddRoutingRule("linux", "linux", static rule => rule.Label("os", "linux")));

    public void Dispose() => _farm.Dispose();

    [Fact]
    public async Task A_job_without_a_queue_goes_to_a_worker_of_the_queue_that_the_rules_choose()
    {
        var group = await _farm.Client.EnqueueAsync(JobGroupRequest.Of(With("os=macos"), With("os=linux"), With("os=macos") with { Queue = "linux" }));

        Assert.Equal(["osx", "linux", "linux"], group.Jobs.Select(static job => job.Queue));
        await _farm.ConnectAsync("mac-1", slots: 5, "osx");
        Assert.Equal(group.Jobs[0].Id, Assert.Single(await _farm.FetchAsync("mac-1", free: 5)).JobId);
    }

    [Fact]
    public async Task A_queue_that_is_given_is_taken_as_it_is_or_refused()
    {
        foreach (var queue in (string[])["", "linus"])
        {
            var exception = await Assert.ThrowsAsync<JobRejectedException>(() => _farm.Client.EnqueueAsync(JobGroupRequest.Of(With("os=linux") with { Queue = queue })));
            Assert.StartsWith("Jobs[0].Queue:", Assert.Single(exception.Errors), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_default_queue_takes_what_no_rule_matches()
    {
        using var farm = new FakeFarm(static options => options.DefaultQueue = "osx");

        Assert.Equal("osx", (await farm.Client.EnqueueAsync(JobGroupRequest.Of(Request))).Jobs[0].Queue);
    }

    [Fact]
    public async Task Every_wrong_label_is_named_at_once_and_nothing_is_enqueued()
    {
        var before = await _farm.Get<IEventStream>().LatestAsync();

        var exception = await Assert.ThrowsAsync<JobRejectedException>(() => _farm.Client.EnqueueAsync(JobGroupRequest.Of(
            With("os=linux"),
            With(""),
            With("os=windows,arch=arm64"),
            With("os=windows") with { Tenant = default },
            With("os=windows") with { MaxAttempts = 0 },
            Request with { Labels = null! },
            With("=linux"),
            With("os=,arch="),
            With("os=linux,OS=linux"),
            Request with { Queue = "linux", Labels = new Dictionary<string, string> { ["os"] = null! } },
            Request with { Labels = new Dictionary<string, string> { [new string('k', 101)] = "x", ["long"] = new string('v', 101), ["a\nb"] = "x", ["line"] = "a\rb" } },
            Request with { Labels = Enumerable.Range(0, 51).ToDictionary(static i => i.ToString(CultureInfo.InvariantCulture), static _ => "x") },
            Request with { Labels = Enumerable.Range(10, 50).ToDictionary(static i => i.ToString(CultureInfo.InvariantCulture), static _ => "x") })));

        Snapshots.Match(string.Join('\n', exception.Errors));
        Assert.Equal(before, await _farm.Get<IEventStream>().LatestAsync());
    }

    [Fact]
    public async Task A_refusal_stays_short_with_many_rules()
    {
        using var farm = new FakeFarm(add: static pudding =>
        {
            for (var i = 0; i < 200; i++)
                pudding.AddRoutingRule($"rule {i}", "linux", rule => rule.HasLabel($"label{i}"));
        });

        var exception = await Assert.ThrowsAsync<JobRejectedException>(() => farm.Client.EnqueueAsync(JobGroupRequest.Of(Request)));

        Assert.EndsWith("And 195 more (IJobRouter.Route tells all).", Assert.Single(exception.Errors), StringComparison.Ordinal);
        Assert.InRange(exception.Errors[0].Length, 1, 1000);
    }

    [Theory]
    [InlineData("os=linux,arch=arm64", true)]
    [InlineData("arch=arm64,os=linux", true)]
    [InlineData("os=linux", false)]
    [InlineData("os=linux,arch=x64", false)]
    [InlineData("os=linux,arch=arm64,language=ruby", false)]
    public async Task Labels_are_a_part_of_what_a_repeat_must_have_alike(string labels, bool isRepeat)
    {
        var first = new JobGroupRequest { IdempotencyKey = "key", Jobs = [With("os=linux,arch=arm64")] };
        var group = await _farm.Client.EnqueueAsync(first);

        var again = first with { Jobs = [With(labels)] };

        if (isRepeat)
            Assert.Equal(group.Id, (await _farm.Client.EnqueueAsync(again)).Id);
        else
            await Assert.ThrowsAsync<JobRejectedException>(() => _farm.Client.EnqueueAsync(again));
    }

    [Fact]
    public async Task To_name_the_queue_is_another_request_than_to_leave_it_to_the_rules()
    {
        var first = new JobGroupRequest { IdempotencyKey = "key", Jobs = [With("os=linux")] };
        await _farm.Client.EnqueueAsync(first);

        await Assert.ThrowsAsync<JobRejectedException>(() => _farm.Client.EnqueueAsync(first with { Jobs = [With("os=linux") with { Queue = "linux" }] }));
    }

    private static JobRequest With(string labels) => Request with
    {
        Labels = labels.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(static label => label.Split('='))
            .ToDictionary(static label => label[0], static label => label[1], StringComparer.Ordinal),
    };
}
