using Pudding.Scheduling;

namespace Pudding.Tests.Scheduling.Properties;

internal sealed class AccountQueue
{
    public AccountQueue(string name, QueueKey key, long initialRuntime)
    {
        (Name, Key, Mean) = (name, key, initialRuntime);
        Root = new AccountNode(this, tenant: null, parent: null);
    }

    public string Name { get; }

    public QueueKey Key { get; }

    public AccountNode Root { get; }

    public long Mean { get; set; }

    public bool HasFinished { get; set; }

    public long LastServed { get; set; }
}
