using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using VisionAttention.Charts;

namespace VisionAttention.Kernel.Extensions;

/// <summary>Charts as JSON for front ends that draw it, and as HTML that needs neither the network nor a file.</summary>
public sealed class OfflineCharts : IKernelExtension
{
    // The code of the cell whose output holds plotly.js, 1.6 MB: one is enough for a notebook.
    private static string? s_carrier;

    /// <summary>Registers how charts are written.</summary>
    public Task OnLoadAsync(Microsoft.DotNet.Interactive.Kernel kernel)
    {
        Formatter.Register<GenericChart>(Html, "text/html");
        Formatter.Register<GenericChart>(ChartDisplay.FigureJson, ChartDisplay.FigureMimeType);
        Formatter.Register<GenericChart>(static _ => nameof(GenericChart));
        Formatter.SetPreferredMimeTypesFor(typeof(GenericChart), "text/html", ChartDisplay.FigureMimeType);
        return Task.CompletedTask;
    }

    private static string Html(GenericChart chart)
    {
        // The same text in another string is the same cell run again, whose output replaces the one that held plotly.js.
        var code = ((SubmitCode)KernelInvocationContext.Current.Command).Code;
        var holdsPlotly = s_carrier is null || (s_carrier == code && !ReferenceEquals(s_carrier, code));
        if (holdsPlotly)
            s_carrier = code;
        return ChartDisplay.HtmlOffline(chart, holdsPlotly);
    }
}
