using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Pudding.Worker.Isolation;

/// <summary>Keeps a range of users from the addresses at which clouds serve the metadata and the credentials of an instance. The rules stay until the machine restarts; putting them up again
/// replaces them.</summary>
internal sealed class MetadataBlock(string table, int firstUser, int lastUser)
{
    private const string Address4 = "169.254.169.254";
    private const string Address6 = "fd00:ec2::254";

    private static readonly string[] Folders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    private string Users => string.Create(CultureInfo.InvariantCulture, $"{firstUser}-{lastUser}");

    /// <param name="by">With which tool.</param>
    /// <returns>Why it was not put up; <c>null</c> when it was.</returns>
    public string? TryApply(out string by)
    {
        by = "";
        var error = "neither nft nor iptables was found";
        if (Find("nft") is { } nft)
        {
            by = "nft";
            if ((error = Run(nft, ["-f", "-"], NftRules())) is null)
                return null;
        }

        if (Find("iptables") is not { } iptables)
            return error;
        by = "iptables";
        if ((error = Put(iptables, Address4)) is not null)
            return error;
        if (Find("ip6tables") is { } ip6tables)
            _ = Put(ip6tables, Address6); // a machine without IPv6 has nothing to block there
        return null;
    }

    /// <summary>One transaction: there is no moment without the rules once they are up.</summary>
    internal string NftRules() => $$"""
        table inet {{table}} {}
        delete table inet {{table}}
        table inet {{table}} {
          chain output {
            type filter hook output priority 0; policy accept;
            meta skuid {{Users}} ip daddr {{Address4}} reject
            meta skuid {{Users}} ip6 daddr {{Address6}} reject
          }
        }

        """;

    private string? Put(string program, string address)
    {
        string[] rule = ["OUTPUT", "-m", "owner", "--uid-owner", Users, "-d", address, "-j", "REJECT"];
        return Run(program, ["-w", "-C", .. rule]) is null ? null : Run(program, ["-w", "-I", .. rule]);
    }

    private static string? Find(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <returns>What went wrong; <c>null</c> for nothing.</returns>
    private static string? Run(string program, string[] arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            var words = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{Path.GetFileName(program)}: {words.Trim()}";
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            return $"{Path.GetFileName(program)}: {exception.Message}";
        }
    }
}
