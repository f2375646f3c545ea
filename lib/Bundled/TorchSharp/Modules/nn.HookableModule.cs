namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module that can be called with functions run before and after it.</summary>
        /// <typeparam name="TPreHook">A function run before; it may change the inputs.</typeparam>
        /// <typeparam name="TPostHook">A function run after; it may change the result.</typeparam>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private long _nextKey;

            /// <summary>Names the module.</summary>
            /// <param name="name">The name.</param>
            protected HookableModule(string name)
                : base(name)
            {
            }

            internal Dictionary<string, TPreHook> PreHooks { get; } = [];

            internal Dictionary<string, TPostHook> PostHooks { get; } = [];

            internal Dictionary<string, Action<Module>> ModulePreHooks { get; } = [];

            internal Dictionary<string, Action<Module>> ModulePostHooks { get; } = [];

            /// <summary>Runs a function after each call; what it returns replaces the result, null leaves it.</summary>
            /// <param name="hook">The function.</param>
            /// <returns>The means to take it away again.</returns>
            public HookRemover register_forward_hook(TPostHook hook) => Added(PostHooks, hook);

            /// <summary>Runs an action after each call, last of all.</summary>
            /// <param name="hook">The action.</param>
            /// <returns>The means to take it away again.</returns>
            public HookRemover register_forward_hook(Action<Module> hook) => Added(ModulePostHooks, hook);

            /// <summary>Runs a function before each call; what it returns replaces the inputs, null leaves them.</summary>
            /// <param name="hook">The function.</param>
            /// <returns>The means to take it away again.</returns>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Added(PreHooks, hook);

            /// <summary>Runs an action before each call, first of all.</summary>
            /// <param name="hook">The action.</param>
            /// <returns>The means to take it away again.</returns>
            public HookRemover register_forward_pre_hook(Action<Module> hook) => Added(ModulePreHooks, hook);

            internal static void Run(Dictionary<string, Action<Module>> hooks, Module module)
            {
                foreach (var hook in hooks.Values)
                    hook(module);
            }

            private HookRemover Added<THook>(Dictionary<string, THook> hooks, THook hook)
            {
                ArgumentNullException.ThrowIfNull(hook);
                var key = (_nextKey++).ToString(System.Globalization.CultureInfo.InvariantCulture);
                hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            /// <summary>Takes a hook away again.</summary>
            public class HookRemover
            {
                private readonly HookableModule<TPreHook, TPostHook> _module;
                private readonly string _key;

                /// <summary>Remembers which hook of which module.</summary>
                public HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
                {
                    _module = module;
                    _key = key;
                }

                /// <summary>Takes the hook away; a second call does nothing.</summary>
                public void remove()
                {
                    _module.PreHooks.Remove(_key);
                    _module.PostHooks.Remove(_key);
                    _module.ModulePreHooks.Remove(_key);
                    _module.ModulePostHooks.Remove(_key);
                }
            }
        }
    }
}
