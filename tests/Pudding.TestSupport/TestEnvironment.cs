namespace Pudding.TestSupport;

/// <summary>What the environment asks of the tests.</summary>
public static class TestEnvironment
{
    /// <summary>Set to 1 where every test must run: a test that would be skipped for want of a tool fails instead, and no snapshot is accepted.</summary>
    public const string RequireAllVariable = "PUDDING_REQUIRE_ALL";

    /// <summary>Set to 1 to write snapshots instead of comparing with them.</summary>
    public const string AcceptSnapshotsVariable = "PUDDING_ACCEPT_SNAPSHOTS";

    /// <summary>Whether every test must run.</summary>
    public static bool RequireAll => IsSet(RequireAllVariable);

    /// <summary>Whether snapshots are written.</summary>
    public static bool AcceptSnapshots => IsSet(AcceptSnapshotsVariable) && !RequireAll;

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) == "1";
}
