namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Makes a module and loads its state.</summary>
            /// <typeparam name="T">The module; it needs a constructor without arguments.</typeparam>
            /// <param name="path">A file that save wrote.</param>
            public static Module Create<T>(string path) where T : Module, new()
            {
                var made = new T();
                return made.load(path);
            }
        }
    }
}
