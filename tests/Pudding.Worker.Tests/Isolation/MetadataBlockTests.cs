using System.Diagnostics;
using Pudding.Worker.Isolation;

namespace Pudding.Worker.Tests.Isolation;

/// <summary>In a network of its own, where the address of the metadata service is this machine's, so that nothing else of the machine is touched.</summary>
public sealed class MetadataBlockTests
{
    private const string Probe = """
        ip link set lo up && ip addr add 169.254.169.254/32 dev lo
        setpriv --reuid 2000200000 --regid 2000200000 --clear-groups bash -c 'echo > /dev/tcp/169.254.169.254/80' 2>&1 | grep -o 'refused\|unreachable\|prohibited' | head -1
        nft -f - || exit 1
        nft -f - < "$RULES" || exit 1
        for user in 2000200000 2000200001 2000200002; do
          setpriv --reuid $user --regid $user --clear-groups bash -c 'echo > /dev/udp/169.254.169.254/80' 2>/dev/null && echo $user reaches || echo $user blocked
        done
        """;

    [SkippableFact]
    public void The_users_of_the_jobs_are_kept_from_it_and_no_others()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "It takes root on Linux.");
        Requires.Tool(RequiredTool.Nft);

        var rules = Path.GetTempFileName();
        File.WriteAllText(rules, new MetadataBlock("pudding_test", 2_000_200_000, 2_000_200_001).NftRules());
        var start = new ProcessStartInfo("unshare", ["-n", "bash", "-c", Probe]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["RULES"] = rules;
        start.Environment["PATH"] += ":/usr/sbin:/sbin";
        using var process = Process.Start(start)!;
        process.StandardInput.Write(File.ReadAllText(rules));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();

        Assert.Equal("refused\n2000200000 blocked\n2000200001 blocked\n2000200002 reaches\n", output);
        File.Delete(rules);
    }
}
