using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Pudding.Jobs;

/// <summary>Names one group of jobs that were submitted together. A version 7 UUID.</summary>
/// <param name="Value">The UUID. The default, all zeros, names no group and is refused by every store.</param>
[JsonConverter(typeof(JobGroupIdJsonConverter))]
public readonly record struct JobGroupId(Guid Value) : ISpanParsable<JobGroupId>, IComparable<JobGroupId>
{
    /// <summary>Reads an id from its text form, for example <c>0197f1a2-…</c>.</summary>
    /// <exception cref="FormatException">The text is no UUID.</exception>
    public static JobGroupId Parse(string s) => new(Guid.Parse(s));

    /// <inheritdoc />
    public static JobGroupId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    /// <inheritdoc />
    public static JobGroupId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out JobGroupId result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out JobGroupId result)
    {
        var parsed = Guid.TryParse(s, provider, out var value);
        result = new JobGroupId(value);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(JobGroupId other) => Value.CompareTo(other.Value);

    /// <summary>The UUID in lower case with dashes.</summary>
    public override string ToString() => Value.ToString();
}
