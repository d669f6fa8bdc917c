using System.Runtime.InteropServices;
using Pudding.Jobs;

namespace Pudding.Scheduling;

/// <summary>A waiting job as a refill brings it: see <see cref="FairScheduler.Refill"/>.</summary>
/// <param name="Id">Names it in decisions.</param>
/// <param name="Priority">Order inside the tenant and queue: higher goes first.</param>
/// <param name="Sequence">Order among equals: lower goes first. Unique.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WaitingJob(JobId Id, int Priority, long Sequence);
