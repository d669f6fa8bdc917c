using Pudding.Guardian;

namespace Pudding.Worker.Guarding;

/// <summary>How a guarded run ended.</summary>
/// <param name="Report">What the guardian said; <c>null</c> when it was killed or broke, and the worker cleaned up in its place.</param>
/// <param name="HasStarted">Whether the job may have done anything at all.</param>
/// <param name="LeftOver">How many processes could not be killed.</param>
/// <param name="Words">Everything that the guardian said, for the log of the host.</param>
internal sealed record GuardedEnd(GuardianReport? Report, bool HasStarted, int LeftOver, string Words);
