using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pudding.Enrolment;
using Pudding.Events;
using Pudding.Jobs;
using Pudding.Policies;

namespace Pudding.Storage;

/// <summary>What stores keep as JSON text, in UTF-8: for the authors of stores. Thread-safe.</summary>
/// <remarks>Names are in camel case, values that are <c>null</c> are left out, enumerations are words, an event begins with its <c>kind</c>. What is written is read as
/// equal, also by later versions. Fields may be read in any order, and one that is not known is ignored: a newer version may have written it.</remarks>
public static class StoreJson
{
    // Read by stores, never by a browser: quotes and letters of all languages stay what they are.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes an event, also its <see cref="PuddingEvent.Sequence"/>.</summary>
    /// <param name="to">Is appended to.</param>
    /// <param name="happened">The event.</param>
    public static void Write(IBufferWriter<byte> to, PuddingEvent happened) => Write(to, happened, StoreJsonContext.Default.PuddingEvent);

    /// <summary>Reads an event.</summary>
    /// <remarks>Its <see cref="PuddingEvent.Sequence"/> is what was written: a store that learns it as it writes sets it here, by <c>with</c>.</remarks>
    /// <exception cref="JsonException">It is no event, or of a kind that this version doesn't know.</exception>
    public static PuddingEvent ReadEvent(ReadOnlySpan<byte> json) => Read(json, StoreJsonContext.Default.PuddingEvent);

    /// <summary>Writes all that was said of policies.</summary>
    public static byte[] Write(PolicyLayers layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return Write(StoredPolicies.From(layers), StoreJsonContext.Default.StoredPolicies);
    }

    /// <summary>Reads what was said of policies.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static PolicyLayers ReadPolicies(ReadOnlySpan<byte> json) => Read(json, StoreJsonContext.Default.StoredPolicies).ToLayers();

    /// <summary>Writes how long a job waits before it is tried again.</summary>
    public static byte[] Write(RetryBackoff backoff)
    {
        ArgumentNullException.ThrowIfNull(backoff);
        return Write(StoredBackoff.From(backoff), StoreJsonContext.Default.StoredBackoff);
    }

    /// <summary>Reads how long a job waits before it is tried again.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static RetryBackoff ReadBackoff(ReadOnlySpan<byte> json) => Read(json, StoreJsonContext.Default.StoredBackoff).ToBackoff();

    /// <summary>Writes names in their order: of queues, of secrets.</summary>
    public static byte[] Write(IReadOnlyList<string> names) => Write(names, StoreJsonContext.Default.IReadOnlyListString);

    /// <summary>Reads names.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static IReadOnlyList<string> ReadNames(ReadOnlySpan<byte> json) => Read(json, StoreJsonContext.Default.IReadOnlyListString);

    /// <summary>Writes what a worker may be.</summary>
    public static byte[] Write(WorkerGrant grant) => Write(grant, StoreJsonContext.Default.WorkerGrant);

    /// <summary>Reads what a worker may be.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static WorkerGrant ReadGrant(ReadOnlySpan<byte> json) => Read(json, StoreJsonContext.Default.WorkerGrant);

    private static byte[] Write<T>(T value, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, value, type);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write<T>(IBufferWriter<byte> to, T value, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var writer = new Utf8JsonWriter(to, Plain);
        JsonSerializer.Serialize(writer, value, type);
    }

    private static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("Null where a value is stored.");
        }
        catch (NotSupportedException error)
        {
            // What the serializer says of an event without a kind.
            throw new JsonException(error.Message, error);
        }
    }
}
