namespace Pudding.Logs;

/// <summary>Where the log of a job is, and the rule by which it grows: for the authors of stores, who keep this with the bytes. A value; the default is an empty log.</summary>
/// <param name="FencingToken">Of the lease under which the newest piece was written; 0 before the first.</param>
/// <param name="NextOffset">Where the next piece of that lease begins, in bytes: how much was sent under it, kept or not.</param>
/// <param name="Kept">Bytes that are kept, of all attempts, with the mark; the next ones are appended behind them.</param>
/// <param name="IsFull">Whether it has reached its cap: nothing is kept any more.</param>
public readonly record struct LogCursor(long FencingToken, long NextOffset, long Kept, bool IsFull)
{
    /// <summary>What is written, in UTF-8, where a log that is too long ends. It is kept beyond the cap.</summary>
    public static ReadOnlySpan<byte> CutMark => "\n[the log is cut here: it is longer than what is kept of a job]\n"u8;

    /// <summary>What becomes of a piece.</summary>
    /// <remarks>Of the lease the store itself has to see to it that it is the job's newest, and the job not over.</remarks>
    /// <param name="fencingToken">Of the piece's lease. A newer one begins a log of its own, at 0, behind what is kept; an older one is refused.</param>
    /// <param name="offset">Where the piece begins in the log of its lease, in bytes, from 0.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="capacity">How many bytes are kept of a job; from 0. Heeded also when it was another one before.</param>
    public LogStep Append(long fencingToken, long offset, int length, long capacity)
    {
        if (fencingToken < FencingToken)
            return new LogStep(this, new LogAppendResult(LogAppendStatus.Refused, offset), 0..0);
        var here = fencingToken > FencingToken ? this with { FencingToken = fencingToken, NextOffset = 0 } : this;
        if (offset > here.NextOffset)
            return new LogStep(here, new LogAppendResult(LogAppendStatus.Gap, here.NextOffset), 0..0);

        // A piece that was cut otherwise the first time begins with what is already here.
        var known = (int)Math.Min(here.NextOffset - offset, length);
        return here.Add(known, length, capacity);
    }

    private LogStep Add(int known, int length, long capacity)
    {
        var room = IsFull ? 0 : Math.Max(0, capacity - Kept);
        var kept = (int)Math.Min(room, length - known);
        var isCut = !IsFull && kept < length - known;
        var after = this with
        {
            NextOffset = NextOffset + length - known,
            Kept = Kept + kept + (isCut ? CutMark.Length : 0),
            IsFull = IsFull || isCut,
        };
        var status = after.IsFull ? LogAppendStatus.Full : LogAppendStatus.Appended;
        return new LogStep(after, new LogAppendResult(status, after.NextOffset), known..(known + kept), isCut);
    }
}
