using VisionAttention.Tensors;

namespace VisionAttention.Weights;

/// <summary>Reads Python pickles without Python: it builds plain values and tensor descriptions, and calls nothing.</summary>
/// <remarks>
/// A pickle is a program for a stack machine that may name and call any function of the reader's Python. Here the machine has no
/// functions: a call of a name outside <see cref="PickleGlobals"/> leaves a <see cref="PickleObject"/>, which is data. Numbers of values,
/// length of texts and length of the pickle are limited, and no step recurses.
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
    private int _steps;

    private PickleReader(PickleInput input, List<TorchStorage>? storages) => (_input, _storages) = (input, storages);

    // Nothing below the last mark can be taken.
    private int Held => _stack.Count - (_marks.Count > 0 ? _marks[^1] : 0);

    /// <summary>The value of one pickle; the input then stands behind its last byte. Without a list of storages it may name none.</summary>
    public static object? Read(PickleInput input, List<TorchStorage>? storages = null)
    {
        var reader = new PickleReader(input, storages);
        for (var opcode = (char)input.Byte(); opcode != '.'; opcode = (char)input.Byte())
        {
            reader.Count(1);
            reader.Step(opcode);
        }
        FileErrors.Unless(
            reader._marks.Count == 0 && reader._stack.Count == 1,
            $"the pickle ends with {reader._stack.Count} values and {reader._marks.Count} marks on its stack, not with one value");
        return reader._stack[0];
    }

    private void Count(int steps)
    {
        _steps += steps;
        if (_steps > MostValues)
            throw new ForeignContentException($"holds more than is read here: its pickle has more than {MostValues} steps");
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
                AddElements(Pop(1));
                break;
            case 'e' or '\u0090':
                AddElements(PopToMark());
                break;
            case 's':
                AddPairs(Pop(2));
                break;
            case 'u':
                AddPairs(PopToMark());
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
        'V' => _input.TextLine(),
        'X' => _input.Utf8(_input.UInt32()),
        '\u008c' => _input.Utf8(_input.Byte()),
        '\u008d' => _input.Utf8(_input.Int64()),
        'B' => _input.Text(_input.UInt32()),
        'C' => _input.Text(_input.Byte()),
        '\u008e' or '\u0096' => _input.Text(_input.Int64()),
        ')' => Array.Empty<object?>(),
        't' => PopToMark(),
        '\u0085' => Pop(1),
        '\u0086' => Pop(2),
        '\u0087' => Pop(3),
        ']' or '\u008f' => new List<object?>(),
        'l' or '\u0091' => new List<object?>(PopToMark()),
        '}' => new PickleDict(),
        'd' => Fill(new PickleDict(), PopToMark()),
        '2' => Peek(),
        'h' => Recall(_input.Byte()),
        'j' => Recall(_input.UInt32()),
        'g' => Recall(_input.PlaceLine()),
        'c' => new PickleName(_input.Line(), _input.Line()),
        '\u0093' => Pop(2) is [string module, string name] ? new PickleName(module, name) : throw new InvalidDataException("the file names something by a value that is no text"),
        'R' or '\u0081' => Call(arguments: Pop(), callable: Pop()),
        '\u0092' => Pop(3) is [PickleName or PickleObject, object?[] given, PickleDict] and [var called, ..] ? PickleGlobals.Call(called, given) : throw new InvalidDataException("the file calls something that is not a name"),
        'i' => PickleGlobals.Call(new PickleName(_input.Line(), _input.Line()), PopToMark()),
        'o' => PopToMark() is [var type, .. var parts] ? PickleGlobals.Call(type, parts) : throw new InvalidDataException("the file calls nothing"),
        'Q' => Storage(Pop()),
        _ => throw new InvalidDataException($"pickle opcode 0x{(int)opcode:x2} at byte {_input.Position - 1} is not needed to hold weights"),
    };

    private object? Call(object? arguments, object? callable)
    {
        // A list that is made into a dict is gone through each time.
        if (arguments is object?[] and [List<object?> list])
            Count(list.Count);
        return PickleGlobals.Call(callable, arguments);
    }

    private object Storage(object? id)
    {
        var value = PickleGlobals.Storage(id);
        if (value is TorchStorage storage)
            (_storages ?? throw new InvalidDataException("a storage is named outside the content")).Add(storage);
        return value;
    }

    private void AddElements(object?[] elements)
    {
        switch (Peek())
        {
            case List<object?> list: list.AddRange(elements); break;
            case PickleObject made: made.Pass(elements); break;
            case var other: throw new InvalidDataException($"the pickle fills {PickleGlobals.KindOf(other)} as if it were a list");
        }
    }

    private void AddPairs(object?[] pairs)
    {
        switch (Peek())
        {
            case PickleDict dict: Fill(dict, pairs); break;
            case PickleObject made: Fill(made.ItemsToFill(), pairs); break;
            case var other: throw new InvalidDataException($"the pickle fills {PickleGlobals.KindOf(other)} as if it were a dict");
        }
    }

    private object? Peek()
    {
        RequireHeld(1);
        return _stack[^1];
    }

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
