using System.Text;
using static VisionAttention.Tests.Weights.BadBytes;

namespace VisionAttention.Tests.Weights;

internal static class BadTorch
{
    // A call leaves data, so that a file of nothing else has no tensors: it is complete, and nothing was called.
    private static string Held(string name) => $"is complete, but holds no tensors. It holds {name}; nothing was called. Fix: ";

    // 'true' as text, and the opcodes that make a tuple of it and call what lies below.
    private const string CallWithText = "X\u0004\u0000\u0000\u0000true\u0085R.";

    public static IEnumerable<FileErrors> Files() => Callables().Concat(Machine()).Concat(Limits()).Concat(Tensors()).Concat(Scripts()).Concat(Archives()).Concat(Legacy());

    private static IEnumerable<FileErrors> Callables()
    {
        yield return Pickle("os.system by GLOBAL", "cos\nsystem\n" + CallWithText, Held("an object os.system"));
        yield return Pickle("posix.system by STACK_GLOBAL", "\u008c\u0005posix\u008c\u0006system\u0093" + CallWithText, Held("an object posix.system"));
        yield return Pickle("getattr", "c__builtin__\ngetattr\n.", Held("__builtin__.getattr"));
        yield return Pickle("torch.load within", "ctorch\nload\n.", Held("torch.load"));
        yield return Pickle("a dotted way out of an allowed module", "\u008c\u000bcollections\u008c\u0018OrderedDict.__init__.__x\u0093.", Held("collections.OrderedDict.__init__.__x"));
        yield return Pickle("module that runs into the name", "ccollections.OrderedDict.__init__\n__globals__\n.", "__globals__");
        yield return Pickle("INST", "(X\u0004\u0000\u0000\u0000trueios\nsystem\n.", Held("an object os.system"));
        yield return Pickle("OBJ", "(cargparse\nNamespace\no.", Held("argparse.Namespace()"));
        yield return Pickle("NEWOBJ of a foreign class", "cmodels.vit\nVisionTransformer\n)\u0081.", Held("an object models.vit.VisionTransformer"));
        yield return Pickle("NEWOBJ_EX", "cargparse\nNamespace\n)}\u0092.", Held("argparse.Namespace()"));
        yield return Pickle("extension registry", "\u0082\u0001.", "pickle opcode 0x82");
        yield return Pickle("STACK_GLOBAL of numbers", "K\u0001K\u0002\u0093.", "names something by a value that is no text");
        yield return Pickle("call of a number", "K\u0001)R.", "calls something that is not a name");
        yield return Pickle("call without a tuple", "ccollections\nOrderedDict\n]R.", "with something other than a tuple");
        yield return Pickle("call of a storage type", "ctorch\nFloatStorage\n)R.", Held("torch.FloatStorage()"));
        yield return Pickle("Namespace with arguments", "cargparse\nNamespace\nK\u0001\u0085R.", Held("argparse.Namespace(1)"));
        yield return Pickle("OrderedDict of no pairs", "ccollections\nOrderedDict\n]K\u0001a\u0085R.", "an OrderedDict is made of an int");
        yield return Pickle("attributes of a list", "]}b.", "sets attributes of a list");
        yield return Pickle("attributes of a name", "ccollections\nOrderedDict\n}b.", "sets attributes of collections.OrderedDict");
        yield return Pickle("attributes that are no dict", "cargparse\nNamespace\n)\u0081K\u0001b.", Held("argparse.Namespace()"));
        yield return Pickle("persistent id as text", "Pstorage\n.", "pickle opcode 0x50");
        yield return Pickle("persistent id of another kind", "X\u0006\u0000\u0000\u0000module\u0085Q.", "a persistent id (a tuple) is no ('storage'");
        yield return Pickle("complex storage", "ctorch\nComplexFloatStorage\n.", Held("torch.ComplexFloatStorage"));
    }

    private static IEnumerable<FileErrors> Machine()
    {
        yield return Pickle("empty", "", "its pickle ends too early");
        yield return Pickle("no end", "}", "its pickle ends too early");
        yield return Pickle("nothing on the stack", ".", "ends with 0 values");
        yield return Pickle("mark left", "(K\u0001.", "and 1 marks");
        yield return Pickle("something after the end", "}.garbage", "7 bytes follow the end of its pickle");
        yield return Pickle("protocol 9", "\u0080\u0009}.", "pickle protocol 9 is above 5");
        yield return Pickle("stack underflow", "0.", "takes 1 values from a stack that has 0");
        yield return Pickle("values below the mark", "K\u0001(\u0085.", "takes 1 values from a stack that has 0");
        yield return Pickle("mark that was never set", "K\u0001t.", "a mark that was never set");
        yield return Pickle("memo between filled ones", "K\u0001q\u0005h\u0003.", "recalls memo 3, which was never filled");
        yield return Pickle("memo far away", "K\u0001r\u00ff\u00ff\u00ff\u00ff.", "memo 4294967295 is not between");
        yield return Pickle("memo of no number", "K\u0001p-7\n.", "memo -1 is not between");
        yield return Pickle("append to a dict", "}K\u0001a.", "fills a dict as if it were a list");
        yield return Pickle("item of a list", "]K\u0001K\u0002s.", "fills a list as if it were a dict");
        yield return Pickle("half a pair", "}(K\u0001u.", "fills a dict with 1 values, not with pairs");
        yield return Pickle("unknown opcode", "\u00ff.", "pickle opcode 0xff");
        yield return Pickle("number of letters", "Iabc\n.", "no whole number of at most 64 digits: abc");
        yield return Pickle("text without quotes", "Sabc\n.", "a text without quotes");
    }

    private static IEnumerable<FileErrors> Limits()
    {
        yield return Pickle("text of four gigabytes", "X\u00ff\u00ff\u00ff\u00ffab.", "a text or number of 4294967295 bytes");
        yield return Pickle("text of a negative length", "T\u00ff\u00ff\u00ff\u00ffab.", "a text or number of -1 bytes");
        yield return Pickle("text longer than the file", "X\u0000\u0001\u0000\u0000ab.", "a text or number of 256 bytes, where 3 are left");
        yield return Pickle("text of 2^63 bytes", "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007fab.", "a text or number of");
        yield return Pickle("whole number of 255 bytes", "\u008a\u00ff" + new string('\u0001', 255) + ".", Held("255 bytes"));
        yield return Pickle("number of 3000 digits", "L" + new string('9', 3000) + "L\n.", "no whole number of at most 64 digits: 999");
        yield return Pickle("line without end", "V" + new string('a', 10000), "its pickle ends too early");
        yield return Pickle("600000 values", "(" + new string('N', 600_000) + "t.", "its pickle has more than 524288 steps");
        yield return Pickle("lists 100000 deep", new string(']', 100_000) + new string('a', 99_999) + ".", "values nested deeper than 128");
        yield return Pickle("list that holds itself", "]q\u0000h\u0000a.", "is complete, but holds no tensors. Fix: ");
        yield return Pickle("memo bomb: four million leaves", Bomb(), "holds more than is read here: more than 131072 values");
        yield return Pickle("ten thousand objects of a class with a long name", LongClass(), "letters together");
        yield return Pickle("memo bomb of long names", LongNames(), "letters together");
        yield return new("torch: data.pkl larger than allowed", Zip(new Member("a/data.pkl", new byte[200_000], IsDeflated: true, Length: 100_000_000, Compressed: 100_000), new Member("fill", new byte[100_000])), "its data.pkl claims 100000000 bytes, above 67108864");
    }

    private static IEnumerable<FileErrors> Tensors()
    {
        yield return Whole("storage shorter than it claims", Tensor(count: "K\u0064"), "storage 0 of 100 Float32 needs 400 bytes, its member has 24");
        yield return Whole("storage that is not there", Tensor(key: "X\u0001\u0000\u0000\u00009"), "storage 9 has no member archive/data/9");
        yield return Whole("storage outside the archive", Tensor(key: "X\u000b\u0000\u0000\u0000/etc/passwd"), "has no member archive/data//etc/passwd");
        yield return Whole("storage of no type", Tensor(storage: "ccollections\nOrderedDict\n"), "is of type collections.OrderedDict, which is no storage");
        yield return Whole("storage of negative length", Tensor(count: "J\u00ff\u00ff\u00ff\u00ff"), "storage 0 claims -1 numbers");
        yield return Whole("storage of 2^62 numbers", Tensor(count: "\u008a\u0008\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0040"), "storage 0 claims 4611686018427387904 numbers");
        yield return Whole("offset beyond its storage", Tensor(offset: "K\u0001"), "and offset 1 reaches beyond the 6 numbers");
        yield return Whole("negative offset", Tensor(offset: "J\u00ff\u00ff\u00ff\u00ff"), "and offset -1 reaches beyond");
        yield return Whole("negative side", Tensor(shape: "J\u00ff\u00ff\u00ff\u00ffK\u0003\u0086"), "a negative side in [-1, 3]");
        yield return Whole("negative stride", Tensor(strides: "J\u00ff\u00ff\u00ff\u00ffK\u0001\u0086"), "a negative stride in [-1, 1]");
        yield return Whole("stride that overflows", Tensor(strides: "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007fK\u0001\u0086"), "reaches beyond");
        yield return Whole("too few strides", Tensor(strides: "K\u0001\u0085"), "1 strides for 2 axes");
        yield return Whole("shape that overflows", Tensor(shape: "\u008a\u0008\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0040K\u0004\u0086", strides: "K\u0000K\u0000\u0086"), "an impossible shape");
        yield return Whole("six numbers repeated to a terabyte", Tensor(shape: "\u008a\u0006\u0000\u0000\u0000\u0000\u0000\u0001K\u0003\u0086", strides: "K\u0000K\u0001\u0086"), "repeats the 6 numbers of storage 0");
        yield return Whole("shape of text", Tensor(shape: "X\u0001\u0000\u0000\u0000aK\u0003\u0086"), "the shape of a tensor holds a str");
        yield return Whole("offset that is text", Tensor(offset: "X\u0001\u0000\u0000\u0000a"), "calls torch._utils._rebuild_tensor_v2 with 6 arguments that do not fit");
        yield return Whole("two tensors of one name", TwoOfOneName(), "two tensors are named w");
        yield return Whole("key that is a tuple", "\u0080\u0002})K\u0001s.", Held("() = 1"));
    }

    private static IEnumerable<FileErrors> Scripts()
    {
        yield return Script("module without tensors", "c__torch__\nNet\n)\u0081}X\u0002\u0000\u0000\u0000idK\u0001sb.", Held("id = 1"));
        yield return Script("call of a name of the program", "c__torch__.os\nsystem\n" + CallWithText, Held("an object __torch__.os.system"));
        yield return Script("call of a name beside the program", "c__torch__\nNet\n)\u0081}X\u0001\u0000\u0000\u0000acos\nsystem\n" + CallWithText[..^1] + "sb.", Held("a (os.system)"));
        yield return Script("module with a number for its state", "c__torch__\nNet\n)\u0081K\u0001b.", Held("an object __torch__.Net"));
        yield return Script("module that holds itself", "c__torch__\nNet\n)\u0081q\u0000}X\u0001\u0000\u0000\u0000ah\u0000sb.", "is complete, but holds no tensors. Fix: ");
        yield return Script("modules 1000 deep", string.Concat(Enumerable.Repeat("c__torch__\nNet\n)\u0081}X\u0001\u0000\u0000\u0000a", 1000)) + "N" + string.Concat(Enumerable.Repeat("sb", 1000)) + ".", "values nested deeper than 128");
        yield return Script("twenty modules that each hold the one before four times", Modules(), "holds more than is read here: more than 131072 values");
        yield return Script("list of a type that is no list", "ctorch.jit._pickle\nbuild_intlist\nK\u0001\u0085R.", Held("torch.jit._pickle.build_intlist(1)"));
        yield return new("script: frozen", Torch("c__torch__\nNet\n)\u0081}b.", new Member("archive/constants.pkl", Latin1(").")), new Member("archive/constants/0", new byte[4])), "is a frozen TorchScript program");
        yield return new("script: before 1.4", Zip(new Member("a/model.json", Latin1("{}")), new Member("a/tensors/0", new byte[4])), "is a zip of 2 members without data.pkl (PyTorch)");
    }

    private static IEnumerable<FileErrors> Archives()
    {
        yield return new("torch: big-endian", Torch(Tensor(), new Member("archive/byteorder", Latin1("big"))), "is of another kind of machine: its byte order is big");
        yield return new("torch: two pickles", Torch(Tensor(), new Member("b/data.pkl", Latin1("}."))), "it has 2 members data.pkl, not 1");
        yield return new("torch: pickle cut short", Torch(Tensor()[..40]), "its pickle ends too early");
        yield return new("torch: storage cut short", Torch(Tensor(), new Member("archive/data/0", new byte[23])), "its member has 23");
        yield return new("torch: storage packed shorter than it claims", Torch(Tensor(), new Member("archive/data/0", new byte[8], IsDeflated: true, Length: 24)), "w: it ends too early");
        yield return new("torch: stored storage shorter than it claims", Torch(Tensor(), new Member("archive/data/0", new byte[8], Length: 24)), "w: it ends too early");
        var whole = Torch(Tensor());
        foreach (var length in new[] { 5, 100, 300, whole.Length - 23, whole.Length - 2 })
            yield return new($"torch: cut after {length} bytes", whole[..length], "is not a whole zip file");
        yield return new("torch: truth value 2", Torch(Tensor(storage: "ctorch\nBoolStorage\n"), new Member("archive/data/0", [0, 1, 2, 0, 1, 0])), "w: a truth value is neither 0 nor 1");
    }

    private static IEnumerable<FileErrors> Legacy()
    {
        var whole = File.ReadAllBytes(Samples.Path("state-legacy.pth"));
        foreach (var length in new[] { 2, 13, 15, 60, 200, 1000, 2000, whole.Length - 1 })
            yield return new($"legacy: cut after {length} bytes", whole[..length], "is not a whole PyTorch file");
        yield return new("legacy: bytes left over", [.. whole, 0], "1 bytes follow its last storage");
        yield return new("legacy: a pickle of something else", Latin1("\u0080\u0002}."), "is a pickle, but not one of torch.save: it holds a dict");
        yield return new("legacy: a pickle that calls", Latin1("\u0080\u0002cos\nsystem\n" + CallWithText), "is a pickle, but not one of torch.save: it holds an object os.system, and nothing was called");
        yield return new("legacy: version 7", [.. whole[..15], .. Latin1("\u0080\u0002K\u0007.")], "its version is not 1001");
        yield return new("legacy: a call after the preamble", [.. whole[..15], .. Latin1("\u0080\u0002cos\nsystem\n" + CallWithText)], "its version is not 1001");
    }

    // [x, x, x, x] twelve times over, each x the list before.
    private static string Bomb()
    {
        var text = new StringBuilder("K\u0001q\u0000");
        for (var level = 1; level <= 12; level++)
        {
            var before = $"h{(char)(level - 1)}";
            text.Append($"]({before}{before}{before}{before}eq{(char)level}");
        }
        return $"({text}l0h\u000c.";
    }

    // Each module has four names for the one before.
    private static string Modules()
    {
        var text = new StringBuilder("N");
        for (var level = 0; level < 20; level++)
            text.Append($"q{(char)level}0c__torch__\nNet\n)\u0081}}({string.Concat("abcd".Select(name => $"X\u0001\u0000\u0000\u0000{name}h{(char)level}"))}ub");
        return $"{text}.";
    }

    // One key of 50000 letters, recalled at every level of a bomb.
    private static string LongNames()
    {
        var text = new StringBuilder($"X\u0050\u00c3\u0000\u0000{new string('k', 50_000)}q\u0030K\u0001q\u0000");
        for (var level = 1; level <= 30; level++)
            text.Append($"}}h\u0030h{(char)(level - 1)}sX\u0001\u0000\u0000\u0000bh{(char)(level - 1)}sq{(char)level}");
        return "(" + text + "l0h\u001e.";
    }

    // An object whose class has a name of 4000 letters, recalled again and again in a list.
    private static string LongClass() => $"](cevil\n{new string('k', 4000)}\n)Rq\u0000{string.Concat(Enumerable.Repeat("h\u0000", 10_000))}e.";

    private static string TwoOfOneName()
    {
        var first = Tensor()[2..^2];
        var second = first[1..];
        return $"\u0080\u0002{first}s{second}s.";
    }

    private static FileErrors Pickle(string name, string pickle, string fragment) => new($"pickle: {name}", Torch(pickle), fragment);

    private static FileErrors Script(string name, string pickle, string fragment) => new($"script: {name}", Torch(pickle, new Member("archive/constants.pkl", Latin1(")."))), fragment);

    private static FileErrors Whole(string name, string pickle, string fragment) => new($"torch: {name}", Torch(pickle), fragment);
}
