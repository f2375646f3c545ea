using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kernel.Tests.Client;

/// <summary>Small assemblies and packages, made on the spot.</summary>
internal static class TestLibrary
{
    /// <summary>Compiles a library to <paramref name="path"/>; its simple name is the file's.</summary>
    internal static string Write(string path, string source, params string[] references)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static file => Path.GetFileName(file) is "System.Runtime.dll" or "System.Private.CoreLib.dll" or "System.Runtime.InteropServices.dll");
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(source)],
            platform.Concat(references).Select(static file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        File.WriteAllBytes(path, image.ToArray());
        return path;
    }

    /// <summary>Writes a package with one library into a folder that serves as a feed.</summary>
    /// <param name="feed">The folder.</param>
    /// <param name="id">The package's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="source">The library's code; null for a package without one.</param>
    /// <param name="script">A script for notebooks, if any.</param>
    /// <param name="extension">An assembly for notebooks, if any.</param>
    internal static void WritePackage(string feed, string id, string version, string? source, string? script = null, string? extension = null)
    {
        Directory.CreateDirectory(feed);
        var folder = Directory.CreateTempSubdirectory("test-package-").FullName;
        using var archive = ZipFile.Open(Path.Combine(feed, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        if (source is not null)
        {
            archive.CreateEntryFromFile(Write(Path.Combine(folder, id + ".dll"), source), $"lib/net8.0/{id}.dll");
        }

        Folders.Delete(folder);
        if (extension is not null)
        {
            archive.CreateEntryFromFile(extension, $"interactive-extensions/dotnet/{Path.GetFileName(extension)}");
        }

        if (script is not null)
        {
            using var writer = new StreamWriter(archive.CreateEntry("interactive-extensions/dotnet/extension.dib").Open());
            writer.Write(script);
        }

        using var specification = new StreamWriter(archive.CreateEntry($"{id}.nuspec").Open());
        specification.Write($"""
            <?xml version="1.0"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata><id>{id}</id><version>{version}</version><authors>tests</authors><description>A test's package.</description>
                <dependencies><group targetFramework="net8.0" /></dependencies></metadata>
            </package>
            """);
    }
}
