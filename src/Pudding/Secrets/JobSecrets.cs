using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Pudding.Jobs;

namespace Pudding.Secrets;

/// <summary>The secrets of one job, by name. It prints names only. Immutable, thread-safe.</summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class JobSecrets
{
    private const char Ellipsis = '…';

    private readonly SortedDictionary<string, SecretValue> _values;
    private readonly Lazy<SecretPatterns> _patterns;

    /// <summary>Makes the secrets of a job; the farm does it for each assignment, a test of a handler for itself.</summary>
    /// <param name="values">The values by name; they are copied.</param>
    public JobSecrets(IEnumerable<KeyValuePair<string, SecretValue>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = new(StringComparer.Ordinal);
        foreach (var (name, value) in values)
            _values.Add(name, value ?? throw new ArgumentException($"The value of '{name}' is null.", nameof(values)));
        Names = [.. _values.Keys];
        _patterns = new(() => SecretPatterns.Of(_values.Values));
    }

    /// <summary>No secrets.</summary>
    public static JobSecrets None { get; } = new([]);

    /// <summary>The names, in ordinal order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The value of a secret.</summary>
    /// <exception cref="KeyNotFoundException">The job doesn't carry that name.</exception>
    public SecretValue this[string name] => TryGet(name, out var value)
        ? value
        : throw new KeyNotFoundException($"The job has no secret '{name}'; name it in JobRequest.Secrets.");

    /// <summary>The value of a secret, if the job carries that name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out SecretValue? value) => _values.TryGetValue(name, out value);

    /// <summary>Masks every value in a text as in the job's log (see <see cref="SecretMasker"/>), for what a handler writes elsewhere.</summary>
    public string Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Names.Count == 0 ? text : CreateMasker().Mask(text);
    }

    /// <summary>A masker for a stream of bytes, for what a handler writes elsewhere; the job's log has its own.</summary>
    public SecretMasker CreateMasker() => new(_patterns.Value);

    /// <summary>The names.</summary>
    public override string ToString() => $"[{string.Join(", ", Names)}]";

    /// <summary>How a job ended, without secrets in the reason.</summary>
    internal JobOutcome Mask(JobOutcome outcome) =>
        Names.Count == 0 || outcome.Reason is not { } reason ? outcome : outcome.WithReason(MaskReason(reason));

    /// <summary>What may be logged of an exception of the job's: the same without secrets, neither in it nor in what it carries along.</summary>
    internal Exception Mask(Exception exception) =>
        Names.Count == 0 ? exception : new MaskedException(Mask(exception.Message), Mask(exception.ToString()));

    /// <summary>A long reason was cut, perhaps in the middle of a secret.</summary>
    private string MaskReason(string reason)
    {
        if (!reason.EndsWith(Ellipsis))
            return Mask(reason);
        var end = reason.Length - 1;
        if (end > 0 && char.IsHighSurrogate(reason[end - 1]))
            end--;
        return CreateMasker().Mask(reason[..end], isCut: true) + Ellipsis;
    }
}
