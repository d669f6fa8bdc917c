using System.Buffers.Binary;
using System.Text;

namespace Pudding.Guardian;

/// <summary>What a guardian runs: the first thing that it reads from its control pipe. It travels there, not as arguments or environment of the
/// guardian: arguments are open to every user of the machine, and a job's environment must not change how the guardian itself runs.</summary>
internal sealed record JobSpec
{
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The whole environment, <c>NAME=value</c>.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>On <see cref="MonotonicClock"/>.</summary>
    public required long Deadline { get; init; }

    /// <summary>What no later deadline passes, on <see cref="MonotonicClock"/>: whoever it is that writes to the control pipe.</summary>
    public required long End { get; init; }

    /// <summary>Begins every line that the guardian says, so that nobody else's is taken for it.</summary>
    public required string Password { get; init; }

    /// <summary>What it is shut into.</summary>
    public Confinement Confinement { get; init; } = Confinement.None;

    /// <summary>A length in four bytes, then that many bytes.</summary>
    public byte[] ToFrame()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(0);
        writer.Write(Deadline);
        writer.Write(End);
        writer.Write(Password);
        writer.Write(WorkingDirectory);
        WriteList(writer, Command);
        WriteList(writer, Environment);
        writer.Write(Confinement.User);
        writer.Write(Confinement.MaxProcesses);
        writer.Write(Confinement.Cgroup);
        writer.Write(Confinement.HomeCgroup);
        writer.Flush();
        var frame = stream.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - sizeof(int));
        return frame;
    }

    /// <summary>Reads what follows the length.</summary>
    public static JobSpec Read(byte[] body)
    {
        using var reader = new BinaryReader(new MemoryStream(body), Encoding.UTF8);
        return new JobSpec
        {
            Deadline = reader.ReadInt64(),
            End = reader.ReadInt64(),
            Password = reader.ReadString(),
            WorkingDirectory = reader.ReadString(),
            Command = ReadList(reader),
            Environment = ReadList(reader),
            Confinement = new Confinement(reader.ReadInt32(), reader.ReadInt32(), reader.ReadString(), reader.ReadString()),
        };
    }

    private static void WriteList(BinaryWriter writer, IReadOnlyList<string> list)
    {
        writer.Write(list.Count);
        foreach (var item in list)
            writer.Write(item);
    }

    private static string[] ReadList(BinaryReader reader)
    {
        var list = new string[reader.ReadInt32()];
        for (var i = 0; i < list.Length; i++)
            list[i] = reader.ReadString();
        return list;
    }
}
