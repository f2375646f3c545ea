using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using VisionAttention.Charts;
using VisionAttention.Kernel.Interactive;

namespace VisionAttention.Kernel.Extensions;

/// <summary>Charts as JSON for front ends that draw it, and as HTML that needs neither the network nor a file.</summary>
public sealed class OfflineCharts : IKernelExtension
{
    /// <summary>Registers how charts are written.</summary>
    public Task OnLoadAsync(Microsoft.DotNet.Interactive.Kernel kernel)
    {
        // plotly.js has 1.6 MB: one output of a notebook is enough to hold it.
        Formatter.Register<GenericChart>(static chart => ChartDisplay.HtmlOffline(chart, Notebook.Current.BringsLibrary()), "text/html");
        Formatter.Register<GenericChart>(ChartDisplay.FigureJson, ChartDisplay.FigureMimeType);
        Formatter.Register<GenericChart>(static _ => nameof(GenericChart));
        Formatter.SetPreferredMimeTypesFor(typeof(GenericChart), "text/html", ChartDisplay.FigureMimeType);
        return Task.CompletedTask;
    }
}
