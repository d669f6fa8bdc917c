using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Pudding.Enrolment;

namespace Pudding.Pools;

/// <summary>Writes what an instance is given at boot: the settings of its agent. The same bytes for the same wish.</summary>
internal sealed class AgentBootstrap(IEnrolment enrolment, IOptions<EnrolmentOptions> options)
{
    public ReadOnlyMemory<byte> For(PoolDescriptor pool, PoolIntent intent)
    {
        var token = enrolment.MintBoot(new BootTokenRequest
        {
            InstanceId = intent.InstanceIdIn(pool.Name),
            Queues = [.. pool.Options.Queues],
            Slots = pool.Options.Slots,
            Pool = pool.Name,
            IssuedAt = intent.DecidedAt,
        });
        var settings = pool.Options.AgentSettings.DeepClone().AsObject();
        settings["url"] = options.Value.PublicUrl!.AbsoluteUri;
        settings["token"] = token.Token.Reveal();
        settings["slots"] = pool.Options.Slots;
        if (options.Value.AllowInsecureTransport)
            settings["allowInsecureTransport"] = true;
        return Encoding.UTF8.GetBytes(settings.ToJsonString());
    }
}
