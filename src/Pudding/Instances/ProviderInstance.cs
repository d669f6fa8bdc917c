namespace Pudding.Instances;

/// <summary>An instance as its provider sees it.</summary>
public sealed record ProviderInstance
{
    /// <summary>Names it, among all that this provider ever had. At most 200 characters.</summary>
    public required string Id { get; init; }

    /// <summary>What it does.</summary>
    public required InstanceState State { get; init; }

    /// <summary>Why, for people, if there is something to say: the exit code of one that ended by itself.</summary>
    public string? StateReason { get; init; }

    /// <summary>The token that it was launched with, where the provider still knows.</summary>
    public string? Token { get; init; }

    /// <summary>What it has booted.</summary>
    public required string Image { get; init; }

    /// <summary>All of its tags, those of <see cref="InstanceTags"/> among them.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>When it was launched, by the provider's clock.</summary>
    public required DateTimeOffset LaunchedAt { get; init; }

    /// <summary>The pool that it is for, by its tags.</summary>
    public string? Pool => Tags.GetValueOrDefault(InstanceTags.Pool);

    /// <summary>The wish that it fulfils, by its tags.</summary>
    public Guid? IntentId => Guid.TryParse(Tags.GetValueOrDefault(InstanceTags.Intent), out var intent) ? intent : null;

    /// <summary>For people: the id and what it does.</summary>
    public override string ToString() => $"{Id} ({State})";
}
