namespace UnitTests;

/// <summary>The application's own word for a store that does not work.</summary>
public sealed class ArchiveUnavailableException(string number, Exception inner)
    : Exception($"Invoice {number} could not be stored.", inner);
