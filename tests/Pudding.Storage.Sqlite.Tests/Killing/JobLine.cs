using Pudding.Jobs;

namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>A job as the database has it.</summary>
internal sealed record JobLine(Guid Group, JobState State, bool IsToBeCancelled, long Token, string? Worker, string Tenant, string Queue, long LogToken, long LogNext);
