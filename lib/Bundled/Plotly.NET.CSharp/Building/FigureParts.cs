using System.Text.Json.Nodes;

namespace Plotly.NET.CSharp;

/// <summary>Puts optional arguments into a trace or a layout.</summary>
internal static class FigureParts
{
    /// <summary>Sets a member where the argument is there.</summary>
    /// <param name="target">The object.</param>
    /// <param name="path">The member's name; dots lead into objects inside, made where they are missing.</param>
    /// <param name="argument">The argument.</param>
    public static void Put<T>(this JsonObject target, string path, Optional<T> argument)
    {
        if (argument.IsSome)
            target.Set(path, FigureJson.Value(argument.Value));
    }

    /// <summary>Sets a member.</summary>
    public static void Set(this JsonObject target, string path, JsonNode? value)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            target[path] = value;
        else
            target.Part(path[..dot]).Set(path[(dot + 1)..], value);
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

    /// <summary>Adds another object's members: objects are joined, annotations and shapes are appended, anything else is replaced.</summary>
    public static void Merge(this JsonObject target, JsonObject other)
    {
        foreach (var (name, value) in other)
        {
            if (target[name] is JsonObject mine && value is JsonObject theirs)
                mine.Merge(theirs);
            else if (name is "annotations" or "shapes" && target[name] is JsonArray list && value is JsonArray more)
                target[name] = new JsonArray([.. list.Concat(more).Select(item => item?.DeepClone())]);
            else
                target[name] = value?.DeepClone();
        }
    }
}
