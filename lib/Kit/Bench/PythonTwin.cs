using System.Diagnostics;
using System.Text.Json;
using VisionAttention.Tensors;

namespace VisionAttention.Kit.Bench;

/// <summary>A Python process that measures the same with its own torch, one request at a time.</summary>
internal sealed class PythonTwin : IDisposable
{
    private readonly Process _process;
    private readonly string _script;

    private PythonTwin(Process process, string script) => (_process, _script) = (process, script);

    /// <summary>The version of its torch.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Starts it; null, and why, where no Python here has torch.</summary>
    public static PythonTwin? Start(string script, out string why)
    {
        using var source = new StreamReader(typeof(PythonTwin).Assembly.GetManifestResourceStream(script)!);
        var text = source.ReadToEnd();
        foreach (var python in (string[])["/usr/bin/python3", "python3"])
        {
            try
            {
                var start = new ProcessStartInfo(python) { ArgumentList = { "-c", text, "--serve" }, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
                // What this side sets for itself before libtorch is loaded, so that both wait alike.
                if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
                    start.Environment.TryAdd(TorchLibraries.SpinVariable, TorchLibraries.Spins);
                var twin = new PythonTwin(Process.Start(start)!, script);
                if (twin.TryAsk(new { what = "hello" }) is { } answer)
                {
                    twin.Version = answer.GetProperty("version").GetString()!;
                    why = "";
                    return twin;
                }
                twin.Dispose();
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // No such Python; the next may be there.
            }
        }
        why = "not installed (apt-get install python3-torch)";
        return null;
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    public JsonElement Ask(object request) => TryAsk(request) ?? throw new InvalidOperationException($"{_script} ended: {_process.StandardError.ReadToEnd().Trim()}");

    /// <summary>The seconds in an answer.</summary>
    public double Seconds(object request) => Ask(request).GetProperty("seconds").GetDouble();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private JsonElement? TryAsk(object request)
    {
        try
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            return null;
        }
        return _process.StandardOutput.ReadLine() is { } line ? JsonSerializer.Deserialize<JsonElement>(line) : null;
    }
}
