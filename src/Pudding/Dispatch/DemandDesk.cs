namespace Pudding.Dispatch;

/// <summary>Where pools ask how much work waits for them, and the scheduling loop answers at the end of a round: what it knows is not for others to touch. Thread-safe.</summary>
internal sealed class DemandDesk
{
    private readonly Lock _gate = new();
    private readonly List<Question> _questions = [];

    /// <summary>How many waiting jobs of some queues could start if there were slots for them.</summary>
    /// <param name="queues">The queues.</param>
    /// <param name="atMost">Where to stop counting.</param>
    /// <param name="wake">Wakes the loop.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<int> AskAsync(IReadOnlyList<string> queues, int atMost, Action wake, CancellationToken cancellationToken)
    {
        var question = new Question(queues, atMost);
        lock (_gate)
            _questions.Add(question);
        wake();
        try
        {
            return await question.Answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _questions.Remove(question);
        }
    }

    /// <summary>Answers whoever has asked; called by the loop alone.</summary>
    public void Answer(Window window)
    {
        List<Question> asked;
        lock (_gate)
        {
            if (_questions.Count == 0)
                return;
            asked = [.. _questions];
            _questions.Clear();
        }

        foreach (var question in asked)
        {
            var count = 0;
            foreach (var queue in question.Queues)
                count += window.CountStartable(queue, question.AtMost - count);
            question.Answer.TrySetResult(count);
        }
    }

    private sealed record Question(IReadOnlyList<string> Queues, int AtMost)
    {
        public TaskCompletionSource<int> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
