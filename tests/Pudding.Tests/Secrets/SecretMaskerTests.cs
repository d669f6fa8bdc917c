using System.Buffers;
using System.Text;
using CsCheck;
using Pudding.Secrets;

namespace Pudding.Tests.Secrets;

public sealed class SecretMaskerTests
{
    // Few letters, so that sequences contain, overlap and repeat each other.
    private static readonly Gen<byte[]> Sequence = Gen.Byte[(byte)'a', (byte)'c'].Array[1, 6];

    [Fact]
    public void Whatever_the_pieces_the_text_is_masked_as_a_whole_would_be() =>
        Gen.Select(Sequence.Array[1, 5], Gen.Byte[(byte)'a', (byte)'d'].Array[0, 80], Gen.Int[0, 12].Array[1, 20]).Sample((sequences, text, sizes) =>
        {
            var (masked, longestHeld) = MaskInPieces(sequences, text, sizes);

            Assert.Equal(Naive(sequences, text), masked);
            Assert.InRange(longestHeld, 0, sequences.Max(sequence => sequence.Length) - 1);
        });

    [Fact]
    public void Only_what_may_begin_a_secret_is_held_back() =>
        Gen.Select(Sequence.Array[1, 5], Gen.Byte[(byte)'a', (byte)'d'].Array[0, 40]).Sample((sequences, text) =>
        {
            var masker = new SecretMasker(SecretPatterns.Of(sequences));
            var output = new ArrayBufferWriter<byte>();
            masker.Write(text, output);

            // The longest end of the text that begins a sequence and is not one whole; without what is masked for certain.
            var longest = Enumerable.Range(0, text.Length + 1).Select(start => text[start..])
                .First(end => end.Length == 0 || sequences.Any(sequence => sequence.Length > end.Length && sequence.AsSpan().StartsWith(end)));
            Assert.StartsWith(Encoding.ASCII.GetString(output.WrittenSpan), Naive(sequences, text), StringComparison.Ordinal);
            Assert.StartsWith(Naive(sequences, text, text.Length - longest.Length), Encoding.ASCII.GetString(output.WrittenSpan), StringComparison.Ordinal);
        });

    [Fact]
    public void A_value_in_pieces_of_any_size_is_masked()
    {
        foreach (var size in Enumerable.Range(1, 30))
        {
            Assert.Equal("a ***, b ***\n", MaskInPieces(["hunter2"], "a hunter2, b hunter2\n", size));
        }
    }

    [Fact]
    public void What_can_not_go_on_to_be_a_secret_comes_at_once()
    {
        var masker = new JobSecrets([new("A", new SecretValue("hunter2"))]).CreateMasker();

        Assert.Equal("the hunt", Write(masker, "the hunt") + Write(masker, "") + Flush(masker));
        string[] parts = [Write(masker, "the hunt"), Write(masker, "ed hunt"), Write(masker, "er2"), Write(masker, " hun"), Flush(masker)];
        Assert.Equal(["the ", "hunted ", "***", " ", "hun"], parts);
    }

    [Theory]
    [InlineData("abcdef", "xabcdefx", "x***x")] // the longer one
    [InlineData("abcd|bcde", "xabcdex", "x***x")] // nothing of either remains
    [InlineData("abcd|efgh", "xabcdefghx", "x***x")]
    [InlineData("abcd", "abcd abcd", "*** ***")]
    [InlineData("aaaa", "aaaaaaaaab", "***b")]
    [InlineData("abcabd", "abcabcabd", "abc***")]
    [InlineData("ab", "ab ab", "ab ab")] // too short
    [InlineData("abc", "xabcx", "x***x")]
    [InlineData(" hunter2\n", "is hunter2.", "is ***.")] // as a file gives it and a shell prints it
    [InlineData("ключ", "мой ключ!", "мой ***!")]
    [InlineData("line one\nline two\n}", "1: line one\r\n2: line two\r\n3: }", "1: ***\r\n2: ***\r\n3: }")]
    [InlineData("p@ss wörd/&", "?k=p%40ss%20w%C3%B6rd%2F%26&k=p%40ss+w%C3%B6rd%2F%26#", "?k=***&k=***#")]
    [InlineData("a\"b\\c\nd", "{\"k\":\"a\\\"b\\\\c\\nd\"}", "{\"k\":\"***\"}")]
    public void Values_are_found_in_each_of_their_forms(string secrets, string text, string expected)
    {
        var values = secrets.Split('|');

        Assert.Equal(expected, MaskInPieces(values, text, text.Length));
        Assert.Equal(expected, MaskInPieces(values, text, 1));
        Assert.Equal(expected, Secrets(values).Mask(text));
    }

    [Fact]
    public void Base64_hides_a_value_wherever_it_stands_in_what_is_encoded() =>
        Gen.Select(Gen.Byte.Array[0, 7], Gen.String[Gen.Char['!', '~'], 6, 40], Gen.Byte.Array[0, 7], Gen.Bool).Sample((before, value, after, urlSafe) =>
        {
            var encoded = Convert.ToBase64String([.. before, .. Encoding.UTF8.GetBytes(value), .. after]);
            if (urlSafe)
                encoded = encoded.Replace('+', '-').Replace('/', '_');

            var masked = Secrets(value).Mask(encoded);

            // At most the digits that mix a bit of the value with a neighbour remain.
            Assert.Contains("***", masked, StringComparison.Ordinal);
            var left = encoded.Length - masked.Length + "***".Length;
            Assert.True(left >= (value.Length * 8 / 6) - 1, $"{encoded} -> {masked}");
        });

    [Fact]
    public void A_text_that_was_cut_ends_in_no_half_secret()
    {
        var secrets = Secrets("hunter2hunter2hunter2");
        var reason = new string('x', 1990) + "hunter2hunter2hunter2";

        var masked = secrets.Mask(Pudding.Jobs.JobOutcome.Failed(reason)).Reason!;

        Assert.EndsWith("xxx***…", masked, StringComparison.Ordinal);
        Assert.Equal("shorter than hunter", secrets.Mask(Pudding.Jobs.JobOutcome.Failed("shorter than hunter")).Reason);
    }

    [Fact]
    public void A_hostile_text_takes_no_longer_than_another()
    {
        // Every byte ends hundreds of sequences, of which each lies in the next.
        var secrets = Secrets([.. Enumerable.Range(3, 500).Select(length => new string('a', length))]);
        var text = new string('a', 4_000_000) + "b";

        Assert.Equal("***b", secrets.Mask(text));
    }

    private static JobSecrets Secrets(params string[] values) => new(values.Select((value, i) => KeyValuePair.Create($"S{i}", new SecretValue(value))));

    private static string MaskInPieces(string[] values, string text, int size)
    {
        var masker = Secrets(values).CreateMasker();
        var bytes = Encoding.UTF8.GetBytes(text);
        var output = new ArrayBufferWriter<byte>();
        foreach (var piece in bytes.Chunk(size))
            masker.Write(piece, output);
        masker.Flush(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static (string Masked, int LongestHeld) MaskInPieces(byte[][] sequences, byte[] text, int[] sizes)
    {
        var masker = new SecretMasker(SecretPatterns.Of(sequences));
        var output = new ArrayBufferWriter<byte>();
        var held = 0;
        for (var (position, i) = (0, 0); position < text.Length; i++)
        {
            var piece = text.AsSpan(position, Math.Min(text.Length - position, sizes[i % sizes.Length] + (i % sizes.Length == 0 ? 1 : 0)));
            masker.Write(piece, output);
            position += piece.Length;
            held = Math.Max(held, masker.Held);
        }

        masker.Flush(output);
        return (Encoding.ASCII.GetString(output.WrittenSpan), held);
    }

    /// <summary>Marks each byte of each occurrence, and puts a mask over each run.</summary>
    /// <param name="sequences">What is secret.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="end">How much of it is given out.</param>
    private static string Naive(byte[][] sequences, byte[] text, int? end = null)
    {
        var isSecret = new bool[text.Length];
        foreach (var sequence in sequences)
        {
            for (var start = 0; start + sequence.Length <= text.Length; start++)
            {
                if (text.AsSpan(start).StartsWith(sequence))
                    isSecret.AsSpan(start, sequence.Length).Fill(true);
            }
        }

        var masked = new StringBuilder();
        for (var i = 0; i < (end ?? text.Length); i++)
        {
            if (!isSecret[i])
                masked.Append((char)text[i]);
            else if (i == 0 || !isSecret[i - 1])
                masked.Append("***");
        }

        return masked.ToString();
    }

    private static string Write(SecretMasker masker, string text)
    {
        var output = new ArrayBufferWriter<byte>();
        masker.Write(Encoding.UTF8.GetBytes(text), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Flush(SecretMasker masker)
    {
        var output = new ArrayBufferWriter<byte>();
        masker.Flush(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
