namespace Pudding.Tests.Scheduling.Properties;

/// <summary>The names of what is promised.</summary>
internal static class Property
{
    public const string Survival = "0 no exception";
    public const string Tier = "1 least tier among eligible siblings";
    public const string Least = "1 least key in the tier";
    public const string Eligible = "1 who is picked has a job and no reason against it";
    public const string Head = "1 head of the tenant's jobs";
    public const string Turn = "1 least recently served queue";
    public const string Spread = "2 spread of siblings";
    public const string Return = "3 who comes back is at most the credit ahead";
    public const string Work = "4 work conservation";
    public const string Token = "4 time of the next token";
    public const string Ceiling = "5 ceilings";
    public const string Pause = "5 pause";
    public const string Rate = "5 start rate";
    public const string Starvation = "6 starvation";
    public const string Round = "7 round-robin takes turns";
    public const string Books = "8 books: tenants, running, waiting";
}
