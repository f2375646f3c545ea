using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Which area beside a line is filled.</summary>
    public sealed class Fill : IFigureValue
    {
        private readonly object _value;

        private Fill(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>none</c>.</summary>
        public static Fill None { get; } = new("none");

        /// <summary>Written <c>tozeroy</c>.</summary>
        public static Fill ToZero_y { get; } = new("tozeroy");

        /// <summary>Written <c>tozerox</c>.</summary>
        public static Fill ToZero_x { get; } = new("tozerox");

        /// <summary>Written <c>tonexty</c>.</summary>
        public static Fill ToNext_y { get; } = new("tonexty");

        /// <summary>Written <c>tonextx</c>.</summary>
        public static Fill ToNext_x { get; } = new("tonextx");

        /// <summary>Written <c>toself</c>.</summary>
        public static Fill ToSelf { get; } = new("toself");

        /// <summary>Written <c>tonext</c>.</summary>
        public static Fill ToNext { get; } = new("tonext");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
