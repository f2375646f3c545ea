namespace VisionAttention.Kit.Setup;

/// <summary>One line of `./kit doctor`.</summary>
/// <param name="State">Found, chosen, missing or worth knowing.</param>
/// <param name="Subject">What it is about, one word.</param>
/// <param name="Detail">Version, place, or the command that fixes it.</param>
internal sealed record Finding(FindingState State, string Subject, string Detail);
