using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pudding.AspNetCore.Tests.Support;
using Pudding.AspNetCore.Workers;

namespace Pudding.AspNetCore.Tests.Workers;

public sealed class FailureLimiterTests
{
    private readonly ShiftedClock _clock = new();
    private readonly FailureLimiter _limiter;

    public FailureLimiterTests() =>
        _limiter = new FailureLimiter(Options.Create(new WorkerEndpointOptions { MaxFailuresPerMinute = 2 }), _clock, NullLogger<FailureLimiter>.Instance);

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void An_address_is_a_host_of_ipv4_and_a_network_of_ipv6(string failed, string asked, bool isBlocked)
    {
        for (var i = 0; i < 2; i++)
            _limiter.Add(IPAddress.Parse(failed));
        Assert.Equal(isBlocked, _limiter.BlockedFor(IPAddress.Parse(asked)) is not null);
    }

    [Fact]
    public void Many_addresses_take_no_more_memory_than_there_is_and_those_that_were_blocked_stay_so()
    {
        var first = IPAddress.Parse("192.0.2.1");
        for (var i = 0; i < 2; i++)
            _limiter.Add(first);
        for (var i = 0; i < 25_000; i++)
            _limiter.Add(new IPAddress(BitConverter.GetBytes(i + 1)));

        Assert.InRange(_limiter.Count, 1, 10_001);
        Assert.NotNull(_limiter.BlockedFor(first));
        _clock.Advance(TimeSpan.FromMinutes(2));
        _limiter.Add(IPAddress.Parse("192.0.2.2"));
        Assert.Equal(1, _limiter.Count);
    }
}
