using System.Text;
using System.Text.Json;

namespace Pudding.LocalProcess.Records;

/// <summary>The directory of one instance: its record, what it was given, what it has written.</summary>
internal sealed class InstanceDirectory(string path)
{
    internal const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int ConsoleTail = 64 * 1024;

    public string Path { get; } = path;

    /// <summary>The bytes that the instance boots with. Gone when it is.</summary>
    public string BootstrapFile => In("bootstrap");

    /// <summary>Where the instance keeps what must survive a restart of its program. Gone when it is.</summary>
    public string StateDirectory => In("state");

    private string RecordFile => In("instance.json");

    /// <returns>The record; <c>null</c> when there is none.</returns>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public InstanceRecord? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(RecordFile), RecordJsonContext.Default.InstanceRecord);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{RecordFile}' can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Writes all of the record or, should the machine fail, nothing.</summary>
    public void Write(InstanceRecord record)
    {
        WriteFile(RecordFile + ".new", JsonSerializer.SerializeToUtf8Bytes(record, RecordJsonContext.Default.InstanceRecord));
        File.Move(RecordFile + ".new", RecordFile, overwrite: true);
    }

    /// <summary>Makes the directory with everything in it, or, should the machine fail, nothing.</summary>
    public void Create(InstanceRecord record, ReadOnlySpan<byte> bootstrap)
    {
        var draft = new InstanceDirectory(Path + ".new");
        draft.Delete();
        Directory.CreateDirectory(draft.Path, Private);
        Directory.CreateDirectory(draft.StateDirectory, Private);
        WriteFile(draft.BootstrapFile, bootstrap);
        draft.Write(record);
        Directory.Move(draft.Path, Path);
    }

    public void Delete()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    /// <summary>Removes what only a living instance needs; secrets may be in it.</summary>
    public void Clear()
    {
        File.Delete(BootstrapFile);
        File.Delete(In("pipe"));
        if (Directory.Exists(StateDirectory))
            Directory.Delete(StateDirectory, recursive: true);
    }

    /// <summary>The newest of what the instance has printed.</summary>
    public string? ReadConsole()
    {
        // The files are replaced meanwhile: what is missed is missed.
        var pieces = new[] { In("console.2"), In("console.1"), In("console") }.Where(File.Exists).SelectMany(ReadFile).ToArray();
        return pieces.Length == 0 ? null : Encoding.UTF8.GetString(pieces.AsSpan(Math.Max(0, pieces.Length - ConsoleTail)));
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private static void WriteFile(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = PrivateFile });
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
