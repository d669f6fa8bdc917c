using Pudding.Policies;
using Pudding.Storage.Sqlite.Engine;

namespace Pudding.Storage.Sqlite.Policies;

/// <summary>What was said of policies, and what it comes to. What was read once is kept as long as the store's number says that it is still so. Used by the writer alone.</summary>
internal sealed class PolicyBook
{
    private PolicyLayers _layers = PolicyLayers.Empty;
    private PoliciesInForce? _inForce;

    /// <summary>What was said and is not over, and what it comes to at the moment of the call.</summary>
    public (PolicyLayers Layers, PoliciesInForce InForce) Read(Transaction transaction)
    {
        if (_inForce?.Version != transaction.Estate.PolicyVersion)
            Load(transaction);
        if (_layers.NextExpiry <= transaction.Moment.EvenNow)
            Write(transaction, _layers.At(transaction.Moment.EvenNow));
        return (_layers, _inForce!);
    }

    public void Write(Transaction transaction, PolicyLayers layers)
    {
        transaction.Db.Execute("INSERT INTO policy (id, layers) VALUES (1, ?1) ON CONFLICT DO UPDATE SET layers = ?1", SqlValue.Utf8(StoreJson.Write(layers)));
        _layers = layers;
        _inForce = layers.Resolve(++transaction.Estate.PolicyVersion);
    }

    private void Load(Transaction transaction)
    {
        using var row = transaction.Db.Query("SELECT layers FROM policy");
        _layers = row.Read() ? StoreJson.ReadPolicies(row.Bytes(0)) : PolicyLayers.Empty;
        _inForce = _layers.Resolve(transaction.Estate.PolicyVersion);
    }
}
