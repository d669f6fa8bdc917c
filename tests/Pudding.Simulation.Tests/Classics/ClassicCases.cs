using Pudding.Tenants;

namespace Pudding.Simulation.Tests.Classics;

/// <summary>The situations, each with the bar that <c>fair-share</c> must clear.</summary>
internal static class ClassicCases
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static IReadOnlyList<ClassicCase> All { get; } =
    [
        ManyTenantsOnFewSlots(),
        LongBesideShort("25 tenants with 60 s jobs beside 25 with 1 s jobs on 8 slots, 10 h", 25, Minute, Second, slots: 8, 10 * Hour, tolerance: 1),
        LongBesideShort("5 tenants with 60 s jobs beside 5 with 1 s jobs on 20 slots, 10 h", 5, Minute, Second, slots: 20, 10 * Hour, tolerance: 1),
        LongBesideShort("10 tenants with 2 h jobs beside 10 with 5 min jobs on 10 slots, 5 days", 10, 2 * Hour, 5 * Minute, slots: 10, 5 * Day, tolerance: 2),
        Weights(),
        Organisations(),
        LimitRaised(),
        Newcomers(),
        TooManyNewcomers(),
        EmptiesItsQueue(),
        WithdrawsAndAddsAgain(),
        ComesBack(),
    ];

    private static ClassicCase ManyTenantsOnFewSlots() => new()
    {
        Situation = "50 tenants on 8 slots, each with 200 jobs of 1 s at once, 600 s",
        Figures =
        [
            new("Jain's index of slot time", "at least 0.99", 0.99, 1),
            new("tenants never served", "0", 0, 0),
        ],
        Play = static order =>
        {
            var farm = new Farm(order, slots: 8);
            var tenants = farm.Tenants("t", 50, Second);
            foreach (var tenant in tenants)
                tenant.Add(200);

            farm.RunUntil(600 * Second);

            var used = tenants.Select(static tenant => tenant.Used.TotalSeconds).ToArray();
            return
            [
                Measured.Of(Math.Pow(used.Sum(), 2) / (used.Length * used.Sum(static x => x * x)), "0.000"),
                Measured.Of(tenants.Count(static tenant => tenant.Starts == 0), "0"),
            ];
        },
    };

    private static ClassicCase LongBesideShort(string situation, int each, TimeSpan @long, TimeSpan @short, int slots, TimeSpan duration, double tolerance) => new()
    {
        Situation = situation,
        Figures = [new("slot time of the long jobs' tenants", $"50 ± {tolerance} %", 50 - tolerance, 50 + tolerance)],
        Play = order =>
        {
            var farm = new Farm(order, slots);
            var heavy = farm.Tenants("long", each, @long);
            foreach (var tenant in heavy.Concat(farm.Tenants("short", each, @short)))
                tenant.StayBacklogged();

            farm.RunUntil(duration);

            return [Measured.Share(Sum(heavy), slots * duration)];
        },
    };

    private static ClassicCase Weights() => new()
    {
        Situation = "weights 1.5 and 1 on 2 slots, 5 min jobs, 24 h",
        Figures = [new("slot time of the heavier", "60 ± 2 %", 58, 62)],
        Play = static order =>
        {
            var farm = new Farm(order, slots: 2, Policies(("heavy", new TenantPolicy { Weight = 1.5 })));
            var heavy = farm.Tenant("heavy", 5 * Minute);
            heavy.StayBacklogged();
            farm.Tenant("light", 5 * Minute).StayBacklogged();

            farm.RunUntil(Day);

            return [Measured.Share(heavy.Used, 2 * Day)];
        },
    };

    private static ClassicCase Organisations() => new()
    {
        Situation = "organisations of weights 1, 2, 4, each with projects of weights 1, 1, 3, on 8 slots, 5 min jobs, 24 h",
        Figures =
        [
            new("slot time of the organisations", "14.3 : 28.6 : 57.1 ± 1 %", 0, 1),
            new("of the projects in the organisation that is farthest off", "20 : 20 : 60 ± 1 %", 0, 1),
        ],
        Play = static order =>
        {
            double[] organisations = [1, 2, 4];
            (string Name, double Weight)[] projects = [("a", 1), ("b", 1), ("c", 3)];
            var farm = new Farm(order, slots: 8, Policies(
                [
                    .. organisations.Select(static weight => ($"org{weight}", new TenantPolicy { Weight = weight })),
                    .. from weight in organisations from project in projects select ($"org{weight}/{project.Name}", new TenantPolicy { Weight = project.Weight }),
                ]));
            var tenants = organisations.Select(weight => projects.Select(project => farm.Tenant($"org{weight}/{project.Name}", 5 * Minute)).ToArray()).ToArray();
            foreach (var tenant in tenants.SelectMany(static tenant => tenant))
                tenant.StayBacklogged();

            farm.RunUntil(Day);

            return
            [
                Measured.Shares([.. tenants.Select(Sum)], organisations),
                tenants.Select(inside => Measured.Shares([.. inside.Select(static tenant => tenant.Used)], [.. projects.Select(static project => project.Weight)])).MaxBy(static it => it.Value),
            ];
        },
    };

    private static ClassicCase LimitRaised() => new()
    {
        Situation = "a tenant with 60 s jobs whose limit of 1 is raised to 50 after an hour, beside two backlogged ones with 45 s and 75 s jobs on 12 slots",
        Figures =
        [
            new("its slot time in the 10 min after", "33.3 ± 5 %", 28.3, 38.3),
            new("slot time ahead of the others since, at most", "a round and the credit: 14 min", 0, 14),
        ],
        Play = static order =>
        {
            var farm = new Farm(order, slots: 12, Policies(("limited", new TenantPolicy { MaxConcurrent = 1 })));
            var limited = farm.Tenant("limited", Minute);
            FarmTenant[] others = [farm.Tenant("t1", 45 * Second), farm.Tenant("t2", 75 * Second)];
            foreach (var tenant in others.Append(limited))
                tenant.StayBacklogged();
            farm.RunUntil(Hour);
            farm.Apply(Policies(("limited", new TenantPolicy { MaxConcurrent = 50 })));
            var before = limited.Used;
            var lead = new Lead(limited, others);

            farm.RunUntil(Hour + (10 * Minute), lead.Look);
            var share = Measured.Share(limited.Used - before, 12 * 10 * Minute);
            farm.RunUntil(6 * Hour, lead.Look);

            return [share, lead.Measured];
        },
    };

    private static ClassicCase Newcomers() => new()
    {
        Situation = "a newcomer with three 10 s jobs every 10 s, beside ten backlogged tenants with 30 s jobs on 8 slots, 1 h",
        Figures =
        [
            new("starts of others before a newcomer's first, at most", "9", 0, 9),
            new("least slot time of an old tenant, beside an even part of what newcomers leave", "at least 95 %", 95, 100),
        ],
        Play = static order =>
        {
            var farm = new Farm(order, slots: 8);
            var old = farm.Tenants("old", 10, Minute / 2);
            foreach (var tenant in old)
                tenant.StayBacklogged();
            var newcomers = new List<(FarmTenant Tenant, int StartsBefore)>();
            for (var at = 10 * Second; at < Hour; at += 10 * Second)
            {
                farm.Plan(at, () =>
                {
                    newcomers.Add((farm.Tenant($"new{newcomers.Count}", 10 * Second), farm.Starts));
                    newcomers[^1].Tenant.Add(3);
                });
            }

            farm.RunUntil(Hour);

            var left = (8 * Hour) - Sum(newcomers.Select(static it => it.Tenant));
            return
            [
                Measured.Of(newcomers.Max(it => (it.Tenant.StartsBeforeFirst ?? farm.Starts) - it.StartsBefore), "0"),
                Measured.Share(old.Min(static tenant => tenant.Used), left / old.Length),
            ];
        },
    };

    private static ClassicCase TooManyNewcomers() => new()
    {
        Situation = "a newcomer with three 30 s jobs every 10 s, more than 8 slots can do, beside ten backlogged tenants with 30 s jobs, 6 h",
        Figures =
        [
            new("slot time of the old tenants, beside a quarter of an even part among those who wait", "at least 100 %", 100, double.PositiveInfinity),
        ],
        Play = static order =>
        {
            var farm = new Farm(order, slots: 8);
            var old = farm.Tenants("old", 10, Minute / 2);
            foreach (var tenant in old)
                tenant.StayBacklogged();
            var newcomers = new List<FarmTenant>();
            var even = 0.0; // slot seconds
            for (var at = 10 * Second; at < 6 * Hour; at += 10 * Second)
            {
                farm.Plan(at, () =>
                {
                    newcomers.Add(farm.Tenant($"new{newcomers.Count}", 30 * Second));
                    newcomers[^1].Add(3);
                    even += 8 * 10.0 * old.Length / (old.Length + newcomers.Count(static tenant => tenant.Starts < 3));
                });
            }

            farm.RunUntil(6 * Hour);

            return [Measured.Of(100 * old.Sum(static tenant => tenant.Used.TotalSeconds) / (even / 4), "0.0 '%'")];
        },
    };

    private static ClassicCase EmptiesItsQueue() => Sheds(
        "a tenant that adds its next 10 min job when the last has ended, beside its like that stays backlogged and four with 1 min jobs on 4 slots, 24 h",
        static (_, tenant) =>
        {
            tenant.Add();
            tenant.WhenOneEnds = () => tenant.Add();
        });

    private static ClassicCase WithdrawsAndAddsAgain() => Sheds(
        "the same, with one that withdraws what waits whenever a job has ended, and adds it again after a second",
        static (farm, tenant) =>
        {
            tenant.StayBacklogged();
            tenant.WhenOneEnds = () =>
            {
                tenant.Withdraw();
                farm.Plan(farm.Now + Second, tenant.StayBacklogged);
            };
        });

    private static ClassicCase Sheds(string situation, Action<Farm, FarmTenant> play) => new()
    {
        Situation = situation,
        Figures =
        [
            new("slot time ahead of its like, at most", "a job and the credit: 14 min", 0, 14),
            new("slot time in all, beside its like's", "at most 100 % and the credit: 100.5 %", 0, 100.5),
        ],
        Play = order =>
        {
            var farm = new Farm(order, slots: 4);
            var honest = farm.Tenant("honest", 10 * Minute);
            var sheds = farm.Tenant("sheds", 10 * Minute);
            honest.StayBacklogged();
            play(farm, sheds);
            foreach (var tenant in farm.Tenants("t", 4, Minute))
                tenant.StayBacklogged();

            var lead = new Lead(sheds, [honest]);

            farm.RunUntil(Day, lead.Look);

            return [lead.Measured, Measured.Share(sheds.Used, honest.Used)];
        },
    };

    private static ClassicCase ComesBack() => new()
    {
        Situation = "a tenant that has nothing for 2 h and comes back beside two backlogged ones on 4 slots, 1 min jobs",
        Figures = [new("slot time ahead of the others since, at most", "a round and the credit: 6 min", 0, 6)],
        Play = static order =>
        {
            var farm = new Farm(order, slots: 4);
            var back = farm.Tenant("back", Minute);
            var others = farm.Tenants("t", 2, Minute);
            back.StayBacklogged();
            foreach (var tenant in others)
                tenant.StayBacklogged();
            farm.RunUntil(Hour);
            back.Withdraw();
            farm.RunUntil(3 * Hour);

            back.StayBacklogged();
            var lead = new Lead(back, others);
            farm.RunUntil(6 * Hour, lead.Look);

            return [lead.Measured];
        },
    };

    private static TenantPolicies Policies(params (string Path, TenantPolicy Policy)[] policies) =>
        new(int.MaxValue, policies.ToDictionary(static it => TenantPath.Parse(it.Path), static it => it.Policy));

    private static TimeSpan Sum(IEnumerable<FarmTenant> tenants) => tenants.Aggregate(TimeSpan.Zero, static (sum, tenant) => sum + tenant.Used);
}
