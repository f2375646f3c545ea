using System.Reflection;
using Plotly.NET.CSharp;

namespace Bundled.Plotly.NET.Tests;

/// <summary>Every public method is an official one, and takes official parameters in the official order; some may be left out.</summary>
public class SignatureTests
{
    private static readonly ILookup<string, string[]> Official = File
        .ReadAllLines(Path.Combine(AppContext.BaseDirectory, "official-parameters.txt"))
        .Where(line => line.Length > 0)
        .ToLookup(line => line[..line.IndexOf('(', StringComparison.Ordinal)], line => line[(line.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(", "));

    [Fact]
    public void Every_method_takes_official_parameters_in_their_order()
    {
        var methods = new[] { typeof(Chart), typeof(GenericChartExtensions) }
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .ToArray();
        Assert.NotEmpty(methods);
        Assert.All(methods, method =>
        {
            var name = $"{method.Name}`{method.GetGenericArguments().Length}";
            var ours = method.GetParameters().Select(parameter => parameter.Name!).ToArray();
            Assert.True(Official[name].Any(theirs => IsPart(ours, theirs)), $"{name}({string.Join(", ", ours)}) is not a part of an official method");
        });
    }

    private static bool IsPart(string[] ours, string[] theirs)
    {
        var place = 0;
        foreach (var parameter in ours)
        {
            place = Array.IndexOf(theirs, parameter, place) + 1;
            if (place == 0)
                return false;
        }
        return true;
    }
}
