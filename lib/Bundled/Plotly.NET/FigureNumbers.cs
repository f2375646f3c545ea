using System.Globalization;
using System.Text.Json;

namespace Plotly.NET;

/// <summary>Writes single values: the shortest text that reads back as the same number, and null for what is no number.</summary>
internal static class FigureNumbers
{
    public static void Write<T>(Utf8JsonWriter writer, T value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case double number:
                if (!double.IsFinite(number))
                    writer.WriteNullValue();
                else if (IsFraction(number) && (float)number == number)
                    writer.WriteNumberValue((float)number);
                else
                    writer.WriteNumberValue(number);
                break;
            case float number:
                if (float.IsFinite(number))
                    writer.WriteNumberValue(number);
                else
                    writer.WriteNullValue();
                break;
            case decimal number:
                writer.WriteNumberValue(number / 1.000000000000000000000000000000000m);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case Enum name:
                writer.WriteStringValue(name.ToString());
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case DateTime moment:
                writer.WriteStringValue(moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    // A double that a float32 tensor gave has a float's few digits to tell; whole numbers stay exact.
    private static bool IsFraction(double number)
    {
        return number != Math.Floor(number);
    }
}
