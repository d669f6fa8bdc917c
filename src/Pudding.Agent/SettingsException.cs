namespace Pudding.Agent;

/// <summary>The agent can't begin; the message says what to do.</summary>
internal sealed class SettingsException(string message, Exception? inner = null) : Exception(message, inner);
