#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Enrolment;
using Pudding.Storage;
using Pudding.Testing.Driving;
using static Pudding.Testing.Driving.CredentialSteps;

namespace Pudding.Testing.Scenarios;

internal static class CredentialScenarios
{
    private const string Change = "ICredentialStore.ChangeSecretAsync: another secret, which takes the place of the former one when it is first used.";

    private const string Revoke = "ICredentialStore.RevokeAsync: revokes credentials for good.";

    private const string Forget = "ICredentialStore.ForgetAsync: forgets what is over for longer than some age, but no credential whose token is not over.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("credentials")
    {
        { A_credential_is_found_as_it_was_made, "ICredentialStore.FindAsync: a credential; null if unknown." },
        { A_credential_is_over_after_its_lifetime, "CredentialSecret.ExpiresIn: how long it still lets its worker in, by the store's clock.", StoreAbilities.PassTime },
        { Setting_the_clock_ends_no_credential, "ICredentialStore: a secret is over after a span of time, which setting the clock doesn't change.", StoreAbilities.SetClock },
        { Another_secret_stands_beside_the_former_one_until_it_is_used, Change },
        { Another_secret_has_a_time_of_its_own, Change, StoreAbilities.PassTime },
        { A_change_of_the_secret_may_be_repeated, "ICredentialStore.ChangeSecretAsync: the secret that it has, or that it has been given, changes nothing; one that was not used is dropped." },
        { A_credential_that_does_not_hold_gets_no_other_secret, "ICredentialStore.ChangeSecretAsync: null, and nothing is done, for one that is unknown, over or revoked.", StoreAbilities.PassTime },
        { Credentials_are_revoked_for_good, Revoke },
        { Credentials_are_revoked_by_token_worker_and_instance, Revoke },
        { Credentials_are_read_by_what_they_are_of, "ICredentialStore.ReadAsync: credentials that fit, the oldest first." },
        { What_is_long_over_is_forgotten_a_part_at_a_time, Forget, StoreAbilities.PassTime },
    };

    private static async Task A_credential_is_found_as_it_was_made(FarmDriver farm)
    {
        var token = await TokenAsync(farm);
        Expect.Equal("a credential that is unknown", null, await FindAsync(farm, token, "one"));
        await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed);
        var found = Expect.NotNull("the credential", await FindAsync(farm, token, "one"));
        var (credential, grant) = (found.Credential, found.Credential.Grant);
        Expect.Equal("its token, worker and whether it was revoked", (token.TokenId, token.WorkerId, false), (credential.TokenId, credential.WorkerId, credential.IsRevoked));
        Expect.Equal("its machine, agent and platform", (token.Machine, token.Agent, token.Platform), (credential.Machine, credential.Agent, credential.Platform));
        Expect.Same("its queues", token.Grant.Queues, grant.Queues);
        Expect.Equal("its slots, instance, name and pool", (token.Grant.Slots, token.Grant.InstanceId, token.Grant.Name, token.Grant.Pool), (grant.Slots, grant.InstanceId, grant.Name, grant.Pool));
        Expect.That(found.Secret.Hash.Span.SequenceEqual(Hash("one")), "the hash of its secret", "another one");
        Expect.Equal("a secret to come", null, found.NextSecret);
    }

    private static async Task A_credential_is_over_after_its_lifetime(FarmDriver farm)
    {
        var token = (await TokenAsync(farm)) with { Lifetime = farm.Units(10) };
        await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed);
        await farm.AdvanceAsync(4);
        var early = Expect.NotNull("the credential", await FindAsync(farm, token, "one"));
        Expect.Span("how long it has held", farm.Units(4), farm.Units(10) - early.Credential.ExpiresIn, farm.Harness.Slack);
        Expect.Equal("the time of its secret", early.Credential.ExpiresIn, early.Secret.ExpiresIn);
        await farm.AdvanceAsync(8);
        var late = Expect.NotNull("a credential that is over, until it is forgotten", await FindAsync(farm, token, "one"));
        Expect.Equal("how long it holds", (TimeSpan.Zero, TimeSpan.Zero, false), (late.Credential.ExpiresIn, late.Secret.ExpiresIn, late.Credential.IsValid));
        await ExpectAsync(farm, token, "one", RedeemStatus.Expired);
    }

    private static async Task Setting_the_clock_ends_no_credential(FarmDriver farm)
    {
        var token = (await TokenAsync(farm)) with { Lifetime = farm.Units(10) };
        await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed);
        await farm.Harness.SetClockAsync(farm.Units(100), farm.Stop);
        farm.Note("the clock is set forward");
        Expect.Equal("whether the credential holds", true, (await FindAsync(farm, token, "one"))?.Credential.IsValid);
    }

    private static async Task Another_secret_stands_beside_the_former_one_until_it_is_used(FarmDriver farm)
    {
        var id = (await ExpectAsync(farm, await TokenAsync(farm), "one", RedeemStatus.Redeemed)).Credential.Id;
        await ExpectSecretsAsync(farm, await ChangeAsync(farm, id, "two"), "one", "two");
        Expect.Equal("confirming a secret that it was not given", false, await farm.Store.Credentials.ConfirmSecretAsync(id, Hash("three"), farm.Stop));
        await ExpectSecretsAsync(farm, await farm.Store.Credentials.FindAsync(id, farm.Stop), "one", "two");
        Expect.Equal("confirming the one that it was given", true, await farm.Store.Credentials.ConfirmSecretAsync(id, Hash("two"), farm.Stop));
        Expect.Equal("confirming it again", true, await farm.Store.Credentials.ConfirmSecretAsync(id, Hash("two"), farm.Stop));
        Expect.Equal("confirming the former one", false, await farm.Store.Credentials.ConfirmSecretAsync(id, Hash("one"), farm.Stop));
        await ExpectSecretsAsync(farm, await farm.Store.Credentials.FindAsync(id, farm.Stop), "two", next: null);
    }

    private static async Task Another_secret_has_a_time_of_its_own(FarmDriver farm)
    {
        var id = (await ExpectAsync(farm, (await TokenAsync(farm)) with { Lifetime = farm.Units(10) }, "one", RedeemStatus.Redeemed)).Credential.Id;
        await farm.AdvanceAsync(5);
        await ChangeAsync(farm, id, "two", units: 40);
        await farm.AdvanceAsync(8);
        var found = Expect.NotNull("the credential", await farm.Store.Credentials.FindAsync(id, farm.Stop));
        Expect.Equal("how long the former secret holds", TimeSpan.Zero, found.Secret.ExpiresIn);
        Expect.Equal("whether the credential holds, by its other secret", true, found.Credential.IsValid);
        Expect.Span("how long the other secret has held", farm.Units(8), farm.Units(40) - found.NextSecret?.ExpiresIn, farm.Harness.Slack);
    }

    private static async Task A_change_of_the_secret_may_be_repeated(FarmDriver farm)
    {
        var id = (await ExpectAsync(farm, await TokenAsync(farm), "one", RedeemStatus.Redeemed)).Credential.Id;
        await ExpectSecretsAsync(farm, await ChangeAsync(farm, id, "one"), "one", next: null);
        await ChangeAsync(farm, id, "two");
        await ExpectSecretsAsync(farm, await ChangeAsync(farm, id, "two"), "one", "two");
        await ExpectSecretsAsync(farm, await ChangeAsync(farm, id, "three"), "one", "three");
        Expect.Equal("confirming one that was dropped", false, await farm.Store.Credentials.ConfirmSecretAsync(id, Hash("two"), farm.Stop));
        await farm.Store.Credentials.ConfirmSecretAsync(id, Hash("three"), farm.Stop);
        await ExpectSecretsAsync(farm, await ChangeAsync(farm, id, "three"), "three", next: null);
    }

    private static async Task A_credential_that_does_not_hold_gets_no_other_secret(FarmDriver farm)
    {
        Expect.Equal("a change of one that is unknown", null, await farm.Store.Credentials.ChangeSecretAsync("c-none", Hash("two"), farm.Units(9), farm.Stop));
        Expect.Equal("confirming of one that is unknown", false, await farm.Store.Credentials.ConfirmSecretAsync("c-none", Hash("two"), farm.Stop));
        var revoked = (await ExpectAsync(farm, await TokenAsync(farm, "t1"), "one", RedeemStatus.Redeemed)).Credential.Id;
        await ChangeAsync(farm, revoked, "two");
        await farm.Store.Credentials.RevokeAsync(new CredentialQuery { Id = revoked }, farm.Stop);
        Expect.Equal("a change of one that was revoked", null, await farm.Store.Credentials.ChangeSecretAsync(revoked, Hash("three"), farm.Units(9), farm.Stop));
        Expect.Equal("confirming of one that was revoked", false, await farm.Store.Credentials.ConfirmSecretAsync(revoked, Hash("two"), farm.Stop));

        var over = (await ExpectAsync(farm, (await TokenAsync(farm, "t2")) with { Lifetime = farm.Units(2) }, "one", RedeemStatus.Redeemed)).Credential.Id;
        await farm.AdvanceAsync(4);
        Expect.Equal("a change of one that is over", null, await farm.Store.Credentials.ChangeSecretAsync(over, Hash("two"), farm.Units(9), farm.Stop));
    }

    private static async Task Credentials_are_revoked_for_good(FarmDriver farm)
    {
        var token = await TokenAsync(farm, maxUses: 2);
        var one = (await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed)).Credential.Id;
        await ExpectAsync(farm, token, "two", RedeemStatus.Redeemed);
        await ExpectRevokedAsync(farm, new CredentialQuery { Id = one }, one);
        await ExpectRevokedAsync(farm, new CredentialQuery { Id = one });
        Expect.Equal("whether it was revoked", true, (await FindAsync(farm, token, "one"))?.Credential.IsRevoked);
        Expect.Equal("whether the other one was", false, (await FindAsync(farm, token, "two"))?.Credential.IsRevoked);
        await ExpectAsync(farm, token, "three", RedeemStatus.Used);
    }

    private static async Task Credentials_are_revoked_by_token_worker_and_instance(FarmDriver farm)
    {
        var a = (await ExpectAsync(farm, await TokenAsync(farm, "t1", instance: "i1"), "a", RedeemStatus.Redeemed)).Credential.Id;
        var b = (await ExpectAsync(farm, await TokenAsync(farm, "t2", instance: "i1"), "b", RedeemStatus.Redeemed)).Credential.Id;
        var c = (await ExpectAsync(farm, await TokenAsync(farm, "t3", instance: "i2"), "c", RedeemStatus.Redeemed)).Credential.Id;
        var d = (await ExpectAsync(farm, (await TokenAsync(farm, "t4", instance: "i3")) with { WorkerId = "w4" }, "d", RedeemStatus.Redeemed)).Credential.Id;
        await ExpectRevokedAsync(farm, new CredentialQuery { InstanceId = "i1" }, a, b);
        await ExpectRevokedAsync(farm, new CredentialQuery { TokenId = "t3" }, c);
        await ExpectRevokedAsync(farm, new CredentialQuery { WorkerId = "w4" }, d);
    }

    private static async Task Credentials_are_read_by_what_they_are_of(FarmDriver farm)
    {
        var a = (await ExpectAsync(farm, await TokenAsync(farm, "t1", instance: "i2"), "a", RedeemStatus.Redeemed)).Credential.Id;
        var b = (await ExpectAsync(farm, await TokenAsync(farm, "t2", instance: "i1"), "b", RedeemStatus.Redeemed)).Credential.Id;
        var c = (await ExpectAsync(farm, (await TokenAsync(farm, "t3", instance: "i2")) with { WorkerId = "w3" }, "c", RedeemStatus.Redeemed)).Credential.Id;
        await farm.Store.Credentials.RevokeAsync(new CredentialQuery { Id = b }, farm.Stop);
        await ExpectReadAsync(farm, new CredentialQuery(), a, b, c);
        await ExpectReadAsync(farm, new CredentialQuery { Id = b }, b);
        await ExpectReadAsync(farm, new CredentialQuery { TokenId = "t3" }, c);
        await ExpectReadAsync(farm, new CredentialQuery { WorkerId = "w3" }, c);
        await ExpectReadAsync(farm, new CredentialQuery { InstanceId = "i2" }, a, c);
        await ExpectReadAsync(farm, new CredentialQuery { InstanceId = "i2", TokenId = "t2" });
    }

    private static async Task What_is_long_over_is_forgotten_a_part_at_a_time(FarmDriver farm)
    {
        var token = (await TokenAsync(farm, maxUses: 9, units: 10)) with { Kind = TokenKind.Enrolment, Lifetime = farm.Units(10) };
        await AddAsync(farm, token);
        foreach (var secret in (string[])["one", "two", "three"])
            await ExpectAsync(farm, token, secret, RedeemStatus.Redeemed);
        await ExpectAsync(farm, (await TokenAsync(farm, "t2")) with { Lifetime = farm.Units(1000) }, "four", RedeemStatus.Redeemed);
        await farm.AdvanceAsync(20);
        Expect.Equal("what is forgotten that is not over for long", 0, await farm.Store.Credentials.ForgetAsync(farm.Units(30), 100, farm.Stop));
        await farm.AdvanceAsync(30);
        Expect.Equal("two credentials and a token forgotten in a call that may forget two of each", 3, await farm.Store.Credentials.ForgetAsync(farm.Units(30), 2, farm.Stop));
        Expect.Equal("what is forgotten in the next", 1, await farm.Store.Credentials.ForgetAsync(farm.Units(30), 2, farm.Stop));
        Expect.Equal("what is left for the last", 0, await farm.Store.Credentials.ForgetAsync(farm.Units(30), 2, farm.Stop));
        Expect.Empty("tokens on record", await farm.Store.Credentials.ReadTokensAsync(farm.Stop));
        Expect.Single("credentials that are left", await farm.Store.Credentials.ReadAsync(new CredentialQuery(), farm.Stop));
    }
}
