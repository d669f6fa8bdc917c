using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Pudding.Tenants;

/// <summary>Who work is for: one to three names joined by slashes, for example <c>rails/rails</c>. Case matters.</summary>
[JsonConverter(typeof(TenantPathJsonConverter))]
public readonly record struct TenantPath : IParsable<TenantPath>, IComparable<TenantPath>
{
    /// <summary>The most names that a path may have.</summary>
    public const int MaxDepth = 3;

    /// <summary>The most characters that one name may have.</summary>
    public const int MaxNameLength = 100;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly string? _value;

    private TenantPath(string value) => _value = value;

    /// <summary>The path as text; empty for the default, which names nobody and is refused everywhere.</summary>
    public string Value => _value ?? "";

    /// <summary>Whether this is the default, which names nobody.</summary>
    public bool IsEmpty => _value is null;

    /// <summary>How many names the path has: 1 to 3, 0 for the default.</summary>
    public int Depth => _value is null ? 0 : 1 + _value.AsSpan().Count('/');

    /// <summary>The path above: the organisation of a project; <c>null</c> at the top.</summary>
    public TenantPath? Parent => Value.LastIndexOf('/') is var slash and >= 0 ? new TenantPath(Value[..slash]) : null;

    /// <summary>The last name.</summary>
    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">It is empty, too deep, or has a name with a character other than letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</exception>
    public static TenantPath Parse(string s) => Parse(s, CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public static TenantPath Parse(string s, IFormatProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Check(s) is { } error ? throw new FormatException(error) : new TenantPath(s);
    }

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TenantPath result)
    {
        var valid = s is not null && Check(s) is null;
        result = valid ? new TenantPath(s!) : default;
        return valid;
    }

    /// <summary>Whether this is <paramref name="other"/> or lies below it.</summary>
    public bool IsWithin(TenantPath other) =>
        this == other || (Value.Length > other.Value.Length && Value[other.Value.Length] == '/' && Value.StartsWith(other.Value, StringComparison.Ordinal));

    /// <summary>Ordinal order of the text.</summary>
    public int CompareTo(TenantPath other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>The path as text.</summary>
    public override string ToString() => Value;

    private static string? Check(string path)
    {
        if (path.Length == 0)
            return "A tenant path is empty; it has one to three names, for example 'rails/rails'.";

        var depth = 0;
        foreach (var range in path.AsSpan().Split('/'))
        {
            var name = path.AsSpan(range);
            depth++;
            if (name.IsEmpty)
                return $"The tenant path '{path}' has an empty name.";
            if (name.Length > MaxNameLength)
                return $"The tenant path '{path[..40]}…' has a name of more than {MaxNameLength} characters.";
            if (name.ContainsAnyExcept(NameCharacters))
                return $"The tenant path '{path}' has a character that is none of letters, digits, '.', '_', '-'.";
        }

        return depth > MaxDepth ? $"The tenant path '{path}' has {depth} names; at most {MaxDepth} are allowed." : null;
    }
}
