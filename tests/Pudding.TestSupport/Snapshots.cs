using System.Runtime.CompilerServices;
using Snapshooter;
using Snapshooter.Xunit;

namespace Pudding.TestSupport;

/// <summary>Compares text with a file beside the test, in a folder <c>__snapshots__</c>. Strict everywhere: a snapshot that is missing fails, and so does
/// one that differs (what came instead is written to <c>__snapshots__/__mismatch__</c>).</summary>
/// <remarks>To accept what the tests say now, then read the diff:
/// <code>PUDDING_ACCEPT_SNAPSHOTS=1 dotnet test --filter Name_of_the_test</code></remarks>
public static class Snapshots
{
    /// <summary>Compares.</summary>
    /// <param name="actual">The text. Line ends are normalised to <c>\n</c>, and it is made to end with one.</param>
    /// <param name="name">Tells several snapshots of one test apart.</param>
    /// <param name="test">Left out.</param>
    /// <param name="file">Left out.</param>
    public static void Match(string actual, string? name = null, [CallerMemberName] string test = "", [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(actual);
        var source = Repository.FromCompiler(file);
        var fullName = new SnapshotFullName(
            string.Join('_', ((string?[])[Path.GetFileNameWithoutExtension(source), test, name]).OfType<string>()) + ".snap",
            Repository.PathOf(Path.GetDirectoryName(source)!));
        var path = Path.Combine(fullName.FolderPath, "__snapshots__", fullName.Filename);

        Prepare(path);
        Snapshot.Match(Normalise(actual), fullName);
    }

    private static void Prepare(string path)
    {
        var exists = File.Exists(path);
        if (TestEnvironment.AcceptSnapshots)
        {
            if (exists)
                File.Delete(path); // the comparison that follows writes what is missing
        }
        else if (!exists)
        {
            Assert.Fail(
                $"There is no snapshot {Path.GetRelativePath(Repository.Root, path)}. " +
                $"To accept what the test says now: {TestEnvironment.AcceptSnapshotsVariable}=1 dotnet test --filter <the test>");
        }
    }

    private static string Normalise(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
}
