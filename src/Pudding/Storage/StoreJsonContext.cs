using System.Text.Json.Serialization;
using Pudding.Enrolment;
using Pudding.Events;
using Pudding.Instances;
using Pudding.Jobs;

namespace Pudding.Storage;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    AllowOutOfOrderMetadataProperties = true, // a database may keep the fields in an order of its own
    Converters = [typeof(NamesJsonConverter), typeof(WordJsonConverter<JobState>), typeof(WordJsonConverter<JobCause>), typeof(WordJsonConverter<CellPhase>)])]
[JsonSerializable(typeof(PuddingEvent))]
[JsonSerializable(typeof(StoredPolicies))]
[JsonSerializable(typeof(StoredBackoff))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(WorkerGrant))]
internal sealed partial class StoreJsonContext : JsonSerializerContext;
