namespace Pudding.Tests.Scheduling.Twin;

internal sealed class NaiveQueue
{
    public NaiveQueue(string name, long initialRuntime)
    {
        Name = name;
        MeanRuntime = initialRuntime;
        Root = new NaiveNode(this, tenant: null, parent: null);
    }

    public string Name { get; }

    public NaiveNode Root { get; }

    public long MeanRuntime { get; set; }

    public bool HasFinished { get; set; }

    public long LastServed { get; set; }
}
