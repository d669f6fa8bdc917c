using System.Text.Json.Serialization;

namespace Pudding.Enrolment;

/// <summary>What a token is for. Numbers are stable: stores and the wire keep them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TokenKind>))]
public enum TokenKind
{
    /// <summary>A value that a newer version wrote and this one doesn't know: lets nobody in.</summary>
    Unknown = 0,

    /// <summary>For one instance that Pudding launches; made anew from what describes the launch.</summary>
    Boot = 1,

    /// <summary>For machines that people add: a Mac, a server outside any pool. On record until it is over.</summary>
    Enrolment = 2,
}
