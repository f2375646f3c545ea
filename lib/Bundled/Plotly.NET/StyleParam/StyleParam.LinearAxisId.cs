using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>An axis of two-dimensional charts, by number from 1.</summary>
    public sealed class LinearAxisId : IFigureValue
    {
        private readonly object _value;

        private LinearAxisId(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>free</c>.</summary>
        public static LinearAxisId Free { get; } = new("free");

        /// <summary>An x axis.</summary>
        /// <param name="item">Its number, from 1.</param>
        public static LinearAxisId NewX(int item)
        {
            return new LinearAxisId(Numbered("x", item));
        }

        /// <summary>A y axis.</summary>
        /// <param name="item">Its number, from 1.</param>
        public static LinearAxisId NewY(int item)
        {
            return new LinearAxisId(Numbered("y", item));
        }

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }

        private static string Numbered(string axis, int number)
        {
            return number == 1 ? axis : $"{axis}{number}";
        }
    }
}
