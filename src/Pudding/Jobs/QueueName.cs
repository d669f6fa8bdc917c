using System.Buffers;

namespace Pudding.Jobs;

/// <summary>What a queue may be called.</summary>
internal static class QueueName
{
    private const int MaxLength = 100;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>What is wrong with a name; <c>null</c> when nothing is.</summary>
    public static string? Check(string? name) =>
        string.IsNullOrEmpty(name) ? "the name of a queue is empty." :
        name.Length > MaxLength ? $"the name of queue '{name[..20]}…' has more than {MaxLength} characters." :
        name.AsSpan().ContainsAnyExcept(Characters) ? $"the name of queue '{name}' has a character that is none of letters, digits, '.', '_', '-'." :
        null;
}
