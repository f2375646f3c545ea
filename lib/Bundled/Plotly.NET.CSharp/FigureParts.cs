using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

/// <summary>Puts optional arguments into a trace or a layout.</summary>
internal static class FigureParts
{
    public static void Put<T>(this JsonObject target, string name, Optional<T> argument)
    {
        if (argument.IsSome)
            target[name] = FigureJson.Value(argument.Value);
    }

    public static void PutColor(this JsonObject target, string name, Optional<Color> argument)
    {
        if (argument.IsSome)
            target[name] = argument.Value.Text;
    }

    public static void PutValues<T>(this JsonObject target, string name, Optional<IEnumerable<T>> argument)
    {
        if (argument.IsSome)
            target[name] = FigureJson.Values(argument.Value);
    }

    public static void PutColorScale(this JsonObject target, Optional<StyleParam.Colorscale> argument)
    {
        if (!argument.IsSome)
            return;
        var scale = argument.Value;
        target["colorscale"] = scale.Stops is null
            ? JsonValue.Create(scale.Name)
            : new JsonArray([.. scale.Stops.Select(stop => new JsonArray(stop.Place, stop.Color))]);
    }

    /// <summary>An object inside an object, made where it is missing.</summary>
    public static JsonObject Part(this JsonObject target, string name)
    {
        if (target[name] is not JsonObject part)
        {
            part = [];
            target[name] = part;
        }
        return part;
    }
}
