using System.Text;
using Pudding.Workers;

namespace Pudding.Worker.Tests.Support;

internal sealed class TextLog : IJobLog
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes
    {
        get
        {
            lock (_bytes)
                return _bytes.ToArray();
        }
    }

    public string Text => Encoding.UTF8.GetString(Bytes);

    public void Write(ReadOnlySpan<byte> utf8)
    {
        lock (_bytes)
            _bytes.AddRange(utf8);
    }

    public void WriteLine(string line) => Write(Encoding.UTF8.GetBytes(line + "\n"));
}
