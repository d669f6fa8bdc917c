using System.Text;
using CsCheck;
using Pudding.Logs;

namespace Pudding.Tests.Logs;

public sealed class LogCursorTests
{
    private const int Capacity = 10;

    private static readonly int Mark = LogCursor.CutMark.Length;

    [Fact]
    public void A_piece_is_kept_and_the_next_one_begins_behind_it() =>
        Check(default, token: 5, offset: 0, length: 4, new(5, 4, 4, false), LogAppendStatus.Appended, 0..4);

    [Fact]
    public void A_piece_that_is_there_is_appended_no_second_time() =>
        Check(new(5, 4, 4, false), token: 5, offset: 0, length: 4, new(5, 4, 4, false), LogAppendStatus.Appended, 4..4);

    [Fact]
    public void Of_a_piece_that_was_cut_otherwise_the_first_time_the_rest_is_kept() =>
        Check(new(5, 4, 4, false), token: 5, offset: 2, length: 5, new(5, 7, 7, false), LogAppendStatus.Appended, 2..5);

    [Fact]
    public void A_piece_that_ends_inside_what_is_there_takes_nothing_back() =>
        Check(new(5, 8, 8, false), token: 5, offset: 1, length: 2, new(5, 8, 8, false), LogAppendStatus.Appended, 2..2);

    [Fact]
    public void Nothing_is_kept_behind_a_gap() =>
        Check(new(5, 4, 4, false), token: 5, offset: 5, length: 2, new(5, 4, 4, false), LogAppendStatus.Gap, 0..0);

    [Fact]
    public void A_newer_lease_begins_at_0_behind_what_is_kept() =>
        Check(new(5, 4, 4, false), token: 6, offset: 0, length: 3, new(6, 3, 7, false), LogAppendStatus.Appended, 0..3);

    [Fact]
    public void A_newer_lease_that_begins_later_is_asked_to_begin_at_0() =>
        Check(new(5, 4, 4, false), token: 6, offset: 4, length: 3, new(6, 0, 4, false), LogAppendStatus.Gap, 0..0);

    [Fact]
    public void An_older_lease_is_refused() =>
        Check(new(5, 4, 4, false), token: 4, offset: 4, length: 3, new(5, 4, 4, false), LogAppendStatus.Refused, 0..0);

    [Fact]
    public void A_log_that_just_fits_is_whole() =>
        Check(new(5, 4, 4, false), token: 5, offset: 4, length: 6, new(5, 10, 10, false), LogAppendStatus.Appended, 0..6);

    [Fact]
    public void What_is_too_long_is_cut_with_a_mark() =>
        Check(new(5, 4, 4, false), token: 5, offset: 3, length: 9, new(5, 12, 10 + Mark, true), LogAppendStatus.Full, 1..7, isCut: true);

    [Fact]
    public void The_mark_comes_once_and_nothing_after_it() =>
        Check(new(5, 12, 10 + Mark, true), token: 6, offset: 0, length: 9, new(6, 9, 10 + Mark, true), LogAppendStatus.Full, 0..0);

    [Fact]
    public void A_smaller_cap_than_before_cuts_at_once() =>
        Check(new(5, 14, 14, false), token: 5, offset: 14, length: 1, new(5, 15, 14 + Mark, true), LogAppendStatus.Full, 0..0, isCut: true);

    [Fact]
    public void A_log_that_was_cut_stays_so_when_more_is_kept_later() =>
        Check(new(5, 12, 4, true), token: 5, offset: 12, length: 2, new(5, 14, 4, true), LogAppendStatus.Full, 0..0);

    /// <summary>Each lease sends all of its log in pieces of any sizes, some of them again and some too early, and heeds the answers.</summary>
    [Fact]
    public void However_logs_are_cut_into_pieces_the_same_is_kept() =>
        Gen.Select(Gen.Int[0, 9].Array[1, 4], Gen.Select(Gen.Int[-4, 4], Gen.Int[0, 5]).Array[1, 30], Gen.Int[0, 30]).Sample(static (lengths, pieces, capacity) =>
        {
            var (cursor, kept) = (default(LogCursor), new List<byte>());
            for (var token = 1; token <= lengths.Length; token++)
            {
                var log = Enumerable.Range(0, lengths[token - 1]).Select(at => (byte)((10 * token) + at)).ToArray();
                var next = 0;
                foreach (var (shift, length) in (IEnumerable<(int, int)>)[.. pieces, (0, log.Length), (-log.Length, log.Length)])
                {
                    var from = Math.Clamp(next + shift, 0, log.Length);
                    var piece = log.AsSpan(from, Math.Min(length, log.Length - from));
                    var step = cursor.Append(token, from, piece.Length, capacity);
                    kept.AddRange(piece[step.Keep]);
                    if (step.IsCut)
                        kept.AddRange(LogCursor.CutMark);
                    cursor = step.After;
                    Assert.Equal(kept.Count, cursor.Kept);
                    next = (int)step.Result.NextOffset;
                }
            }

            var all = lengths.SelectMany(static (length, i) => Enumerable.Range(0, length).Select(at => (byte)((10 * (i + 1)) + at))).ToArray();
            byte[] expected = all.Length > capacity ? [.. all[..capacity], .. LogCursor.CutMark] : all;
            Assert.Equal(expected, kept);
        });

    [Fact]
    public void The_mark_is_a_line_of_its_own() =>
        Assert.Equal("\n[the log is cut here: it is longer than what is kept of a job]\n", Encoding.UTF8.GetString(LogCursor.CutMark));

    private static void Check(LogCursor before, long token, long offset, int length, LogCursor after, LogAppendStatus status, Range keep, bool isCut = false)
    {
        var step = before.Append(token, offset, length, Capacity);

        Assert.Equal(after, step.After);
        var next = status == LogAppendStatus.Refused ? offset : after.NextOffset;
        Assert.Equal(new LogAppendResult(status, next), step.Result);
        Assert.Equal((keep, isCut), (step.Keep, step.IsCut));
    }
}
