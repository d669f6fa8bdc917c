using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Pudding.AspNetCore.Tests.Support;
using Pudding.Jobs;
using Pudding.Protocol;
using Pudding.Protocol.Messages;
using Pudding.Storage;
using Pudding.Testing.Faults;

namespace Pudding.AspNetCore.Tests.Workers;

public sealed class MessageTests : IAsyncLifetime
{
    private readonly FaultPlan _faults = new(TimeProvider.System);
    private WebFarm _farm = null!;
    private Machine _machine = null!;

    public async Task InitializeAsync()
    {
        _farm = await WebFarm.StartAsync(farm => farm.AddStoreFaults(_faults));
        _machine = await _farm.RegisterAsync();
        await _machine.ConnectAsync();
    }

    public async Task DisposeAsync() => await _farm.DisposeAsync();

    [Theory]
    [InlineData("""{"session":"x"}""", "session")]
    [InlineData("""{"session":1,"held":[{"job":"no uuid","token":1}]}""", "held[0].job")]
    [InlineData("""{"session":1,"held":[{"token":1}]}""", "held[0].job")]
    [InlineData("""{"session":1,"held":[null]}""", "held[0]")]
    [InlineData("""{"session":1,"results":[{"lease":{"job":"0197f1a2-0000-7000-8000-000000000001","token":1}}]}""", "results[0].outcome.kind")]
    [InlineData("""{"session":1,"waitMs":-1}""", "waitMs")]
    [InlineData("""{"session":1,"freeSlots":-1}""", "freeSlots")]
    [InlineData("""{"session":1,"freeSlots":99999999999}""", "freeSlots")]
    [InlineData("""{"session":1""", null)]
    [InlineData("", null)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("\u0001", null)]
    public async Task A_message_that_is_wrong_is_a_problem_that_names_the_field(string body, string? field)
    {
        var problem = (await SendAsync("heartbeat", body)).Refused(HttpStatusCode.BadRequest, ProblemCodes.Invalid);

        if (field is not null)
            Assert.Equal(field, problem.Field);
        Assert.NotEmpty(problem.Detail!);
    }

    [Fact]
    public async Task Nothing_of_a_message_is_repeated_in_a_problem()
    {
        var answer = await SendAsync("register", """{"protocol":1,"token":"s3cret-token","secret":{"oops":"s3cret"}}""");
        answer.Refused(HttpStatusCode.BadRequest, ProblemCodes.Invalid);
        Assert.DoesNotContain("s3cret", Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task What_is_not_said_to_be_json_is_refused(string? type) =>
        (await SendAsync("connect", """{"protocol":1}""", type)).Refused(HttpStatusCode.UnsupportedMediaType, ProblemCodes.Invalid);

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON")]
    public async Task Json_may_be_said_in_other_words(string type) => (await SendAsync("connect", """{"protocol":1}""", type)).Good(WireJson.ConnectReply);

    [Theory]
    [InlineData("connect", 4 * 1024, false)]
    [InlineData("connect", 4 * 1024, true)]
    [InlineData("register", 16 * 1024, true)]
    [InlineData("credential", 16 * 1024, false)]
    [InlineData("heartbeat", 4 * 1024 * 1024, false)]
    [InlineData("heartbeat", 4 * 1024 * 1024, true)]
    public async Task A_message_that_is_too_long_is_refused_whether_it_says_so_or_not(string route, int limit, bool isChunked)
    {
        var body = """{"protocol":1,"x":"@"}""".Replace("@", new string('a', limit), StringComparison.Ordinal);
        (await SendAsync(route, body, isChunked: isChunked)).Refused(HttpStatusCode.RequestEntityTooLarge, ProblemCodes.TooLarge);
    }

    [Fact]
    public async Task A_list_that_is_too_long_is_refused()
    {
        var leases = Enumerable.Range(0, 1001).Select(static i => new WireLease { Job = new Guid(i + 1, 0, 0, new byte[8]), Token = 1 }).ToList();
        Assert.Equal("held", (await _machine.TryBeatAsync(held: leases)).Refused(HttpStatusCode.BadRequest, ProblemCodes.Invalid).Field);
        Assert.Equal(1000, (await _machine.BeatAsync(held: leases[1..])).Lost!.Count);
    }

    [Fact]
    public async Task Of_more_slots_than_were_granted_the_granted_count_and_fewer_are_taken()
    {
        Assert.Equal(2, (await _machine.ConnectAsync(slots: 3)).Slots);
        Assert.Equal("slots", (await SendAsync("connect", """{"protocol":1,"slots":-1}""")).Refused(HttpStatusCode.BadRequest, ProblemCodes.Invalid).Field);
        Assert.Equal(1, (await _machine.ConnectAsync(slots: 1)).Slots);
    }

    [Theory]
    [InlineData("GET", "connect", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "agent/linux-x64", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "agent/linux-x64", HttpStatusCode.NotFound)]
    [InlineData("POST", "nothing/here", HttpStatusCode.NotFound)]
    public async Task Other_methods_and_places_are_problems_too(string method, string path, HttpStatusCode status)
    {
        var answer = await _machine.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal((status, (int)status), (answer.Status, answer.Problem.Status));
    }

    [Theory]
    [InlineData("2", "1")]
    [InlineData("99", "1")]
    [InlineData("1", "1")]
    public async Task Who_is_newer_is_spoken_to_in_the_newest_version_of_the_host(string theirs, string spoken)
    {
        var answer = await SendAsync("connect", $$"""{"aFieldOfTomorrow":{"x":[1]},"protocol":{{theirs}} }""", version: theirs);
        Assert.Equal(int.Parse(spoken), answer.Good(WireJson.ConnectReply).Protocol);
        Assert.Equal(spoken, Assert.Single(answer.Response.Headers.GetValues(ProtocolVersions.Header)));
    }

    [Theory]
    [InlineData("connect", """{"protocol":0}""", "1", ProblemCodes.Protocol)]
    [InlineData("connect", "{}", "1", ProblemCodes.Protocol)]
    [InlineData("register", """{"protocol":-1,"token":"t","secret":"s"}""", "1", ProblemCodes.Protocol)]
    [InlineData("heartbeat", "{}", "0", ProblemCodes.Protocol)]
    [InlineData("heartbeat", "{}", "one", ProblemCodes.Invalid)]
    public async Task Who_is_too_old_is_told_so(string route, string body, string header, string code) =>
        (await SendAsync(route, body, version: header)).Refused(HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task A_message_without_the_header_is_understood() => (await SendAsync("connect", """{"protocol":1}""", version: null)).Good(WireJson.ConnectReply);

    [Fact]
    public async Task A_store_that_is_away_is_told_as_such_and_to_be_tried_again()
    {
        _faults.IsUnavailable = true;

        var answer = await _machine.TryBeatAsync();
        answer.Refused(HttpStatusCode.ServiceUnavailable, ProblemCodes.Unavailable);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Response.Headers.RetryAfter!.Delta);
        _faults.IsUnavailable = false;
        await _machine.BeatAsync();
    }

    [Fact]
    public async Task A_worker_writes_into_no_log_of_another()
    {
        var job = await _farm.EnqueueAsync();
        var lease = (await _machine.TakeAsync()).Lease!;
        await _machine.BeatAsync(held: [lease]);
        var other = await _farm.RegisterAsync();
        await other.ConnectAsync();

        Assert.Equal("refused", (await other.LogAsync(lease, 0, "forged"u8.ToArray())).Good(WireJson.LogReply).Status);
        var forged = await other.BeatAsync(held: [lease], results: [new WireResult { Lease = lease, Outcome = new WireOutcome { Kind = "succeeded" } }]);

        Assert.Equal([lease], forged.Lost);
        Assert.Equal("", await _farm.Jobs.ReadLogAsync(job.Id));
        Assert.Equal(JobState.Running, (await _farm.Jobs.FindJobAsync(job.Id))!.State);
    }

    [Theory]
    [InlineData("token=1&offset=0", "job")]
    [InlineData("job=x&token=1&offset=0", "job")]
    [InlineData("job=0197f1a2-0000-7000-8000-000000000001&token=x&offset=0", "token")]
    [InlineData("job=0197f1a2-0000-7000-8000-000000000001&token=1&offset=-1", "offset")]
    public async Task A_piece_of_a_log_that_is_addressed_wrong_names_the_field(string query, string field) =>
        Assert.Equal(field, (await _machine.LogAsync(query, [1])).Refused(HttpStatusCode.BadRequest, ProblemCodes.Invalid).Field);

    [Fact]
    public async Task A_piece_of_a_log_may_be_as_long_as_the_limit_and_no_longer()
    {
        await _farm.EnqueueAsync();
        var lease = (await _machine.TakeAsync()).Lease!;
        (await _machine.LogAsync(lease, 0, new byte[(1024 * 1024) + 1])).Refused(HttpStatusCode.RequestEntityTooLarge, ProblemCodes.TooLarge);
        Assert.Equal(1024 * 1024, (await _machine.LogAsync(lease, 0, new byte[1024 * 1024])).Good(WireJson.LogReply).NextOffset);
    }

    [Fact]
    public async Task A_session_that_was_ended_is_told_so()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await _machine.SendAsync("disconnect", new WireDisconnect { Session = _machine.Session }, WireJson.Disconnect)).Status);
        Assert.Equal("unknownSession", (await _machine.BeatAsync()).Status);
    }

    private Task<Answer> SendAsync(string route, string body, string? type = "application/json", string? version = "1", bool isChunked = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        request.Headers.TransferEncodingChunked = isChunked ? true : null;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"{_machine.Credential}.{_machine.Secret}");
        if (version is not null)
            request.Headers.Add(ProtocolVersions.Header, version);
        return Answer.OfAsync(_farm.Http.SendAsync(request));
    }
}
