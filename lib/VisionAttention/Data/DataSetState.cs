namespace VisionAttention.Data;

/// <summary>Whether a data set is here.</summary>
public enum DataSetState
{
    /// <summary>Every file is there.</summary>
    There,

    /// <summary>No file is there.</summary>
    Missing,

    /// <summary>Some files are missing, of another length, or of another content.</summary>
    Damaged,
}
