namespace VisionAttention.Kernel.Magics;

/// <summary>A command of cells that is written <c>#!name</c>.</summary>
/// <param name="Name">The name without <c>#!</c>, in small letters.</param>
/// <param name="Help">What it does, in one line; <c>#!lsmagic</c> shows it.</param>
/// <param name="Run">Does it.</param>
internal sealed record Magic(string Name, string Help, Action<MagicCall> Run);
