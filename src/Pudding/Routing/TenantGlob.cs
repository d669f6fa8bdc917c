using System.Buffers;
using System.IO.Enumeration;
using Pudding.Tenants;

namespace Pudding.Routing;

/// <summary>A pattern of tenant paths: names, <c>*</c> in or instead of a name, <c>**</c> for any number of names.</summary>
internal sealed class TenantGlob
{
    private const string AnyNames = "**";

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-*");

    private readonly string[] _parts;

    /// <summary>Takes a glob that is well formed.</summary>
    public TenantGlob(string glob) => (Text, _parts) = (glob, glob.Split('/'));

    public string Text { get; }

    /// <summary>What is wrong with a glob; <c>null</c> when nothing is.</summary>
    public static string? Check(string? glob)
    {
        if (string.IsNullOrEmpty(glob))
            return "a glob is empty; '**' stands for any tenant.";
        var parts = glob.Split('/');
        if (Array.Find(parts, static part => part != AnyNames && part.Contains(AnyNames, StringComparison.Ordinal)) is { } mixed)
            return $"the glob '{glob}' has '{mixed}'; '**' stands by itself between slashes.";
        if (parts.Contains(""))
            return $"the glob '{glob}' has an empty name.";
        if (Array.Exists(parts, static part => part.AsSpan().ContainsAnyExcept(Characters)))
            return $"the glob '{glob}' has a character that is none of letters, digits, '.', '_', '-', '*', '/'.";
        if (parts.Count(static part => part != AnyNames) is var names && names > TenantPath.MaxDepth)
            return $"the glob '{glob}' fits no tenant: it has {names} names, a tenant path at most {TenantPath.MaxDepth}.";
        return Array.Exists(parts, static part => part.Length - part.Count(static character => character == '*') > TenantPath.MaxNameLength)
            ? $"the glob '{glob[..40]}…' fits no tenant: it has a name of more than {TenantPath.MaxNameLength} characters."
            : null;
    }

    /// <summary>Whether a well-formed glob fits every tenant.</summary>
    public static bool IsForAll(string glob) => glob.Split('/').All(static part => part == AnyNames);

    public bool Fits(TenantPath tenant) => Fits(_parts, tenant.Value.Split('/'));

    private static bool Fits(ReadOnlySpan<string> parts, ReadOnlySpan<string> names)
    {
        if (parts.IsEmpty)
            return names.IsEmpty;
        if (parts[0] == AnyNames)
            return Fits(parts[1..], names) || (!names.IsEmpty && Fits(parts, names[1..]));
        return !names.IsEmpty && FileSystemName.MatchesSimpleExpression(parts[0], names[0], ignoreCase: false) && Fits(parts[1..], names[1..]);
    }
}
