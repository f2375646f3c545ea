namespace Plotly.NET;

/// <summary>The words of plotly.js as closed choices.</summary>
public static partial class StyleParam
{
}
