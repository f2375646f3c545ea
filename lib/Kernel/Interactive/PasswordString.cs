namespace Microsoft.DotNet.Interactive;

/// <summary>A password, which no output shows by accident.</summary>
public sealed class PasswordString
{
    private readonly string _password;

    /// <param name="password">The password itself.</param>
    public PasswordString(string password) => _password = password;

    /// <summary>The password itself.</summary>
    public string GetClearTextPassword() => _password;

    /// <summary>As many asterisks as the password has characters.</summary>
    public override string ToString() => new('*', _password.Length);
}
