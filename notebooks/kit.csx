// One #load of this file opens a lesson: the library, the usual names, and how tensors and charts show themselves.
#r "../artifacts/notebook/TorchSharp.dll"
#r "../artifacts/notebook/Plotly.NET.dll"
#r "../artifacts/notebook/Plotly.NET.CSharp.dll"
#r "../artifacts/notebook/FusedAttention.dll"
#r "../artifacts/notebook/VisionAttention.dll"

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FusedAttention;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using TorchSharp;
using TorchSharp.Modules;
using VisionAttention.Attention;
using VisionAttention.Charts;
using VisionAttention.Costs;
using VisionAttention.Data;
using VisionAttention.Engines;
using VisionAttention.Lessons;
using VisionAttention.Models;
using VisionAttention.Positions;
using VisionAttention.Training;
using F = TorchSharp.torch.nn.functional;
using GenericChart = Plotly.NET.GenericChart;
using Tensor = TorchSharp.torch.Tensor;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
VisionAttention.Tensors.NativeTorch.Load();
torch.set_num_threads(VisionAttention.Tensors.ProcessorShare.Threads());

// A page that SaveHtml writes holds plotly.js; by itself it would fetch it from the network.
Plotly.NET.Defaults.DefaultDisplayOptions = ChartDisplay.WholePage;
Formatter.Register<GenericChart>(chart => ChartDisplay.Html(chart), "text/html");
Formatter.Register<GenericChart>(chart => ChartDisplay.FigureJson(chart), ChartDisplay.FigureMimeType);
Formatter.Register<GenericChart>(chart => "GenericChart", "text/plain");
Formatter.SetPreferredMimeTypesFor(typeof(GenericChart), "text/html", ChartDisplay.FigureMimeType);
Formatter.Register<AttentionExplorer>(explorer => explorer.Html(), "text/html");
Formatter.Register<AttentionExplorer>(explorer => explorer.FigureJson(), ChartDisplay.FigureMimeType);
Formatter.SetPreferredMimeTypesFor(typeof(AttentionExplorer), "text/html", ChartDisplay.FigureMimeType);
Formatter.Register<Tensor>(tensor => TensorText.Numbers(tensor), "text/plain");
Formatter.SetPreferredMimeTypesFor(typeof(Tensor), "text/plain");

/// Prints a tensor's name, shape and numbers.
void Show(string name, Tensor tensor)
{
    var shape = tensor.ndim == 0 ? "" : $" [{string.Join(", ", tensor.shape)}]";
    Console.WriteLine($"{name}{shape}: {TensorText.Numbers(tensor, "0.000;-0.000")}");
}

/// Keeps your guess and shows it again below what the cell gives.
void Predict(string guess) => KernelInvocationContext.Current.OnComplete(_ => Console.WriteLine(
    string.IsNullOrWhiteSpace(guess) ? "You wrote no guess. Next time put one between the quotes, then run." : $"You predicted: {guess}"));

/// A place for a chart that changes: each chart given to it takes the place of the one before.
Action<GenericChart> InPlace()
{
    DisplayedValue place = null;
    return chart =>
    {
        if (place is null) place = display(chart);
        else place.Update(chart);
    };
}

/// The folder that holds environment.json and data/.
var Root = DataSetManifest.FindRoot();
