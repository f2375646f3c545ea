namespace VisionAttention.Kit.Setup;

/// <summary>What a finding means.</summary>
internal enum FindingState
{
    /// <summary>It is there.</summary>
    Found,

    /// <summary>It was decided by set-up or by the user.</summary>
    Chosen,

    /// <summary>It is needed and not there.</summary>
    Missing,

    /// <summary>It is not needed, but worth knowing.</summary>
    Note,
}
