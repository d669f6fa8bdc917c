using System.Buffers;

namespace Pudding.Secrets;

/// <summary>Finds any of a set of byte sequences in one pass over a text, in constant time for each byte (Aho and Corasick's automaton). Immutable, thread-safe.</summary>
/// <remarks>A state stands for the longest end of the text so far that begins a sequence; 0 is the empty one. The children of a state are a list of siblings: they
/// are many only at the root, which has a table.</remarks>
internal sealed class SecretPatterns
{
    public const int Root = 0;

    private readonly int[] _roots = new int[256];
    private readonly SearchValues<byte> _firstBytes;
    private State[] _states = new State[64];
    private int _count = 1;

    private SecretPatterns(IEnumerable<byte[]> sequences)
    {
        foreach (var sequence in sequences)
            Add(sequence);
        Link();
        _firstBytes = SearchValues.Create([.. Enumerable.Range(0, _roots.Length).Where(label => _roots[label] != Root).Select(static label => (byte)label)]);
    }

    public static SecretPatterns Of(IEnumerable<SecretValue> secrets) => new(secrets.SelectMany(SecretForms.Of));

    /// <summary>For tests: any sequences, none of them empty.</summary>
    public static SecretPatterns Of(IEnumerable<byte[]> sequences) => new(sequences);

    /// <summary>Where a sequence may begin; -1 for nowhere.</summary>
    public int IndexOfStart(ReadOnlySpan<byte> text) => text.IndexOfAny(_firstBytes);

    /// <summary>How much of the text's end may go on to be a sequence.</summary>
    public int Depth(int state) => _states[state].Depth;

    /// <summary>The length of the longest sequence that ends here; 0 for none.</summary>
    public int Match(int state) => _states[state].Match;

    public int Next(int state, byte label)
    {
        for (; state != Root; state = _states[state].Fallback)
        {
            if (Child(state, label) is var child and not Root)
                return child;
        }

        return _roots[label];
    }

    private int Child(int state, byte label)
    {
        if (state == Root)
            return _roots[label];
        var child = _states[state].FirstChild;
        while (child != Root && _states[child].Label != label)
            child = _states[child].NextSibling;
        return child;
    }

    private void Add(byte[] sequence)
    {
        var state = Root;
        foreach (var label in sequence)
        {
            var child = Child(state, label);
            state = child != Root ? child : AddChild(state, label);
        }

        _states[state].Match = sequence.Length;
    }

    private int AddChild(int state, byte label)
    {
        if (_count == _states.Length)
            Array.Resize(ref _states, 2 * _count);

        var child = _count++;
        ref var link = ref state == Root ? ref _roots[label] : ref _states[state].FirstChild;
        _states[child] = new State { Label = label, Depth = _states[state].Depth + 1, NextSibling = link };
        link = child;
        return child;
    }

    /// <summary>Level by level: where each state falls back to when the text doesn't go on as it would.</summary>
    private void Link()
    {
        var queue = new Queue<int>(_roots.Where(static child => child != Root));
        while (queue.TryDequeue(out var state))
        {
            for (var child = _states[state].FirstChild; child != Root; child = _states[child].NextSibling)
            {
                var fallback = Next(_states[state].Fallback, _states[child].Label);
                _states[child].Fallback = fallback;
                _states[child].Match = Math.Max(_states[child].Match, _states[fallback].Match);
                queue.Enqueue(child);
            }
        }
    }

    private struct State
    {
        public byte Label;
        public int Depth;
        public int Match;
        public int FirstChild;
        public int NextSibling;
        public int Fallback;
    }
}
