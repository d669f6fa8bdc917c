using System.Diagnostics;
using System.Text;
using System.Text.Json.Serialization;

namespace Pudding.Secrets;

/// <summary>The value of a secret. It prints as <c>***</c>, as text and as JSON; only <see cref="Reveal"/> gives it away. Immutable.</summary>
[DebuggerDisplay(Mask)]
[JsonConverter(typeof(SecretValueJsonConverter))]
public sealed class SecretValue
{
    /// <summary>The most characters that a value may have.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>What stands where a value stood.</summary>
    internal const string Mask = "***";

    /// <summary>Below this, a mask would be put over half of any log.</summary>
    internal const int MinMaskedBytes = 3;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    /// <summary>Wraps a value.</summary>
    /// <param name="value">The value, as text: what is binary goes in as base64, for example. At most <see cref="MaxLength"/> characters.</param>
    /// <exception cref="ArgumentException">It is too long.</exception>
    public SecretValue(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value.Length <= MaxLength
            ? value
            : throw new ArgumentException($"It has {value.Length} characters, more than the {MaxLength} that a secret may have.", nameof(value));
    }

    /// <summary>Whether it is masked in logs: it has at least three bytes of UTF-8, white space around it not counted.</summary>
    public bool IsMaskable => Encoding.UTF8.GetByteCount(_value.AsSpan().Trim()) >= MinMaskedBytes;

    /// <summary>The value itself, for whoever it is meant for.</summary>
    public string Reveal() => _value;

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => Mask;
}
