namespace Pudding.Tests.Faults.Simulated;

/// <summary>What becomes of one call of the store.</summary>
internal enum CallFate
{
    AsTheWeatherIs,
    FailsBefore,
    FailsAfter,
    HostDiesBefore,
    HostDiesAfter,
}
