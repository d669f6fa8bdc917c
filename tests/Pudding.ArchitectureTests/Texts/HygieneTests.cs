using System.Text.RegularExpressions;

namespace Pudding.ArchitectureTests.Texts;

public sealed partial class HygieneTests
{
    [Fact]
    public void No_test_is_switched_off() => Rule.Holds(
        "No test is switched off. One that needs what the machine lacks asks with Requires, which says so.",
        Tree.Code.SelectMany(static file => file.Where(static line => SwitchedOff().IsMatch(line))));

    [Fact]
    public void No_path_of_a_machine_is_in_the_tree() => Rule.Holds(
        "No path of somebody's machine is in the tree.",
        Tree.Texts.SelectMany(static file => file.Where(static line => MachinePath().IsMatch(line))));

    [Fact]
    public void No_package_registry_is_named() => Rule.Holds(
        "No package registry is named: the sources configured on the machine serve.",
        Tree.Texts.SelectMany(static file => file.Where(static line => Registry().IsMatch(line))));

    [Fact]
    public void No_work_is_left_in_comments() => Rule.Holds(
        "Nothing is left to do in comments: it is done, or it is an issue.",
        Tree.Texts.SelectMany(static file => file.Where(static line => TaskComment().IsMatch(line))));

    // The brackets keep these patterns from matching themselves.
    [GeneratedRegex(@"\b(?:Fact|Theory)\w*\(.*\bSki[p]\s*=", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SwitchedOff();

    [GeneratedRegex(@"(?<![\w.~>])(?:/[h]ome/\w|/[r]oot/|/[w]ork/|/[U]sers/\w|[A-Z]:\\\\?[U]sers\\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"nuget\.or[g]|npmjs\.co[m]|pkgs\.dev\.azur[e]|myget\.or[g]", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Registry();

    [GeneratedRegex(@"\b(?:TO[D]O|FIX[M]E|HAC[K]|XX[X])\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TaskComment();
}
