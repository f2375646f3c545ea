using System.Text.Json.Nodes;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>The order of an axis of words.</summary>
    public sealed class CategoryOrder : IFigureValue
    {
        private readonly object _value;

        private CategoryOrder(object value)
        {
            _value = value;
        }

        /// <summary>Written <c>trace</c>.</summary>
        public static CategoryOrder Trace { get; } = new("trace");

        /// <summary>Written <c>category ascending</c>.</summary>
        public static CategoryOrder CategoryAscending { get; } = new("category ascending");

        /// <summary>Written <c>category descending</c>.</summary>
        public static CategoryOrder CategoryDescending { get; } = new("category descending");

        /// <summary>Written <c>array</c>.</summary>
        public static CategoryOrder Array { get; } = new("array");

        /// <summary>Written <c>total ascending</c>.</summary>
        public static CategoryOrder TotalAscending { get; } = new("total ascending");

        /// <summary>Written <c>total descending</c>.</summary>
        public static CategoryOrder TotalDescending { get; } = new("total descending");

        /// <summary>Written <c>min ascending</c>.</summary>
        public static CategoryOrder MinAscending { get; } = new("min ascending");

        /// <summary>Written <c>min descending</c>.</summary>
        public static CategoryOrder MinDescending { get; } = new("min descending");

        /// <summary>Written <c>max ascending</c>.</summary>
        public static CategoryOrder MaxAscending { get; } = new("max ascending");

        /// <summary>Written <c>max descending</c>.</summary>
        public static CategoryOrder MaxDescending { get; } = new("max descending");

        /// <summary>Written <c>sum ascending</c>.</summary>
        public static CategoryOrder SumAscending { get; } = new("sum ascending");

        /// <summary>Written <c>sum descending</c>.</summary>
        public static CategoryOrder SumDescending { get; } = new("sum descending");

        /// <summary>Written <c>mean ascending</c>.</summary>
        public static CategoryOrder MeanAscending { get; } = new("mean ascending");

        /// <summary>Written <c>mean descending</c>.</summary>
        public static CategoryOrder MeanDescending { get; } = new("mean descending");

        /// <summary>Written <c>median ascending</c>.</summary>
        public static CategoryOrder MedianAscending { get; } = new("median ascending");

        /// <summary>Written <c>median descending</c>.</summary>
        public static CategoryOrder MedianDescending { get; } = new("median descending");

        JsonNode? IFigureValue.ToNode()
        {
            return FigureJson.Value(_value);
        }
    }
}
