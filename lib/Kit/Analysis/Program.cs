using VisionAttention.Kit.Analysis;
using VisionAttention.Kit.Analysis.Papers;
using VisionAttention.Kit.Analysis.Summary;
using VisionAttention.Tensors;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
try
{
    NativeTorch.Load();
    switch (args)
    {
        case ["summary", .. var words]:
            var arguments = SummaryArguments.Parse(words);
            var summary = ModelSummary.Of(arguments);
            Console.WriteLine(arguments.Json ? summary.ToJson() : SummaryText.Of(summary));
            return 0;
        case ["paper-costs"]:
        case ["paper-costs", "--json"]:
            var costs = PaperCosts.Compute(stop.Token);
            Console.WriteLine(args.Length == 2 ? costs.ToJson() : PaperCostsText.Of(costs));
            return costs.Agree ? 0 : 1;
        default:
            throw new ArgumentProblem("usage: kit summary MODEL [options], or kit paper-costs [--json]");
    }
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("kit: stopped");
    return 130;
}
catch (ArgumentProblem problem)
{
    Console.Error.WriteLine($"kit {args.FirstOrDefault()}: {problem.Message}");
    return 2;
}
catch (Exception error) when (error is ArgumentException or IOException or DllNotFoundException)
{
    Console.Error.WriteLine($"kit {args.FirstOrDefault()}: {error.Message}");
    return 1;
}
