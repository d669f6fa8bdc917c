using System.Diagnostics;
using System.Globalization;

namespace Pudding.Storage.Sqlite.Tests.Killing;

/// <summary>What agents and clients have asked and were answered, written down outside of the database; and what they were promised by that. Thread-safe.</summary>
internal sealed class History
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<Promise> _promises = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _violation;

    /// <summary>Completes when something was found that may not be.</summary>
    public Task Broken => _broken.Task;

    public int Promises
    {
        get
        {
            lock (_gate)
                return _promises.Count;
        }
    }

    public void Note(string line)
    {
        lock (_gate)
            Write(line);
    }

    /// <summary>Something holds from now on and for ever.</summary>
    /// <param name="life">The life of the host that has said so.</param>
    /// <param name="text">What.</param>
    /// <param name="holds">Whether it does.</param>
    public void Promised(int life, string text, Func<Book, bool> holds)
    {
        lock (_gate)
        {
            Write($"{text} (life {life})");
            _promises.Add(new Promise(life, text, holds));
        }
    }

    /// <summary>Compares what a life of the host, and those before, have promised with what is in the database.</summary>
    public void Compare(Book book, int life)
    {
        List<Promise> promises;
        lock (_gate)
            promises = [.. _promises.Where(promise => promise.Life <= life)];
        foreach (var promise in promises)
        {
            if (!promise.Holds(book))
                Violate($"After life {life}, this doesn't hold: {promise.Text} (promised in life {promise.Life}).");
        }
    }

    /// <summary>Something is as it may not be.</summary>
    public void Violate(string what)
    {
        lock (_gate)
        {
            Write("VIOLATION: " + what);
            _violation ??= what;
        }

        _broken.TrySetResult();
    }

    /// <summary>What came last, for the message of a failing test.</summary>
    public string Tail()
    {
        lock (_gate)
            return string.Join('\n', _lines.TakeLast(150));
    }

    /// <summary>Fails the test when there was a violation.</summary>
    public void ThrowIfBroken(Func<string> describe)
    {
        lock (_gate)
        {
            if (_violation is not null)
                Assert.Fail($"{_violation}\n{describe()}");
        }
    }

    private void Write(string line) =>
        _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_began).TotalSeconds,8:F3} {line}"));

    private sealed record Promise(int Life, string Text, Func<Book, bool> Holds);
}
