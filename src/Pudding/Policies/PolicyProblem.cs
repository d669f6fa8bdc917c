namespace Pudding.Policies;

/// <summary>Something that was said and can't be in force as it is: what is in force instead, docs/policies.md tells.</summary>
/// <param name="Target">What it is of.</param>
/// <param name="Field">The field.</param>
/// <param name="Message">What is wrong, for people.</param>
public sealed record PolicyProblem(PolicyTarget Target, string Field, string Message)
{
    /// <summary>Whether what was said is fine by itself, and only doesn't go with what else is said.</summary>
    internal bool IsOfCombination { get; init; }

    /// <summary>For people, for example <c>Tenant 'rails': Guarantee: 3 is less than the 4 guaranteed right below it.</c></summary>
    public override string ToString() => $"{Target}: {Field}: {Message}";
}
