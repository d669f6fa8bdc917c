using Pudding.Storage;

namespace Pudding.Enrolment;

/// <summary>A credential as it was read.</summary>
/// <param name="Stored">The credential.</param>
/// <param name="ReadAt">When, as a timestamp of this host's monotonic clock.</param>
internal sealed record CachedCredential(StoredCredential Stored, long ReadAt);
