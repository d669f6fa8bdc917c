using System.Buffers.Binary;
using System.Text;

namespace Pudding.Guardian;

/// <summary>The reading end of the pipe by which a worker directs a guardian. That it closes is the news that the worker is gone.</summary>
internal sealed class ControlPipe(int fd)
{
    private const int MaxFrame = 16 * 1024 * 1024;
    private const int MaxLine = 256;

    private readonly byte[] _buffer = new byte[4096];
    private readonly StringBuilder _line = new();

    public int Fd => fd;

    /// <summary>Waits for the job.</summary>
    /// <returns><c>null</c> when the worker went before it had said what to run.</returns>
    public JobSpec? ReadSpec()
    {
        var length = new byte[sizeof(int)];
        if (!Fill(length))
            return null;

        var size = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (size is <= 0 or > MaxFrame)
            return null;

        var body = new byte[size];
        return Fill(body) ? JobSpec.Read(body) : null;
    }

    /// <summary>Reads what is there; waits when nothing is. A line may come in pieces.</summary>
    /// <returns><c>false</c> when the pipe is closed.</returns>
    public bool Read(ICollection<ControlCommand> commands)
    {
        var read = Native.Read(fd, _buffer);
        if (read <= 0)
            return false;

        foreach (var value in _buffer.AsSpan(0, read))
        {
            if (value != (byte)'\n')
            {
                // Beyond the longest sensible line it is kept out, and what was kept is malformed.
                if (_line.Length <= MaxLine)
                    _line.Append((char)value);
                continue;
            }

            if (_line.Length <= MaxLine && ControlCommand.TryParse(_line.ToString()) is { } command)
                commands.Add(command);
            _line.Clear();
        }

        return true;
    }

    private bool Fill(Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var read = Native.Read(fd, target);
            if (read <= 0)
                return false;
            target = target[read..];
        }

        return true;
    }
}
