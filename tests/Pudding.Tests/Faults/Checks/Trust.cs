using Pudding.Workers;

namespace Pudding.Tests.Faults.Checks;

/// <summary>One process that trusts a lease, until some time.</summary>
internal sealed record Trust(string Process, LeaseKey Lease, TimeSpan Until);
