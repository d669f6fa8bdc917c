using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pudding.Protocol;
using Pudding.Protocol.Mapping;
using Pudding.Storage;

namespace Pudding.AspNetCore.Workers;

/// <summary>What goes round every endpoint: the method, the version of the protocol, and a problem for whatever goes wrong.</summary>
internal sealed class WorkerPipeline(IHostApplicationLifetime lifetime, ILogger<WorkerPipeline> logger)
{
    public RequestDelegate Around(string method, Func<HttpContext, Task> handler) => async context =>
    {
        try
        {
            CheckMethod(context, method);
            AgreeOnVersion(context);
            await handler(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && exception is (OperationCanceledException or IOException))
        {
            // Nobody is there to hear an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted && exception is not OutOfMemoryException)
        {
            await ProblemWriter.WriteAsync(context, Explain(context, exception)).ConfigureAwait(false);
        }
    };

    public static RequestDelegate Nothing { get; } = static context => ProblemWriter.WriteAsync(context, new RequestProblemException(
        StatusCodes.Status404NotFound, ProblemCodes.NotFound, $"There is nothing at {context.Request.Path}."));

    private static void CheckMethod(HttpContext context, string method)
    {
        var asked = context.Request.Method;
        if (asked == method || (HttpMethods.IsGet(method) && HttpMethods.IsHead(asked)))
            return;
        context.Response.Headers.Allow = method;
        throw new RequestProblemException(StatusCodes.Status405MethodNotAllowed, ProblemCodes.Invalid, $"The method is {method} here.");
    }

    /// <summary>A worker may say in the header what it speaks; one that doesn't is taken to speak what is spoken here.</summary>
    private static void AgreeOnVersion(HttpContext context)
    {
        var spoken = ProtocolVersions.Current;
        if (context.Request.Headers[ProtocolVersions.Header] is [{ } header])
        {
            if (!int.TryParse(header, out var theirs))
                throw RequestProblemException.Invalid(ProtocolVersions.Header, "is no number.");
            spoken = ProtocolVersions.Agree(theirs) ?? throw RequestProblemException.TooOld(theirs);
        }

        context.Response.Headers[ProtocolVersions.Header] = spoken.ToString();
    }

    private RequestProblemException Explain(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case RequestProblemException problem:
                return problem;
            case WireFormatException wrong:
                return new RequestProblemException(StatusCodes.Status400BadRequest, ProblemCodes.Invalid, wrong.Message, wrong.Field);
            case JobStoreUnavailableException:
                return RequestProblemException.Unavailable("The store can't be reached. Whether the message counted is not known; repeat it.");
            case OperationCanceledException when lifetime.ApplicationStopping.IsCancellationRequested:
                return RequestProblemException.Unavailable("This host stops. Repeat the message.");
            case ArgumentException wrong:
                return Explain(wrong);
            case BadHttpRequestException bad:
                return new RequestProblemException(bad.StatusCode, ProblemCodes.Invalid, bad.Message);
            default:
                Log.RequestFailed(logger, context.Request.Path, exception);
                return new RequestProblemException(StatusCodes.Status500InternalServerError, ProblemCodes.Internal, "The host failed at this; its log says why.");
        }
    }

    /// <summary>The core's messages begin with the field, under its name in code.</summary>
    private static RequestProblemException Explain(ArgumentException wrong)
    {
        var text = wrong.Message.Split(" (Parameter '", 2)[0];
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var field = colon > 0 && text.AsSpan(0, colon).IndexOfAny(" '\"") < 0 ? $"{char.ToLowerInvariant(text[0])}{text[1..colon]}" : null;
        return new RequestProblemException(StatusCodes.Status400BadRequest, ProblemCodes.Invalid, field is null ? text : field + text[colon..], field);
    }
}
