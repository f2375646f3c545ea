namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public interface IModule<T, TResult>
        {
            TResult call(T input1);
        }

        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private long _nextKey;

            protected HookableModule(string name)
                : base(name)
            {
            }

            internal Dictionary<string, TPreHook> PreHooks { get; } = [];

            internal Dictionary<string, TPostHook> PostHooks { get; } = [];

            public HookRemover register_forward_hook(TPostHook hook)
            {
                var key = NextKey();
                PostHooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            public HookRemover register_forward_pre_hook(TPreHook hook)
            {
                var key = NextKey();
                PreHooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            private string NextKey() => (_nextKey++).ToString(System.Globalization.CultureInfo.InvariantCulture);

            public class HookRemover
            {
                private readonly HookableModule<TPreHook, TPostHook> _module;
                private readonly string _key;

                public HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
                {
                    _module = module;
                    _key = key;
                }

                public void remove()
                {
                    _module.PreHooks.Remove(_key);
                    _module.PostHooks.Remove(_key);
                }
            }
        }

        public abstract class Module<T, TResult> : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T input);

            public TResult call(T input)
            {
                foreach (var hook in PreHooks.Values)
                    input = hook(this, input) is { } changed ? changed : input;
                var result = forward(input);
                foreach (var hook in PostHooks.Values)
                    result = hook(this, input, result) is { } changed ? changed : result;
                return result;
            }
        }

        public abstract class Module<T1, T2, TResult> : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2)
            {
                foreach (var hook in PreHooks.Values)
                    (input1, input2) = hook(this, input1, input2) ?? (input1, input2);
                var result = forward(input1, input2);
                foreach (var hook in PostHooks.Values)
                    result = hook(this, input1, input2, result) is { } changed ? changed : result;
                return result;
            }
        }
    }
}
