namespace VisionAttention.Weights.Torch;

/// <summary>Reads Python pickles without Python: it builds plain values and tensor descriptions, and calls nothing.</summary>
/// <remarks>
/// A pickle is a program for a stack machine that may name and call any function of the reader's Python. Here the machine has no
/// functions: a name outside <see cref="PickleGlobals"/> ends the reading. Numbers of values, length of texts and
/// length of the pickle are limited, and no step recurses.
/// </remarks>
internal sealed class PickleReader
{
    /// <summary>Values one pickle may push; a tensor takes about 28, so this is enough for 18000 of them.</summary>
    public const int MostValues = 1 << 19;

    private readonly PickleInput _input;
    private readonly List<TorchStorage>? _storages;
    private readonly PickleStack _stack = new();
    private readonly PickleMemo _memo = new();
    private int _pushed;

    private PickleReader(PickleInput input, List<TorchStorage>? storages)
    {
        _input = input;
        _storages = storages;
    }

    /// <summary>The value of one pickle; the input stands behind its last byte.</summary>
    /// <param name="input">Where it comes from.</param>
    /// <param name="storages">Receives the storages that its tensors name; without it the pickle may name none.</param>
    /// <exception cref="InvalidDataException">The pickle is damaged, too large, or holds more than data.</exception>
    public static object? Read(PickleInput input, List<TorchStorage>? storages = null)
    {
        var reader = new PickleReader(input, storages);
        while (true)
        {
            var opcode = (char)input.Byte();
            if (opcode == '.')
                return reader._stack.Last();
            if (++reader._pushed > MostValues)
                throw new InvalidDataException($"its pickle has more than {MostValues} steps");
            if (!reader.Structure(opcode) && !reader.Call(opcode))
                reader._stack.Push(reader.Literal(opcode));
        }
    }

    // Opcodes that arrange what is on the stack, and the memo.
    private bool Structure(char opcode)
    {
        switch (opcode)
        {
            case '\u0080':
                var version = _input.Byte();
                return version <= 5 ? true : throw new InvalidDataException($"pickle protocol {version} is above 5");
            case '\u0095':
                _input.Int64();
                return true;
            case '(':
                _stack.Mark();
                return true;
            case '0':
                _stack.PopOrMark();
                return true;
            case '1':
                _stack.PopToMark();
                return true;
            case '2':
                _stack.Push(_stack.Peek());
                return true;
            case 'a':
                var appended = _stack.Pop();
                Peek<List<object?>>("a list").Add(appended);
                return true;
            case 'e':
                var items = _stack.PopToMark();
                Peek<List<object?>>("a list").AddRange(items);
                return true;
            case 's':
                var value = _stack.Pop();
                var key = _stack.Pop();
                Peek<PickleDict>("a dict").Set(key, value);
                return true;
            case 'u':
                var pairs = _stack.PopToMark();
                Fill(Peek<PickleDict>("a dict"), pairs);
                return true;
            case 'q':
                _memo.Put(_input.Byte(), _stack.Peek());
                return true;
            case 'r':
                _memo.Put(_input.UInt32(), _stack.Peek());
                return true;
            case 'p':
                _memo.Put(PickleNumbers.Place(_input.Line()), _stack.Peek());
                return true;
            case '\u0094':
                _memo.Put(_memo.Count, _stack.Peek());
                return true;
            default:
                return false;
        }
    }

    // Opcodes that would import, call or make objects.
    private bool Call(char opcode)
    {
        switch (opcode)
        {
            case 'c':
                var module = _input.Line();
                _stack.Push(PickleGlobals.Find(module, _input.Line()));
                return true;
            case '\u0093':
                var name = _stack.Pop();
                if (_stack.Pop() is not string from || name is not string wanted)
                    throw new InvalidDataException("the file names something by a value that is no text");
                _stack.Push(PickleGlobals.Find(from, wanted));
                return true;
            case 'R' or '\u0081':
                var arguments = _stack.Pop();
                _stack.Push(PickleGlobals.Call(_stack.Pop(), arguments));
                return true;
            case 'b':
                var state = _stack.Pop();
                PickleGlobals.Build(_stack.Peek(), state);
                return true;
            case 'Q':
                var storage = PickleGlobals.Storage(_stack.Pop());
                (_storages ?? throw new InvalidDataException("a storage is named outside the content")).Add(storage);
                _stack.Push(storage);
                return true;
            case 'i':
                var home = _input.Line();
                throw PickleGlobals.Refused($"{home}.{_input.Line()}");
            case 'o':
                throw PickleGlobals.Refused(_stack.PopToMark() is [PickleName called, ..] ? called.ToString() : "an object by opcode OBJ");
            default:
                return false;
        }
    }

    private object? Literal(char opcode)
    {
        return opcode switch
        {
            'N' => null,
            '\u0088' => true,
            '\u0089' => false,
            'K' => (long)_input.Byte(),
            'M' => (long)_input.UInt16(),
            'J' => (long)_input.Int32(),
            'I' => _input.Line() switch { "00" => false, "01" => true, var digits => PickleNumbers.Whole(digits) },
            'L' => PickleNumbers.Whole(_input.Line().TrimEnd('L')),
            '\u008a' => PickleNumbers.Whole(_input.Bytes(_input.Byte())),
            '\u008b' => PickleNumbers.Whole(_input.Bytes(_input.Int32())),
            'F' => PickleNumbers.Real(_input.Line()),
            'G' => _input.Double(),
            'S' => PickleNumbers.Quoted(_input.Line()),
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
            't' => _stack.PopToMark(),
            '\u0085' => _stack.Pop(1),
            '\u0086' => _stack.Pop(2),
            '\u0087' => _stack.Pop(3),
            ']' => new List<object?>(),
            'l' => new List<object?>(_stack.PopToMark()),
            '}' => new PickleDict(),
            'd' => Fill(new PickleDict(), _stack.PopToMark()),
            'h' => _memo.Get(_input.Byte()),
            'j' => _memo.Get(_input.UInt32()),
            'g' => _memo.Get(PickleNumbers.Place(_input.Line())),
            _ => throw new InvalidDataException($"pickle opcode 0x{(int)opcode:x2} at byte {_input.Position - 1} is not needed to hold weights"),
        };
    }

    private T Peek<T>(string wanted)
        where T : class
    {
        return _stack.Peek() as T ?? throw new InvalidDataException($"the pickle fills {PickleGlobals.KindOf(_stack.Peek())} as if it were {wanted}");
    }

    private static PickleDict Fill(PickleDict dict, object?[] pairs)
    {
        if (pairs.Length % 2 != 0)
            throw new InvalidDataException($"the pickle fills a dict with {pairs.Length} values, not with pairs");
        for (var i = 0; i < pairs.Length; i += 2)
            dict.Set(pairs[i], pairs[i + 1]);
        return dict;
    }
}
