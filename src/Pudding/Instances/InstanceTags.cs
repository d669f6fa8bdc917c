using System.Globalization;

namespace Pudding.Instances;

/// <summary>The tags by which an estate knows its instances.</summary>
public static class InstanceTags
{
    /// <summary>How the names of all of them begin.</summary>
    public const string Prefix = "pudding:";

    /// <summary>Says that Pudding made the instance: <see cref="ManagedByValue"/>.</summary>
    public const string ManagedBy = "pudding:managed-by";

    /// <summary>The estate that it belongs to.</summary>
    public const string Estate = "pudding:estate";

    /// <summary>The pool that it is for.</summary>
    public const string Pool = "pudding:pool";

    /// <summary>The wish that it fulfils.</summary>
    public const string Intent = "pudding:intent";

    /// <summary>The value of <see cref="ManagedBy"/>.</summary>
    public const string ManagedByValue = "pudding";

    /// <summary>All tags that an instance is launched with: these, and the request's own.</summary>
    /// <param name="estateId">The provider's estate.</param>
    /// <param name="request">What is launched.</param>
    public static IReadOnlyDictionary<string, string> Of(string estateId, LaunchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new Dictionary<string, string>(request.Tags, StringComparer.Ordinal)
        {
            [ManagedBy] = ManagedByValue,
            [Estate] = estateId,
            [Pool] = request.Pool,
            [Intent] = request.IntentId.ToString("D", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Whether an instance with these tags is Pudding's and of this estate. Nothing else is ever listed or terminated.</summary>
    public static bool AreOf(string estateId, IReadOnlyDictionary<string, string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return tags.GetValueOrDefault(ManagedBy) == ManagedByValue && tags.GetValueOrDefault(Estate) == estateId;
    }
}
