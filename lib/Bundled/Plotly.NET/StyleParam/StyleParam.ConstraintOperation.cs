using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>Which values a contour constraint keeps.</summary>
    public sealed class ConstraintOperation : IFigureValue
    {
        private readonly object _value;

        private ConstraintOperation(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>=</c>.</summary>
        public static ConstraintOperation Equal { get; } = new("=");

        /// <summary>Written <c>&lt;</c>.</summary>
        public static ConstraintOperation LesserThan { get; } = new("<");

        /// <summary>Written <c>&lt;=</c>.</summary>
        public static ConstraintOperation LesserThanOrEqual { get; } = new("<=");

        /// <summary>Written <c>></c>.</summary>
        public static ConstraintOperation GreaterThan { get; } = new(">");

        /// <summary>Written <c>>=</c>.</summary>
        public static ConstraintOperation GreaterThanOrEqual { get; } = new(">=");

        /// <summary>Written <c>[]</c>.</summary>
        public static ConstraintOperation InsideInclusiveInterval { get; } = new("[]");

        /// <summary>Written <c>[)</c>.</summary>
        public static ConstraintOperation InsideLeftInclusiveInterval { get; } = new("[)");

        /// <summary>Written <c>(]</c>.</summary>
        public static ConstraintOperation InsideRightInclusiveInterval { get; } = new("(]");

        /// <summary>Written <c>()</c>.</summary>
        public static ConstraintOperation InsideExclusiveInterval { get; } = new("()");

        /// <summary>Written <c>][</c>.</summary>
        public static ConstraintOperation OutsideInclusiveInterval { get; } = new("][");

        /// <summary>Written <c>](</c>.</summary>
        public static ConstraintOperation OutsideLeftInclusiveInterval { get; } = new("](");

        /// <summary>Written <c>)[</c>.</summary>
        public static ConstraintOperation OutsideRightInclusiveInterval { get; } = new(")[");

        /// <summary>Written <c>)(</c>.</summary>
        public static ConstraintOperation OutsideExclusiveInterval { get; } = new(")(");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
