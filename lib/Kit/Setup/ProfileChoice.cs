namespace VisionAttention.Kit.Setup;

/// <summary>The package profile in use.</summary>
/// <param name="Profile">official or bundled.</param>
/// <param name="Device">cpu or cuda.</param>
/// <param name="Reason">Why this profile.</param>
internal sealed record ProfileChoice(string Profile, string Device, string Reason);
