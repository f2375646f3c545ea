using System.Globalization;
using System.Text;

namespace VisionAttention.Weights.Numpy;

/// <summary>Reads the Python dict of a .npy header: strings as keys; strings, truth values and tuples of whole numbers as values. Nothing is evaluated.</summary>
internal sealed class PythonLiteral
{
    private const int MostValues = 128;

    private readonly string _text;
    private int _position;

    private PythonLiteral(string text)
    {
        _text = text;
    }

    /// <summary>Values are string, bool, long[] (a tuple), or null for a list, whose content is not read.</summary>
    /// <exception cref="InvalidDataException">The text is anything else.</exception>
    public static IReadOnlyDictionary<string, object?> Dict(string text)
    {
        return new PythonLiteral(text).ReadDict();
    }

    private Dictionary<string, object?> ReadDict()
    {
        var result = new Dictionary<string, object?>(StringComparer.Ordinal);
        Require('{');
        while (Peek() != '}')
        {
            var key = ReadString();
            Require(':');
            if (!result.TryAdd(key, ReadValue()) || result.Count > MostValues)
                throw Wrong($"key {key} stands twice");
            // A list is the dtype of records: the caller refuses it, and what follows it need not be understood.
            if (result[key] is null)
                return result.Keys.Concat(["descr", "fortran_order", "shape"]).Distinct().ToDictionary(name => name, name => result.GetValueOrDefault(name));
            if (Peek() == '}')
                break;
            Require(',');
        }
        Require('}');
        if (Peek() != '\0')
            throw Wrong("something follows the dict");
        return result;
    }

    private object? ReadValue()
    {
        switch (Peek())
        {
            case '\'' or '"':
                return ReadString();
            case '(':
                return ReadTuple();
            case '[':
                return null;
        }
        if (Accept("True"))
            return true;
        if (Accept("False"))
            return false;
        throw Wrong("neither a string, a truth value nor a tuple");
    }

    private long[] ReadTuple()
    {
        var sides = new List<long>();
        Require('(');
        while (Peek() != ')')
        {
            sides.Add(ReadWhole());
            if (sides.Count > MostValues)
                throw Wrong($"a tuple of more than {MostValues} numbers");
            if (Peek() == ')')
            {
                // (3) is a number in Python, (3,) is a tuple.
                if (sides.Count == 1)
                    throw Wrong("a number in brackets, not a tuple");
                break;
            }
            Require(',');
        }
        Require(')');
        return [.. sides];
    }

    private long ReadWhole()
    {
        Peek();
        var start = _position;
        if (_position < _text.Length && _text[_position] == '-')
            _position++;
        while (_position < _text.Length && char.IsAsciiDigit(_text[_position]))
            _position++;
        var digits = _text.AsSpan(start, _position - start);
        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var result))
            throw Wrong(digits.Length > 18 ? "a number beyond 64 bits" : "not a whole number");
        // Python 2 marked long numbers.
        if (_position < _text.Length && _text[_position] == 'L')
            _position++;
        return result;
    }

    private string ReadString()
    {
        var quote = Peek();
        if (quote is not ('\'' or '"'))
            throw Wrong("not a string");
        var result = new StringBuilder();
        for (_position++; _position < _text.Length && _text[_position] != quote; _position++)
        {
            if (_text[_position] is '\\' or '\n')
                throw Wrong("a string with an escape or a line break");
            result.Append(_text[_position]);
        }
        Require(quote);
        return result.ToString();
    }

    private bool Accept(string word)
    {
        if (!_text.AsSpan(_position).StartsWith(word, StringComparison.Ordinal))
            return false;
        _position += word.Length;
        return true;
    }

    // The next letter that is no blank; a zero at the end.
    private char Peek()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\n' or '\r' or '\t')
            _position++;
        return _position < _text.Length ? _text[_position] : '\0';
    }

    private void Require(char letter)
    {
        if (Peek() != letter)
            throw Wrong($"not {letter}");
        _position++;
    }

    private InvalidDataException Wrong(string what)
    {
        var found = _text.AsSpan(_position, Math.Min(20, _text.Length - _position));
        return new InvalidDataException($"its header is not the expected Python dict: {what} at letter {_position}: {found}");
    }
}
