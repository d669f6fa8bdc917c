namespace Pudding.Worker.Http;

/// <summary>The farm does not take this machine: its token is missing, wrong, over or used by another. Starting again with the same one is of no use.</summary>
public sealed class RegistrationRefusedException : Exception
{
    /// <summary>Without words.</summary>
    public RegistrationRefusedException()
    {
    }

    /// <summary>With words.</summary>
    public RegistrationRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>With words and a cause.</summary>
    public RegistrationRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
