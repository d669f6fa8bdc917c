#pragma warning disable MA0004 // a scenario has no synchronization context: see ConformanceScenario.RunAsync
using Pudding.Enrolment;
using Pudding.Storage;
using Pudding.Testing.Driving;
using static Pudding.Testing.Driving.CredentialSteps;

namespace Pudding.Testing.Scenarios;

internal static class TokenScenarios
{
    private const string Redeem = "ICredentialStore.RedeemAsync: however many try at once, no token is redeemed more often than it may be.";

    private const string Repeat = "ICredentialStore.RedeemAsync: the same credential again, with the secret that it has, is a repeat, unless that is over or revoked.";

    private const string Tokens = "ICredentialStore.AddTokenAsync, ReadTokensAsync, RevokeTokenAsync: enrolment tokens on record.";

    private const string Forget = "ICredentialStore.ForgetAsync: forgets what is over for longer than some age, but no credential whose token is not over.";

    public static IReadOnlyList<ConformanceScenario> All { get; } = new ScenarioList("credentials")
    {
        { A_token_is_redeemed_as_often_as_it_may_be, Redeem },
        { Many_who_redeem_one_token_at_once_get_one_credential, Redeem },
        { A_repeat_gets_the_credential_that_is_there, Repeat },
        { A_credential_with_another_secret_by_now_is_not_repeated, Repeat },
        { A_token_that_is_over_lets_nobody_in, "TokenRedemption.ExpiresAt: when it is over, by the store's clock.", StoreAbilities.PassTime },
        { An_enrolment_token_has_to_be_on_record, "TokenRedemption.Kind: one for enrolment must be on record, one for an instance need not." },
        { A_token_that_was_revoked_lets_nobody_in, "ICredentialStore.RevokeTokenAsync: nobody redeems it any more, while the credentials that were made from it hold on." },
        { Tokens_on_record_are_read_with_their_uses, Tokens },
        { A_token_is_added_and_revoked_once, Tokens },
        { A_credential_counts_as_a_use_until_its_token_is_over, Forget, StoreAbilities.PassTime },
    };

    private static async Task A_token_is_redeemed_as_often_as_it_may_be(FarmDriver farm)
    {
        var token = await TokenAsync(farm, maxUses: 2);
        await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed);
        await ExpectAsync(farm, token, "two", RedeemStatus.Redeemed);
        await ExpectAsync(farm, token, "three", RedeemStatus.Used);
        Expect.Equal("a credential that was refused", null, await FindAsync(farm, token, "three"));
        await ExpectAsync(farm, token with { TokenId = "another" }, "three", RedeemStatus.Redeemed);
    }

    private static async Task Many_who_redeem_one_token_at_once_get_one_credential(FarmDriver farm)
    {
        var token = await TokenAsync(farm);
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () => (await RedeemAsync(farm, token, $"secret {i}")).Status)));
        Expect.Equal("redemptions that were done", 1, results.Count(static status => status == RedeemStatus.Redeemed));
        Expect.Equal("redemptions that were refused as used", 15, results.Count(static status => status == RedeemStatus.Used));
        Expect.Single("credentials afterwards", await farm.Store.Credentials.ReadAsync(new CredentialQuery { TokenId = token.TokenId }, farm.Stop));
    }

    private static async Task A_repeat_gets_the_credential_that_is_there(FarmDriver farm)
    {
        var token = await TokenAsync(farm);
        var first = await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed);
        var repeat = await ExpectAsync(farm, token with { Machine = "another machine" }, "one", RedeemStatus.Repeated);
        Expect.Equal("the credential of a repeat", (first.Credential.Id, first.Credential.WorkerId, first.Credential.Machine), (repeat.Credential.Id, repeat.Credential.WorkerId, repeat.Credential.Machine));
        await ExpectAsync(farm, token, "two", RedeemStatus.Used);
        await farm.Store.Credentials.RevokeAsync(new CredentialQuery { Id = first.Credential.Id }, farm.Stop);
        await ExpectAsync(farm, token, "one", RedeemStatus.Revoked);
    }

    private static async Task A_credential_with_another_secret_by_now_is_not_repeated(FarmDriver farm)
    {
        var token = await TokenAsync(farm);
        var id = (await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed)).Credential.Id;
        await ChangeAsync(farm, id, "two");
        await farm.Store.Credentials.ConfirmSecretAsync(id, Hash("two"), farm.Stop);
        await ExpectAsync(farm, token, "one", RedeemStatus.Used);
    }

    private static async Task A_token_that_is_over_lets_nobody_in(FarmDriver farm)
    {
        var token = await TokenAsync(farm, maxUses: 9, units: 20);
        await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed);
        await farm.AdvanceAsync(30);
        await ExpectAsync(farm, token, "two", RedeemStatus.Expired);
        await ExpectAsync(farm, token, "one", RedeemStatus.Expired);
        Expect.Equal("whether a credential that was made from it still holds", true, (await FindAsync(farm, token, "one"))?.Credential.IsValid);
    }

    private static async Task An_enrolment_token_has_to_be_on_record(FarmDriver farm)
    {
        var token = (await TokenAsync(farm)) with { Kind = TokenKind.Enrolment };
        await ExpectAsync(farm, token, "one", RedeemStatus.NotFound);
        await AddAsync(farm, token);
        await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed);
    }

    private static async Task A_token_that_was_revoked_lets_nobody_in(FarmDriver farm)
    {
        var token = (await TokenAsync(farm, maxUses: 9)) with { Kind = TokenKind.Enrolment };
        await AddAsync(farm, token);
        await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed);
        await farm.Store.Credentials.RevokeTokenAsync(token.TokenId, farm.Stop);
        await ExpectAsync(farm, token, "two", RedeemStatus.Revoked);
        await ExpectAsync(farm, token, "one", RedeemStatus.Revoked);
        Expect.Equal("whether a credential that was made from it still holds", true, (await FindAsync(farm, token, "one"))?.Credential.IsValid);
    }

    private static async Task Tokens_on_record_are_read_with_their_uses(FarmDriver farm)
    {
        var first = (await TokenAsync(farm, "t1", maxUses: 3)) with { Kind = TokenKind.Enrolment };
        await AddAsync(farm, first);
        await AddAsync(farm, (await TokenAsync(farm, "t0")) with { Kind = TokenKind.Enrolment });
        await ExpectAsync(farm, first, "one", RedeemStatus.Redeemed);
        await ExpectAsync(farm, first, "one", RedeemStatus.Repeated);
        await ExpectAsync(farm, first, "two", RedeemStatus.Redeemed);
        await farm.Store.Credentials.RevokeAsync(new CredentialQuery { TokenId = "t1" }, farm.Stop);
        var tokens = await farm.Store.Credentials.ReadTokensAsync(farm.Stop);
        Expect.Same("the tokens on record and their uses", [("t1", 2), ("t0", 0)], tokens.Select(static token => (token.Id, token.Uses)));
        var token = tokens[0];
        Expect.Equal("what is on record of one", (3, first.ExpiresAt, "alice", false), (token.MaxUses, token.ExpiresAt, token.Actor, token.IsRevoked));
        Expect.Same("its queues", first.Grant.Queues, token.Grant.Queues);
    }

    private static async Task A_token_is_added_and_revoked_once(FarmDriver farm)
    {
        var token = (await TokenAsync(farm)) with { Kind = TokenKind.Enrolment };
        Expect.Equal("revoking a token that is unknown", false, await farm.Store.Credentials.RevokeTokenAsync(token.TokenId, farm.Stop));
        await AddAsync(farm, token);
        Expect.Equal("revoking it", true, await farm.Store.Credentials.RevokeTokenAsync(token.TokenId, farm.Stop));
        Expect.Equal("revoking it again", false, await farm.Store.Credentials.RevokeTokenAsync(token.TokenId, farm.Stop));
        await AddAsync(farm, token);
        Expect.Equal("whether it is still revoked after it was added again", true, Expect.Single("the tokens on record", await farm.Store.Credentials.ReadTokensAsync(farm.Stop)).IsRevoked);
    }

    private static async Task A_credential_counts_as_a_use_until_its_token_is_over(FarmDriver farm)
    {
        var token = (await TokenAsync(farm, units: 1000)) with { Lifetime = farm.Units(2) };
        await ExpectAsync(farm, token, "one", RedeemStatus.Redeemed);
        await farm.AdvanceAsync(100);
        Expect.Equal("what is forgotten while the token is not over", 0, await farm.Store.Credentials.ForgetAsync(farm.Units(1), 100, farm.Stop));
        await ExpectAsync(farm, token, "two", RedeemStatus.Used);
    }
}
