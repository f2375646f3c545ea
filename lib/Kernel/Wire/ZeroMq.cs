using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VisionAttention.Kernel.Wire;

/// <summary>The handful of libzmq functions the kernel calls.</summary>
internal static unsafe partial class ZeroMq
{
    internal const int Pub = 1, Sub = 2, Rep = 4, Req = 3, Dealer = 5, Router = 6, Pull = 7, Push = 8, XPub = 9;
    internal const int OptionIdentity = 5, OptionSubscribe = 6, OptionLinger = 17, OptionSendHighWater = 23, OptionReceiveHighWater = 24;
    internal const int OptionMaxMessageSize = 22, OptionXPubVerbose = 40, OptionIPv6 = 42, OptionRouterHandover = 56;
    internal const int DontWait = 1, SendMore = 2;
    internal const byte PollIn = 1;
    internal const int Interrupted = 4;
    internal static readonly int TryAgain = OperatingSystem.IsMacOS() ? 35 : 11;

    private const string Library = "libzmq";
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "The resolver must be in place before the first call.")]
    internal static void RegisterResolver() =>
        NativeLibrary.SetDllImportResolver(typeof(ZeroMq).Assembly, static (name, assembly, _) => name == Library ? Find(assembly) : 0);

    /// <summary>The libzmq in use, as it says itself.</summary>
    internal static string Version()
    {
        VersionParts(out var major, out var minor, out var patch);
        return $"{major}.{minor}.{patch}";
    }

    private static nint Find(Assembly assembly)
    {
        foreach (var candidate in new LibzmqSearch(Environment.GetEnvironmentVariable).Candidates())
        {
            if (NativeLibrary.TryLoad(candidate, assembly, searchPath: null, out var handle))
            {
                return handle;
            }
        }

        throw new DllNotFoundException(
            "libzmq was not found, neither on the system nor inside a pyzmq, and the kernel talks to Jupyter through it; "
            + $"install it (Debian: sudo apt-get install libzmq5), or name its file in {LibzmqSearch.Variable}");
    }

    /// <summary>Room for libzmq's opaque zmq_msg_t, which is 64 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    internal struct Frame
    {
        internal long First;
    }

    [LibraryImport(Library, EntryPoint = "zmq_ctx_new")]
    internal static partial nint ContextNew();

    [LibraryImport(Library, EntryPoint = "zmq_ctx_term")]
    internal static partial int ContextTerminate(nint context);

    [LibraryImport(Library, EntryPoint = "zmq_socket")]
    internal static partial nint Socket(nint context, int type);

    [LibraryImport(Library, EntryPoint = "zmq_close")]
    internal static partial int Close(nint socket);

    [LibraryImport(Library, EntryPoint = "zmq_setsockopt")]
    internal static partial int SetOption(nint socket, int option, void* value, nuint length);

    [LibraryImport(Library, EntryPoint = "zmq_bind", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Bind(nint socket, string address);

    [LibraryImport(Library, EntryPoint = "zmq_connect", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Connect(nint socket, string address);

    [LibraryImport(Library, EntryPoint = "zmq_send")]
    internal static partial int Send(nint socket, byte* data, nuint length, int flags);

    [LibraryImport(Library, EntryPoint = "zmq_msg_init")]
    internal static partial int FrameInit(ref Frame frame);

    [LibraryImport(Library, EntryPoint = "zmq_msg_recv")]
    internal static partial int FrameReceive(ref Frame frame, nint socket, int flags);

    [LibraryImport(Library, EntryPoint = "zmq_msg_data")]
    internal static partial byte* FrameData(ref Frame frame);

    [LibraryImport(Library, EntryPoint = "zmq_msg_size")]
    internal static partial nuint FrameSize(ref Frame frame);

    [LibraryImport(Library, EntryPoint = "zmq_msg_more")]
    internal static partial int FrameMore(ref Frame frame);

    [LibraryImport(Library, EntryPoint = "zmq_msg_close")]
    internal static partial int FrameClose(ref Frame frame);

    [LibraryImport(Library, EntryPoint = "zmq_poll")]
    internal static partial int Poll(byte* items, int count, nint timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "zmq_version")]
    private static partial void VersionParts(out int major, out int minor, out int patch);

    [LibraryImport(Library, EntryPoint = "zmq_errno")]
    internal static partial int Error();

    [LibraryImport(Library, EntryPoint = "zmq_strerror")]
    internal static partial nint ErrorText(int error);

    internal static string LastError() => Marshal.PtrToStringUTF8(ErrorText(Error())) ?? "unknown error";
}
