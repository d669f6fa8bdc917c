namespace Pudding.Protocol.Mapping;

/// <summary>A message is not what it should be.</summary>
public sealed class WireFormatException : Exception
{
    /// <summary>Without words.</summary>
    public WireFormatException()
    {
    }

    /// <summary>With words.</summary>
    public WireFormatException(string message)
        : base(message)
    {
    }

    /// <summary>With words and a cause.</summary>
    public WireFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A field is wrong.</summary>
    /// <param name="field">As on the wire: <c>held[2].token</c>.</param>
    /// <param name="problem">What is wrong with it.</param>
    public WireFormatException(string field, string problem)
        : base($"{field}: {problem}") => Field = field;

    /// <summary>The field that is wrong, if it is one.</summary>
    public string? Field { get; }
}
