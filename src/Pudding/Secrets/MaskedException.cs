namespace Pudding.Secrets;

/// <summary>Stands in a log for the exception of a job that has secrets. The exception itself could carry one in any of its properties.</summary>
#pragma warning disable CA1032, CA1064 // never thrown
internal sealed class MaskedException(string message, string text) : Exception(message)
#pragma warning restore CA1032, CA1064
{
    /// <summary>The exception's own text, its stack and inner exceptions included.</summary>
    public override string ToString() => text;
}
