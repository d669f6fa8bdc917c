using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Pudding.AspNetCore.Workers;

/// <summary>Counts the failures of each address, minute by minute. Thread-safe; its memory is bounded.</summary>
internal sealed class FailureLimiter(IOptions<WorkerEndpointOptions> options, TimeProvider clock, ILogger<FailureLimiter> logger)
{
    private const int Capacity = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>To look through all of them takes a while: it is not done for each failure of who has many addresses.</summary>
    private static readonly TimeSpan CleaningInterval = TimeSpan.FromSeconds(5);

    /// <summary>Stands for all addresses that there is no room for.</summary>
    private static readonly IPAddress Others = IPAddress.Broadcast;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (long Start, int Count)> _failures = [];
    private long _cleanedAt = clock.GetTimestamp();

    /// <summary>How many addresses are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _failures.Count;
        }
    }

    /// <summary>How long an address is refused; none when it is not.</summary>
    public TimeSpan? BlockedFor(IPAddress? address)
    {
        lock (_gate)
            return (_failures.TryGetValue(KeyOf(address), out var entry) || (_failures.Count >= Capacity && _failures.TryGetValue(Others, out entry))) && entry.Count >= options.Value.MaxFailuresPerMinute && Left(entry.Start) is var left && left > TimeSpan.Zero ? left : null;
    }

    public void Add(IPAddress? address)
    {
        int count;
        lock (_gate)
        {
            var key = KeyOf(address);
            if (!_failures.ContainsKey(key) && !HasRoom())
                key = Others; // so many addresses at once are one attacker: they share what is left
            var entry = _failures.GetValueOrDefault(key);
            if (Left(entry.Start) <= TimeSpan.Zero || entry.Count == 0)
                entry = (clock.GetTimestamp(), 0);
            count = entry.Count + 1;
            _failures[key] = (entry.Start, count);
        }

        if (count == options.Value.MaxFailuresPerMinute)
            Log.TooManyFailures(logger, address, count);
    }

    private bool HasRoom()
    {
        if (_failures.Count < Capacity)
            return true;
        if (clock.GetElapsedTime(_cleanedAt) < CleaningInterval)
            return false;
        _cleanedAt = clock.GetTimestamp();
        foreach (var (address, entry) in _failures)
        {
            if (Left(entry.Start) <= TimeSpan.Zero)
                _failures.Remove(address);
        }

        return _failures.Count < Capacity;
    }

    private TimeSpan Left(long start) => Window - clock.GetElapsedTime(start);

    /// <summary>An IPv6 network (/64) is one address: whoever has one has all of it.</summary>
    private static IPAddress KeyOf(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
