using Pudding.Instances;
using Pudding.Pools;

namespace Pudding.Tests.Pools;

/// <summary>Instances for plans.</summary>
internal static class PoolMembers
{
    public static PoolMember Of(PoolInstanceStatus status, int active = 0, int slots = 2, double idle = 0, int number = 1) => new()
    {
        Intent = new PoolIntent { Id = new Guid(number, 0, 0, new byte[8]), DecidedAt = DateTimeOffset.UnixEpoch, Image = "image" },
        InstanceId = $"i{number}",
        Status = status,
        Active = active,
        FreeSlots = Math.Max(0, slots - active),
        IdleFor = TimeSpan.FromSeconds(idle),
        Seen = status == PoolInstanceStatus.Launching ? null : new ProviderInstance
        {
            Id = $"p{number}", State = InstanceState.Running, Image = "image", Tags = new Dictionary<string, string>(), LaunchedAt = DateTimeOffset.UnixEpoch,
        },
    };
}
