using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Pudding.Jobs;

/// <summary>Names one job. A version 7 UUID: unique and roughly ordered by time, yet never used for ordering (the store's sequence is).</summary>
/// <param name="Value">The UUID. The default, all zeros, names no job and is refused by every store.</param>
[JsonConverter(typeof(JobIdJsonConverter))]
public readonly record struct JobId(Guid Value) : ISpanParsable<JobId>, IComparable<JobId>
{
    /// <summary>Reads an id from its text form, for example <c>0197f1a2-…</c>.</summary>
    /// <exception cref="FormatException">The text is no UUID.</exception>
    public static JobId Parse(string s) => new(Guid.Parse(s));

    /// <inheritdoc />
    public static JobId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    /// <inheritdoc />
    public static JobId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out JobId result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc />
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out JobId result)
    {
        var parsed = Guid.TryParse(s, provider, out var value);
        result = new JobId(value);
        return parsed;
    }

    /// <inheritdoc />
    public int CompareTo(JobId other) => Value.CompareTo(other.Value);

    /// <summary>The UUID in lower case with dashes.</summary>
    public override string ToString() => Value.ToString();
}
