using Microsoft.Extensions.Logging;
using Pudding.Worker.Isolation;

#pragma warning disable CA1416 // no handler is ever made on Windows: see GuardianCommand
namespace Pudding.Worker.Commands;

/// <summary>Where a job works: a directory of its own, removed when disposed, or one that was there before and stays.</summary>
internal sealed class JobDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly ILogger? _removal;

    private JobDirectory(string path, ILogger? removal)
    {
        Path = path;
        _removal = removal;
    }

    public string Path { get; }

    /// <summary>Whether the job's own user has emptied it already: what is in it is no business of root's.</summary>
    public bool HasOwnUser { get; set; }

    public static JobDirectory Existing(string path) => new(path, removal: null);

    /// <param name="root">Where to make it; <c>null</c> for the system's directory for temporary files.</param>
    /// <param name="name">The beginning of its name.</param>
    /// <param name="logger">Learns when it can't be removed.</param>
    /// <exception cref="IOException">It can't be made.</exception>
    public static JobDirectory CreatePrivate(string? root, string name, ILogger logger)
    {
        if (root is null)
            return new JobDirectory(Directory.CreateTempSubdirectory(name + "-").FullName, logger);

        var path = System.IO.Path.Combine(root, $"{name}-{System.IO.Path.GetRandomFileName()}");
        Directory.CreateDirectory(root);
        Directory.CreateDirectory(path, OwnerOnly);
        return new JobDirectory(path, logger);
    }

    public void Dispose()
    {
        if (_removal is null)
            return;

        try
        {
            if (!HasOwnUser)
                JobTree.Empty(Path);
            Directory.Delete(Path);
        }
        catch (DirectoryNotFoundException)
        {
            // the job has removed it itself
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.DirectoryRemains(_removal, Path, exception);
        }
    }
}
