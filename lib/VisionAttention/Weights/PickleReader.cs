using VisionAttention.Tensors;

namespace VisionAttention.Weights;

/// <summary>Reads Python pickles without Python: it builds plain values and tensor descriptions, and calls nothing.</summary>
/// <remarks>
/// A pickle is a program for a stack machine that may name and call any function of the reader's Python. Here the machine has no
/// functions: a name outside <see cref="PickleGlobals"/> ends the reading. Numbers of values, length of texts and
/// length of the pickle are limited, and no step recurses.
/// </remarks>
internal sealed class PickleReader
{
    /// <summary>Values one pickle may push; a tensor takes about 28, so this is enough for 18000 of them.</summary>
    private const int MostValues = 1 << 19;

    private static readonly object Nothing = new();

    private readonly PickleInput _input;
    private readonly List<TorchStorage>? _storages;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly List<object?> _memo = []; // places are few and dense, as Python numbers them

    private PickleReader(PickleInput input, List<TorchStorage>? storages) => (_input, _storages) = (input, storages);

    // Nothing below the last mark can be taken.
    private int Held => _stack.Count - (_marks.Count > 0 ? _marks[^1] : 0);

    /// <summary>The value of one pickle; the input then stands behind its last byte. Without a list of storages it may name none.</summary>
    public static object? Read(PickleInput input, List<TorchStorage>? storages = null)
    {
        var reader = new PickleReader(input, storages);
        var steps = 0;
        for (var opcode = (char)input.Byte(); opcode != '.'; opcode = (char)input.Byte())
        {
            FileErrors.Unless(++steps <= MostValues, $"its pickle has more than {MostValues} steps");
            reader.Step(opcode);
        }
        FileErrors.Unless(
            reader._marks.Count == 0 && reader._stack.Count == 1,
            $"the pickle ends with {reader._stack.Count} values and {reader._marks.Count} marks on its stack, not with one value");
        return reader._stack[0];
    }

    // Opcodes that arrange what is on the stack, and the memo; all others push a value.
    private void Step(char opcode)
    {
        switch (opcode)
        {
            case '\u0080':
                var version = _input.Byte();
                FileErrors.Unless(version <= 5, $"pickle protocol {version} is above 5");
                break;
            case '\u0095': _input.Int64(); break;
            case '(': _marks.Add(_stack.Count); break;
            case '0' when _marks.Count > 0 && Held == 0: _marks.RemoveAt(_marks.Count - 1); break;
            case '0': Pop(); break;
            case '1': PopToMark(); break;
            case 'a':
                var appended = Pop();
                Peek<List<object?>>("a list").Add(appended);
                break;
            case 'e':
                var items = PopToMark();
                Peek<List<object?>>("a list").AddRange(items);
                break;
            case 's':
                var item = Pop(2);
                Fill(Peek<PickleDict>("a dict"), item);
                break;
            case 'u':
                var pairs = PopToMark();
                Fill(Peek<PickleDict>("a dict"), pairs);
                break;
            case 'b':
                var state = Pop();
                PickleGlobals.Build(Peek(), state);
                break;
            case 'q': Keep(_input.Byte()); break;
            case 'r': Keep(_input.UInt32()); break;
            case 'p': Keep(_input.PlaceLine()); break;
            case '\u0094': Keep(_memo.Count); break;
            default: _stack.Add(Value(opcode)); break;
        }
    }

    private object? Value(char opcode) => opcode switch
    {
        'N' => null,
        '\u0088' => true,
        '\u0089' => false,
        'K' => (long)_input.Byte(),
        'M' => (long)_input.UInt16(),
        'J' => (long)_input.Int32(),
        'I' => _input.WholeOrTruthLine(),
        'L' => _input.WholeLine(),
        '\u008a' => _input.Whole(_input.Byte()),
        '\u008b' => _input.Whole(_input.Int32()),
        'F' => _input.RealLine(),
        'G' => _input.Double(),
        'S' => _input.QuotedLine(),
        'T' => _input.Latin1(_input.Int32()),
        'U' => _input.Latin1(_input.Byte()),
        'V' => _input.Line(),
        'X' => _input.Utf8(_input.UInt32()),
        '\u008c' => _input.Utf8(_input.Byte()),
        '\u008d' => _input.Utf8(_input.Int64()),
        'B' => _input.Bytes(_input.UInt32()),
        'C' => _input.Bytes(_input.Byte()),
        '\u008e' => _input.Bytes(_input.Int64()),
        ')' => Array.Empty<object?>(),
        't' => PopToMark(),
        '\u0085' => Pop(1),
        '\u0086' => Pop(2),
        '\u0087' => Pop(3),
        ']' => new List<object?>(),
        'l' => new List<object?>(PopToMark()),
        '}' => new PickleDict(),
        'd' => Fill(new PickleDict(), PopToMark()),
        '2' => Peek(),
        'h' => Recall(_input.Byte()),
        'j' => Recall(_input.UInt32()),
        'g' => Recall(_input.PlaceLine()),
        'c' => PickleGlobals.Find(_input.Line(), _input.Line()),
        '\u0093' => Pop(2) is [string module, string name] ? PickleGlobals.Find(module, name) : throw new InvalidDataException("the file names something by a value that is no text"),
        'R' or '\u0081' => PickleGlobals.Call(arguments: Pop(), callable: Pop()),
        'Q' => Storage(Pop()),
        'i' => throw PickleGlobals.Refused($"{_input.Line()}.{_input.Line()}"),
        'o' => throw PickleGlobals.Refused(PopToMark() is [PickleName called, ..] ? called.ToString() : "an object by opcode OBJ"),
        _ => throw new InvalidDataException($"pickle opcode 0x{(int)opcode:x2} at byte {_input.Position - 1} is not needed to hold weights"),
    };

    private TorchStorage Storage(object? id)
    {
        var storage = PickleGlobals.Storage(id);
        (_storages ?? throw new InvalidDataException("a storage is named outside the content")).Add(storage);
        return storage;
    }

    private object? Peek()
    {
        RequireHeld(1);
        return _stack[^1];
    }

    private T Peek<T>(string wanted)
        where T : class => Peek() as T ?? throw new InvalidDataException($"the pickle fills {PickleGlobals.KindOf(Peek())} as if it were {wanted}");

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    // The upper values as a tuple, lowest first.
    private object?[] Pop(int count)
    {
        RequireHeld(count);
        var values = new object?[count];
        _stack.CopyTo(_stack.Count - count, values, 0, count);
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    // All values above the last mark, and the mark.
    private object?[] PopToMark()
    {
        FileErrors.Unless(_marks.Count > 0, "the pickle takes values down to a mark that was never set");
        var values = Pop(Held);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    private void RequireHeld(int count) => FileErrors.Unless(Held >= count, $"the pickle takes {count} values from a stack that has {Held}");

    private void Keep(long place)
    {
        FileErrors.Unless(place is >= 0 and < MostValues, $"memo {place} is not between 0 and {MostValues}");
        while (_memo.Count <= place)
            _memo.Add(Nothing);
        _memo[(int)place] = Peek();
    }

    private object? Recall(long place)
    {
        FileErrors.Unless(
            place >= 0 && place < _memo.Count && !ReferenceEquals(_memo[(int)place], Nothing),
            $"the pickle recalls memo {place}, which was never filled");
        return _memo[(int)place];
    }

    private static PickleDict Fill(PickleDict dict, object?[] pairs)
    {
        FileErrors.Unless(pairs.Length % 2 == 0, $"the pickle fills a dict with {pairs.Length} values, not with pairs");
        for (var i = 0; i < pairs.Length; i += 2)
            dict.Set(pairs[i], pairs[i + 1]);
        return dict;
    }
}
