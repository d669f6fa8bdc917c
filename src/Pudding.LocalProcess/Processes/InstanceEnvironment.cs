namespace Pudding.LocalProcess.Processes;

/// <summary>The variables that an instance finds.</summary>
internal static class InstanceEnvironment
{
    public const string Prefix = "PUDDING_";
    public const string Id = "PUDDING_INSTANCE_ID";
    public const string Mark = "PUDDING_INSTANCE_MARK";
    public const string Bootstrap = "PUDDING_BOOTSTRAP_FILE";
    public const string State = "PUDDING_STATE_DIRECTORY";
}
