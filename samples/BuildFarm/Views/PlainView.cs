using Pudding.Events;

namespace BuildFarm.Views;

/// <summary>One line for each thing that happens: for a file, a pipe, a screen reader.</summary>
internal sealed class PlainView(TextWriter output, DateTimeOffset startedAt) : IFarmView
{
    private readonly TextWriter _output = TextWriter.Synchronized(output);

    public void Show(PuddingEvent happened)
    {
        if (EventLine.Of(happened) is { } line)
            _output.WriteLine($"{Words.Seconds(line.At - startedAt),8}  {line.Verb,-9}  {line.Project}: {line.Job} {line.Detail}");
    }

    public void Note(string message) => _output.WriteLine(message);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
