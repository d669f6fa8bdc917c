using Pudding.Policies;

namespace Pudding.Storage.InMemory.Policies;

/// <summary>What was said of policies, and what it comes to at this moment.</summary>
internal sealed class PolicyBook(InMemoryDatabase db)
{
    private readonly DateTimeOffset _origin = db.Now;
    private readonly long _originAt = db.Timestamp;
    private PolicyLayers _layers = PolicyLayers.Empty;
    private DateTimeOffset? _nextExpiry;
    private PoliciesInForce? _inForce;
    private long _version;

    /// <summary>The time by which overrides end: it goes on evenly, however the time of day is set.</summary>
    public DateTimeOffset Now => _origin + db.Since(_originAt);

    public PolicyLayers Layers
    {
        get
        {
            if (_nextExpiry is { } end && end <= Now)
                Layers = _layers.At(Now);
            return _layers;
        }

        set
        {
            _layers = value;
            _nextExpiry = value.NextExpiry;
            _inForce = null;
        }
    }

    public PoliciesInForce InForce
    {
        get
        {
            var layers = Layers;
            return _inForce ??= layers.Resolve(++_version);
        }
    }

    public PolicyState State => new()
    {
        InForce = InForce,
        Defaults = _layers.Defaults,
        Overrides = _layers.Overrides,
        ValidFor = _nextExpiry - Now,
    };

    /// <summary>Whether a queue lets no further job start.</summary>
    public bool IsFull(string queue)
    {
        var policy = InForce.Queue(queue);
        return !policy.LetsStart(active: db.Jobs.ActiveIn(queue));
    }
}
