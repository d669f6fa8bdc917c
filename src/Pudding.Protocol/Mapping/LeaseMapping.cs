using Pudding.Jobs;
using Pudding.Protocol.Messages;
using Pudding.Workers;

namespace Pudding.Protocol.Mapping;

internal static class LeaseMapping
{
    public static WireLease ToWire(this LeaseKey lease) => new() { Job = lease.JobId.Value, Token = lease.FencingToken };

    public static LeaseKey Read(WireLease? lease, string field)
    {
        if (lease is null)
            throw new WireFormatException(field, "is missing.");
        if (lease.Job == Guid.Empty)
            throw new WireFormatException($"{field}.job", "is missing.");
        return new LeaseKey(new JobId(lease.Job), lease.Token);
    }
}
