namespace Pudding.Workers;

/// <summary>Where a handler writes what people will read. Thread-safe; never waits; beyond the cap it drops, leaving one clear mark.</summary>
public interface IJobLog
{
    /// <summary>Appends bytes, by convention UTF-8 text.</summary>
    void Write(ReadOnlySpan<byte> utf8);

    /// <summary>Appends a line of text.</summary>
    void WriteLine(string line);
}
