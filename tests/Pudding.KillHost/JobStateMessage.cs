using Pudding.Jobs;

namespace Pudding.KillHost;

internal sealed record JobStateMessage(Guid Id, JobState State);
