using Pudding.Jobs;
using Pudding.Protocol.Messages;
using Pudding.Secrets;
using Pudding.Tenants;
using Pudding.Workers;

namespace Pudding.Protocol.Mapping;

internal static class AssignmentMapping
{
    public static WireAssignment ToWire(this JobAssignment assignment) => new()
    {
        Lease = assignment.Lease.ToWire(),
        Group = assignment.GroupId.Value,
        Tenant = assignment.Tenant.ToString(),
        Queue = assignment.Queue,
        Name = assignment.Name,
        Payload = new WirePayload { ContentType = assignment.Payload.ContentType, Bytes = assignment.Payload.Bytes },
        Attempt = assignment.Attempt,
        TimeoutMs = assignment.Timeout.ToMs(),
        LeaseMs = assignment.LeaseDuration.ToMs(),
        LeaseRemainingMs = assignment.LeaseRemaining.ToMs(),
        SecretNames = WireLists.Write(assignment.SecretNames, static name => name),
        Secrets = WireLists.Write(assignment.Secrets.Names, name => new WireSecret { Name = name, Value = assignment.Secrets[name].Reveal() }),
    };

    public static JobAssignment Read(WireAssignment assignment, string field) => new()
    {
        Lease = LeaseMapping.Read(assignment.Lease, $"{field}.lease"),
        GroupId = new JobGroupId(assignment.Group),
        Tenant = TenantPath.TryParse(assignment.Tenant, provider: null, out var tenant) ? tenant : throw new WireFormatException($"{field}.tenant", "is no path of a tenant."),
        Queue = assignment.Queue ?? throw new WireFormatException($"{field}.queue", "is missing."),
        Name = assignment.Name,
        Payload = assignment.Payload is { } payload
            ? new JobPayload { Bytes = payload.Bytes, ContentType = payload.ContentType ?? JobPayload.Empty.ContentType }
            : JobPayload.Empty,
        Attempt = assignment.Attempt,
        Timeout = WireTime.Read(assignment.TimeoutMs, $"{field}.timeoutMs"),
        LeaseDuration = WireTime.Read(assignment.LeaseMs, $"{field}.leaseMs"),
        LeaseRemaining = WireTime.Read(assignment.LeaseRemainingMs, $"{field}.leaseRemainingMs"),
        SecretNames = assignment.SecretNames ?? [],
        Secrets = ReadSecrets(assignment.Secrets, $"{field}.secrets"),
    };

    private static JobSecrets ReadSecrets(IReadOnlyList<WireSecret>? secrets, string field) => secrets is not { Count: > 0 }
        ? JobSecrets.None
        : new JobSecrets(WireLists.Read(secrets, field, static (secret, at) => new KeyValuePair<string, SecretValue>(
            secret.Name ?? throw new WireFormatException($"{at}.name", "is missing."),
            new SecretValue(secret.Value ?? throw new WireFormatException($"{at}.value", "is missing.")))));
}
