using Pudding.Jobs;
using Pudding.Policies;
using Pudding.Storage;
using Pudding.Workers;

namespace Pudding.Tests.Faults.Simulated;

/// <summary>The store as one host sees it, at the end of a <see cref="StoreLink"/>.</summary>
internal sealed class LinkedStores(StoreLink link, Truth truth) : IJobStore, IWorkerStore, IBatonStore, IPolicyStore
{
    public ValueTask<EnqueueResult> EnqueueAsync(NewJobGroup group, CancellationToken cancellationToken) =>
        link.CallAsync("Enqueue", () => truth.Enqueue(group));

    public ValueTask<JobGroup?> FindGroupAsync(JobGroupId group, CancellationToken cancellationToken) =>
        link.CallAsync("FindGroup", () => truth.FindGroup(group));

    public ValueTask<Job?> FindJobAsync(JobId job, CancellationToken cancellationToken) => link.CallAsync("FindJob", () => truth.FindJob(job));

    public ValueTask<HeadPage> ReadHeadsAsync(HeadQuery query, CancellationToken cancellationToken) =>
        link.CallAsync("ReadHeads", () => truth.ReadHeads(query));

    public ValueTask<IReadOnlyList<ActiveJob>> ReadActiveAsync(CancellationToken cancellationToken) => link.CallAsync("ReadActive", truth.ReadActive);

    public ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(ClaimBatch batch, CancellationToken cancellationToken) =>
        link.CallAsync("Claim", () => truth.Claim(batch));

    public ValueTask<IReadOnlyList<JobId>> CancelAsync(CancelRequest request, CancellationToken cancellationToken) =>
        link.CallAsync("Cancel", () => truth.Cancel(request));

    public ValueTask<IReadOnlyList<SweptJob>> SweepAsync(SweepRequest request, CancellationToken cancellationToken) =>
        link.CallAsync("Sweep", () => truth.Sweep(request));

    public ValueTask<ConnectReply> ConnectAsync(WorkerRegistration registration, CancellationToken cancellationToken) =>
        link.CallAsync("Connect", () => truth.Connect(registration));

    public ValueTask<HeartbeatReply> HeartbeatAsync(Heartbeat heartbeat, CancellationToken cancellationToken) =>
        link.CallAsync("Heartbeat", () => truth.Heartbeat(heartbeat));

    public ValueTask<WorkerInbox> ReadInboxAsync(string workerId, long session, CancellationToken cancellationToken) =>
        link.CallAsync("ReadInbox", () => truth.ReadInbox(workerId, session));

    public async ValueTask DisconnectAsync(string workerId, long session, CancellationToken cancellationToken) =>
        await link.CallAsync("Disconnect", () => truth.Disconnect(workerId, session)).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<WorkerCell>> ReadCellsAsync(CancellationToken cancellationToken) => link.CallAsync("ReadCells", truth.ReadCells);

    public ValueTask<long?> AcquireAsync(string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        link.CallAsync("Acquire", () => truth.Acquire(holder, duration));

    public async ValueTask ReleaseAsync(string holder, CancellationToken cancellationToken) =>
        await link.CallAsync("Release", () => truth.Release(holder)).ConfigureAwait(false);

    public ValueTask<bool> PublishAsync(PolicyDefaults defaults, long epoch, CancellationToken cancellationToken) =>
        link.CallAsync("Publish", () => truth.Publish(defaults, epoch));

    public ValueTask<PolicyWriteResult> SetAsync(NewPolicyOverride setting, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody overrides policies here.");

    public ValueTask<PolicyWriteResult> ClearAsync(PolicyTarget target, string actor, string? reason, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody overrides policies here.");

    public ValueTask<PolicyState> ReadAsync(CancellationToken cancellationToken) => link.CallAsync("ReadPolicies", truth.ReadPolicies);
}
