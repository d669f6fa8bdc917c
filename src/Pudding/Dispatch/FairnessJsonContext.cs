using System.Text.Json.Serialization;
using Pudding.Scheduling.Snapshots;

namespace Pudding.Dispatch;

[JsonSerializable(typeof(SchedulerSnapshot))]
internal sealed partial class FairnessJsonContext : JsonSerializerContext;
