using System.Runtime.CompilerServices;

namespace Pudding.Tests.Scheduling.Properties;

/// <summary>A text that is only put together when a check fails.</summary>
[InterpolatedStringHandler]
internal ref struct Complaint
{
    private DefaultInterpolatedStringHandler _text;

    public Complaint(int literalLength, int formattedCount, bool holds, out bool isWanted)
    {
        isWanted = !holds;
        _text = isWanted ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public override string ToString() => _text.ToStringAndClear();
}
