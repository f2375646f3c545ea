using Plotly.NET;

namespace VisionAttention.Charts;

/// <summary>Finds places for labels around their marks, so that none lies on another, on a mark, on a line or over the edge.</summary>
/// <param name="width">Of the plot, in pixels.</param>
/// <param name="height">Of the plot, in pixels; y runs downwards.</param>
internal sealed class LabelPlaces(double width, double height)
{
    // Of the 13 pixel font: a generous mean over Latin letters, so that a label is rather thought too wide.
    private const double LetterWidth = 7.4;
    private const double LineHeight = 17;
    private const double MarkRadius = 6;
    private const double LineStep = 4;

    private readonly List<Box> _taken = [];

    public void AddMark((double X, double Y) mark)
    {
        _taken.Add(new Box(mark.X - MarkRadius, mark.Y - MarkRadius, mark.X + MarkRadius, mark.Y + MarkRadius));
    }

    public void AddLine((double X, double Y) from, (double X, double Y) to)
    {
        var length = Math.Sqrt((to.X - from.X) * (to.X - from.X) + (to.Y - from.Y) * (to.Y - from.Y));
        var steps = Math.Max(1, (int)(length / LineStep));
        for (var step = 0; step <= steps; step++)
        {
            var (x, y) = (from.X + (to.X - from.X) * step / steps, from.Y + (to.Y - from.Y) * step / steps);
            _taken.Add(new Box(x - 2, y - 2, x + 2, y + 2));
        }
    }

    /// <summary>The first free place beside a mark, which is then taken.</summary>
    /// <returns>Null where none is free.</returns>
    public StyleParam.TextPosition? Place((double X, double Y) mark, string label)
    {
        var (wide, tall) = (LetterWidth * label.Length, LineHeight);
        (StyleParam.TextPosition Position, double Left, double Top)[] candidates =
        [
            (StyleParam.TextPosition.MiddleRight, mark.X + MarkRadius, mark.Y - tall / 2),
            (StyleParam.TextPosition.BottomCenter, mark.X - wide / 2, mark.Y + MarkRadius),
            (StyleParam.TextPosition.TopCenter, mark.X - wide / 2, mark.Y - MarkRadius - tall),
            (StyleParam.TextPosition.MiddleLeft, mark.X - MarkRadius - wide, mark.Y - tall / 2),
            (StyleParam.TextPosition.BottomRight, mark.X + MarkRadius / 2, mark.Y + MarkRadius / 2),
            (StyleParam.TextPosition.BottomLeft, mark.X - MarkRadius / 2 - wide, mark.Y + MarkRadius / 2),
            (StyleParam.TextPosition.TopRight, mark.X + MarkRadius / 2, mark.Y - MarkRadius / 2 - tall),
            (StyleParam.TextPosition.TopLeft, mark.X - MarkRadius / 2 - wide, mark.Y - MarkRadius / 2 - tall),
        ];
        foreach (var (position, left, top) in candidates)
        {
            var box = new Box(left, top, left + wide, top + tall);
            var own = new Box(mark.X - MarkRadius, mark.Y - MarkRadius, mark.X + MarkRadius, mark.Y + MarkRadius);
            if (box.Left < 0 || box.Top < 0 || box.Right > width || box.Bottom > height || _taken.Exists(other => other != own && other.Meets(box)))
                continue;
            _taken.Add(box);
            return position;
        }
        return null;
    }

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public bool Meets(Box other)
        {
            return Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
        }
    }
}
