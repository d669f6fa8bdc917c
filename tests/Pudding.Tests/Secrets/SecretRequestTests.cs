using Microsoft.Extensions.DependencyInjection;
using Pudding.Hosting;
using Pudding.Jobs;
using Pudding.Secrets;
using Pudding.Tenants;
using Pudding.Tests.Dispatch;

namespace Pudding.Tests.Secrets;

public sealed class SecretRequestTests
{
    private static readonly JobRequest Job = new() { Tenant = TenantPath.Parse("a/x"), Queue = "linux" };

    [Fact]
    public async Task Wrong_names_are_refused_with_the_field_and_not_repeated()
    {
        using var farm = new FakeFarm(add: UseSource);

        var exception = await Assert.ThrowsAsync<JobRejectedException>(() => farm.Client.EnqueueAsync(JobGroupRequest.Of(
            Job with { Secrets = ["db", "p@ssw0rd", "", null!, new string('x', 101), "db", "DB", "a.b_c-1"] },
            Job with { Secrets = null! },
            Job with { Secrets = [.. Enumerable.Range(0, 51).Select(i => $"s{i}")] },
            Job with { Secrets = [.. Enumerable.Range(0, 50).Select(i => $"s{i}")] })));

        const string rule = "the name of a secret has 1 to 100 letters, digits, '.', '_', '-'.";
        Assert.Equal(
            [
                $"Jobs[0].Secrets[1]: {rule}",
                $"Jobs[0].Secrets[2]: {rule}",
                $"Jobs[0].Secrets[3]: {rule}",
                $"Jobs[0].Secrets[4]: {rule}",
                "Jobs[0].Secrets[5]: 'db' is named twice.",
                "Jobs[1].Secrets: it is null; leave it out for none.",
                "Jobs[2].Secrets: 51 are more than the 50 that a job may name.",
            ],
            exception.Errors);
    }

    [Fact]
    public async Task A_host_without_a_source_refuses_jobs_that_need_one_and_says_which_call_to_add()
    {
        using var farm = new FakeFarm();

        var exception = await Assert.ThrowsAsync<JobRejectedException>(() => farm.Client.EnqueueAsync(JobGroupRequest.Of(Job, Job with { Secrets = ["db"] })));

        Assert.Equal("Jobs[1].Secrets: this host has no source of secrets; add one to AddPudding(…): UseSecretSource(…).", Assert.Single(exception.Errors));
    }

    [Fact]
    public async Task The_names_are_part_of_what_a_key_stands_for()
    {
        using var farm = new FakeFarm(add: UseSource);
        var request = new JobGroupRequest { IdempotencyKey = "key", Jobs = [Job with { Secrets = ["db"] }] };
        var group = await farm.Client.EnqueueAsync(request);

        Assert.Equal(group.Id, (await farm.Client.EnqueueAsync(request)).Id);
        await Assert.ThrowsAsync<JobRejectedException>(() => farm.Client.EnqueueAsync(request with { Jobs = [Job with { Secrets = ["mail"] }] }));
        await Assert.ThrowsAsync<JobRejectedException>(() => farm.Client.EnqueueAsync(request with { Jobs = [Job] }));
    }

    [Fact]
    public void A_host_has_one_source()
    {
        var pudding = new ServiceCollection().AddPudding().UseSecretSource<Source>().UseSecretSource<Source>();

        var exception = Assert.Throws<InvalidOperationException>(() => UseSource(pudding));

        Assert.Contains("UseSecretSource once", exception.Message, StringComparison.Ordinal);
        Assert.Single(pudding.Services, service => service.ServiceType == typeof(ISecretSource));
    }

    [Fact]
    public void A_value_is_not_too_long_and_an_error_does_not_tell_it()
    {
        var exception = Assert.Throws<ArgumentException>(() => new SecretValue(new string('x', SecretValue.MaxLength + 1)));

        Assert.DoesNotContain("xx", exception.Message, StringComparison.Ordinal);
        Assert.Equal(SecretValue.MaxLength, new SecretValue(new string('x', SecretValue.MaxLength)).Reveal().Length);
    }

    private static void UseSource(IPuddingBuilder pudding) => pudding.UseSecretSource(new Source().ResolveAsync);
}
