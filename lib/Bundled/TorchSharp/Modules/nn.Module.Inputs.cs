namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Something that can be called with 1 input.</summary>
        /// <typeparam name="T">An input.</typeparam>
        /// <typeparam name="TResult">The result.</typeparam>
        public interface IModule<T, TResult>
        {
            /// <summary>Calls it.</summary>
            TResult call(T input1);
        }

        /// <summary>A module of 1 input: override forward, use call.</summary>
        /// <typeparam name="T">An input.</typeparam>
        /// <typeparam name="TResult">The result.</typeparam>
        public abstract class Module<T, TResult> : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
        {
            /// <summary>Names the module.</summary>
            /// <param name="name">The name.</param>
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>Computes the result; hooks do not run.</summary>
            public abstract TResult forward(T input);

            /// <summary>Computes the result, with the hooks before and after.</summary>
            public TResult call(T input)
            {
                Run(ModulePreHooks, this);
                foreach (var hook in PreHooks.Values)
                    input = hook(this, input) is { } changed ? changed : input;
                var result = forward(input);
                foreach (var hook in PostHooks.Values)
                    result = hook(this, input, result) is { } changed ? changed : result;
                Run(ModulePostHooks, this);
                return result;
            }
        }

        /// <summary>Something that can be called with 2 inputs.</summary>
        /// <typeparam name="T1">An input.</typeparam>
        /// <typeparam name="T2">An input.</typeparam>
        /// <typeparam name="TResult">The result.</typeparam>
        public interface IModule<T1, T2, TResult>
        {
            /// <summary>Calls it.</summary>
            TResult call(T1 input1, T2 input2);
        }

        /// <summary>A module of 2 inputs: override forward, use call.</summary>
        /// <typeparam name="T1">An input.</typeparam>
        /// <typeparam name="T2">An input.</typeparam>
        /// <typeparam name="TResult">The result.</typeparam>
        public abstract class Module<T1, T2, TResult> : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>, IModule<T1, T2, TResult>
        {
            /// <summary>Names the module.</summary>
            /// <param name="name">The name.</param>
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>Computes the result; hooks do not run.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>Computes the result, with the hooks before and after.</summary>
            public TResult call(T1 input1, T2 input2)
            {
                Run(ModulePreHooks, this);
                foreach (var hook in PreHooks.Values)
                    (input1, input2) = hook(this, input1, input2) ?? (input1, input2);
                var result = forward(input1, input2);
                foreach (var hook in PostHooks.Values)
                    result = hook(this, input1, input2, result) is { } changed ? changed : result;
                Run(ModulePostHooks, this);
                return result;
            }
        }

        /// <summary>Something that can be called with 3 inputs.</summary>
        /// <typeparam name="T1">An input.</typeparam>
        /// <typeparam name="T2">An input.</typeparam>
        /// <typeparam name="T3">An input.</typeparam>
        /// <typeparam name="TResult">The result.</typeparam>
        public interface IModule<T1, T2, T3, TResult>
        {
            /// <summary>Calls it.</summary>
            TResult call(T1 input1, T2 input2, T3 input3);
        }

        /// <summary>A module of 3 inputs: override forward, use call.</summary>
        /// <typeparam name="T1">An input.</typeparam>
        /// <typeparam name="T2">An input.</typeparam>
        /// <typeparam name="T3">An input.</typeparam>
        /// <typeparam name="TResult">The result.</typeparam>
        public abstract class Module<T1, T2, T3, TResult> : HookableModule<Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>, Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>, IModule<T1, T2, T3, TResult>
        {
            /// <summary>Names the module.</summary>
            /// <param name="name">The name.</param>
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>Computes the result; hooks do not run.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            /// <summary>Computes the result, with the hooks before and after.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3)
            {
                Run(ModulePreHooks, this);
                foreach (var hook in PreHooks.Values)
                    (input1, input2, input3) = hook(this, input1, input2, input3) ?? (input1, input2, input3);
                var result = forward(input1, input2, input3);
                foreach (var hook in PostHooks.Values)
                    result = hook(this, input1, input2, input3, result) is { } changed ? changed : result;
                Run(ModulePostHooks, this);
                return result;
            }
        }

        /// <summary>Something that can be called with 4 inputs.</summary>
        /// <typeparam name="T1">An input.</typeparam>
        /// <typeparam name="T2">An input.</typeparam>
        /// <typeparam name="T3">An input.</typeparam>
        /// <typeparam name="T4">An input.</typeparam>
        /// <typeparam name="TResult">The result.</typeparam>
        public interface IModule<T1, T2, T3, T4, TResult>
        {
            /// <summary>Calls it.</summary>
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4);
        }

        /// <summary>A module of 4 inputs: override forward, use call.</summary>
        /// <typeparam name="T1">An input.</typeparam>
        /// <typeparam name="T2">An input.</typeparam>
        /// <typeparam name="T3">An input.</typeparam>
        /// <typeparam name="T4">An input.</typeparam>
        /// <typeparam name="TResult">The result.</typeparam>
        public abstract class Module<T1, T2, T3, T4, TResult> : HookableModule<Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, (T1, T2, T3, T4)?>, Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, TResult, TResult>>, IModule<T1, T2, T3, T4, TResult>
        {
            /// <summary>Names the module.</summary>
            /// <param name="name">The name.</param>
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>Computes the result; hooks do not run.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            /// <summary>Computes the result, with the hooks before and after.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4)
            {
                Run(ModulePreHooks, this);
                foreach (var hook in PreHooks.Values)
                    (input1, input2, input3, input4) = hook(this, input1, input2, input3, input4) ?? (input1, input2, input3, input4);
                var result = forward(input1, input2, input3, input4);
                foreach (var hook in PostHooks.Values)
                    result = hook(this, input1, input2, input3, input4, result) is { } changed ? changed : result;
                Run(ModulePostHooks, this);
                return result;
            }
        }

        /// <summary>Something that can be called with 5 inputs.</summary>
        /// <typeparam name="T1">An input.</typeparam>
        /// <typeparam name="T2">An input.</typeparam>
        /// <typeparam name="T3">An input.</typeparam>
        /// <typeparam name="T4">An input.</typeparam>
        /// <typeparam name="T5">An input.</typeparam>
        /// <typeparam name="TResult">The result.</typeparam>
        public interface IModule<T1, T2, T3, T4, T5, TResult>
        {
            /// <summary>Calls it.</summary>
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);
        }

        /// <summary>A module of 5 inputs: override forward, use call.</summary>
        /// <typeparam name="T1">An input.</typeparam>
        /// <typeparam name="T2">An input.</typeparam>
        /// <typeparam name="T3">An input.</typeparam>
        /// <typeparam name="T4">An input.</typeparam>
        /// <typeparam name="T5">An input.</typeparam>
        /// <typeparam name="TResult">The result.</typeparam>
        public abstract class Module<T1, T2, T3, T4, T5, TResult> : HookableModule<Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, (T1, T2, T3, T4, T5)?>, Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, TResult, TResult>>, IModule<T1, T2, T3, T4, T5, TResult>
        {
            /// <summary>Names the module.</summary>
            /// <param name="name">The name.</param>
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>Computes the result; hooks do not run.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);

            /// <summary>Computes the result, with the hooks before and after.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5)
            {
                Run(ModulePreHooks, this);
                foreach (var hook in PreHooks.Values)
                    (input1, input2, input3, input4, input5) = hook(this, input1, input2, input3, input4, input5) ?? (input1, input2, input3, input4, input5);
                var result = forward(input1, input2, input3, input4, input5);
                foreach (var hook in PostHooks.Values)
                    result = hook(this, input1, input2, input3, input4, input5, result) is { } changed ? changed : result;
                Run(ModulePostHooks, this);
                return result;
            }
        }

        /// <summary>Something that can be called with 6 inputs.</summary>
        /// <typeparam name="T1">An input.</typeparam>
        /// <typeparam name="T2">An input.</typeparam>
        /// <typeparam name="T3">An input.</typeparam>
        /// <typeparam name="T4">An input.</typeparam>
        /// <typeparam name="T5">An input.</typeparam>
        /// <typeparam name="T6">An input.</typeparam>
        /// <typeparam name="TResult">The result.</typeparam>
        public interface IModule<T1, T2, T3, T4, T5, T6, TResult>
        {
            /// <summary>Calls it.</summary>
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);
        }

        /// <summary>A module of 6 inputs: override forward, use call.</summary>
        /// <typeparam name="T1">An input.</typeparam>
        /// <typeparam name="T2">An input.</typeparam>
        /// <typeparam name="T3">An input.</typeparam>
        /// <typeparam name="T4">An input.</typeparam>
        /// <typeparam name="T5">An input.</typeparam>
        /// <typeparam name="T6">An input.</typeparam>
        /// <typeparam name="TResult">The result.</typeparam>
        public abstract class Module<T1, T2, T3, T4, T5, T6, TResult> : HookableModule<Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, (T1, T2, T3, T4, T5, T6)?>, Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, TResult, TResult>>, IModule<T1, T2, T3, T4, T5, T6, TResult>
        {
            /// <summary>Names the module.</summary>
            /// <param name="name">The name.</param>
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>Computes the result; hooks do not run.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);

            /// <summary>Computes the result, with the hooks before and after.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6)
            {
                Run(ModulePreHooks, this);
                foreach (var hook in PreHooks.Values)
                    (input1, input2, input3, input4, input5, input6) = hook(this, input1, input2, input3, input4, input5, input6) ?? (input1, input2, input3, input4, input5, input6);
                var result = forward(input1, input2, input3, input4, input5, input6);
                foreach (var hook in PostHooks.Values)
                    result = hook(this, input1, input2, input3, input4, input5, input6, result) is { } changed ? changed : result;
                Run(ModulePostHooks, this);
                return result;
            }
        }
    }
}
