using System.Security.Cryptography;
using Pudding.Instances;

namespace Pudding.LocalProcess.Images;

/// <summary>An image is a program: its path and what it holds. Another file at the same path is another image, so that a new agent is a change that a pool can see.</summary>
/// <param name="Path">The absolute path of the program.</param>
/// <param name="Hash">The first half of the SHA-256 of the file.</param>
internal sealed record ProgramImage(string Path, string Hash)
{
    private const string Separator = "@sha256:";
    private const int HashLength = 32;

    /// <summary>The pinned name: <c>/opt/agent@sha256:…</c>.</summary>
    public string Id => $"{Path}{Separator}{Hash}";

    /// <summary>The program of a pinned image.</summary>
    public static string PathOf(string id) => id.Split(Separator)[0];

    /// <returns>The image that a file is now; <c>null</c> when there is none that can be run.</returns>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ProgramImage? Read(string path)
    {
        if (!System.IO.Path.IsPathRooted(path) || !File.Exists(path) || !CanRun(path))
            return null;
        using var file = File.OpenRead(path);
        return new ProgramImage(path, Convert.ToHexStringLower(SHA256.HashData(file))[..HashLength]);
    }

    /// <summary>What is wrong with a pinned image; <c>null</c> when it can be launched.</summary>
    public static ProviderError? Check(string id)
    {
        var parts = id.Split(Separator);
        var path = parts[0];
        if (parts.Length != 2)
            return Wrong($"'{id}' is not the name of a pinned image, as ResolveImageAsync gives it.");
        try
        {
            return Read(path) is not { } image ? Wrong($"'{path}' is not there (any more), or is no program that can be run.") :
                image.Hash != parts[1] ? Wrong($"'{path}' has changed since it was resolved.") :
                null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Wrong($"'{path}' can't be read: {exception.Message}");
        }
    }

    private static bool CanRun(string path) =>
        ProgramCommand.IsAssembly(path)
        || OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None;

    private static ProviderError Wrong(string problem) => ProviderError.Misconfigured(nameof(LaunchRequest.Image), $"{nameof(LaunchRequest.Image)}: {problem}");
}
