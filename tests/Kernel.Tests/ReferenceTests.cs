using Kernel.Tests.Client;

namespace Kernel.Tests;

public sealed class ReferenceTests(KernelProcess kernel) : IClassFixture<KernelProcess>
{
    private string Library(string name, string source, params string[] references) =>
        TestLibrary.Write(Path.Combine(kernel.Folder, name, name + ".dll"), source, references);

    [Fact]
    public void A_referenced_library_can_be_built_again_and_the_change_is_reported_once()
    {
        var path = Library("Rebuilt", "public static class Rebuilt { public static int Version() => 1; }");
        Assert.Equal("1", kernel.Execute($"#r \"{path}\"\nRebuilt.Version()").ResultText);

        Library("Rebuilt", "public static class Rebuilt { public static int Version() => 2; }");
        var next = kernel.Execute("Rebuilt.Version()");
        Assert.Equal("1", next.ResultText);
        Assert.Equal($"{path} has changed since it was loaded; restart the kernel to use the new one\n", next.Stream("stderr"));
        Assert.Equal("", kernel.Execute("Rebuilt.Version()").Stream("stderr"));
    }

    [Fact]
    public void A_build_that_writes_the_same_bytes_is_no_change()
    {
        var path = Library("Touched", "public static class Touched { }");
        kernel.Execute($"#r \"{path}\"");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
        Assert.Equal("", kernel.Execute("1").Stream("stderr"));
    }

    [Fact]
    public void The_file_itself_is_never_loaded()
    {
        var path = Library("Shadowed", "public static class Shadowed { }");
        var location = kernel.Execute($"#r \"{path}\"\ntypeof(Shadowed).Assembly.Location").ResultText;
        Assert.NotEqual(path, location);
        Assert.Equal("Shadowed.dll", Path.GetFileName(location));
        Assert.True(File.Exists(location));
    }

    [Fact]
    public void Libraries_of_neighbouring_folders_stay_where_they_are()
    {
        var paths = new[] { "NeighbourOne", "NeighbourTwo" }.Select(name => TestLibrary.Write(Path.Combine(kernel.Folder, "neighbours", name, name + ".dll"), $"public static class {name} {{ public static int Value() => 4; }}")).ToArray();
        foreach (var path in paths)
        {
            Assert.Equal("4", kernel.Execute($"#r \"{path}\"\n{Path.GetFileNameWithoutExtension(path)}.Value()").ResultText);
        }

        Assert.All(paths, static path => Assert.True(File.Exists(path), path));
    }

    [Fact]
    public void A_dependency_that_lies_beside_is_of_the_same_build()
    {
        var inner = Library("Inner", "public static class Inner { public static int Value() => 5; }");
        var outer = Library("Outer", "public static class Outer { public static int Value() => Inner.Value(); }", inner);
        File.Copy(inner, Path.Combine(Path.GetDirectoryName(outer)!, "Inner.dll"));
        kernel.Execute($"#r \"{outer}\"");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(outer)!, "Inner.dll"), "in the middle of a build");
        Assert.Equal("5", kernel.Execute("Outer.Value()").ResultText);
    }

    [Fact]
    public void The_same_library_from_a_second_folder_is_not_loaded_again()
    {
        var path = Library("Twice", "public class Twice { public static int Count; }");
        kernel.Execute($"#r \"{path}\"\nTwice.Count = 3;");
        var copy = Path.Combine(kernel.Folder, "elsewhere", "Twice.dll");
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(path, copy);
        var run = kernel.Execute($$"""
            #r "{{copy}}"
            $"{Twice.Count} {AppDomain.CurrentDomain.GetAssemblies().Count(a => a.GetName().Name == "Twice")}"
            """);
        Assert.Equal("3 1", run.ResultText);
        Assert.Equal("", run.Stream("stderr"));
    }

    [Fact]
    public void Another_library_of_a_name_that_is_taken_is_reported()
    {
        var path = Library("Taken", "public class Taken { public const int A = 1; }");
        kernel.Execute($"#r \"{path}\"");
        var other = TestLibrary.Write(Path.Combine(kernel.Folder, "other", "Taken.dll"), "public class Taken { public const int A = 2; }");
        var run = kernel.Execute($"#r \"{other}\"\nTaken.A");
        Assert.Equal("1", run.ResultText);
        Assert.Equal(
            $"{other} is not used, because another Taken.dll is loaded from {Path.GetDirectoryName(path)}; restart the kernel to use it\n", run.Stream("stderr"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("runtimes/RID/native")]
    [InlineData("../native")]
    public void A_native_library_is_found_from_the_original_folder(string place)
    {
        var name = "Native" + Math.Abs(place.GetHashCode(StringComparison.Ordinal));
        var path = Library(name, $$"""
            using System.Runtime.InteropServices;
            public static class {{name}} { [DllImport("lib{{name}}")] public static extern int zmq_errno(); }
            """);
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, place.Replace("RID", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, StringComparison.Ordinal)));
        Directory.CreateDirectory(folder);

        // The library appears only after the assembly was copied: it is not the copy's folder alone that is searched.
        kernel.Execute($"#r \"{path}\"");
        File.Copy(LoadedLibrary("libzmq"), Path.Combine(folder, $"lib{name}.so"));
        Assert.Equal("ok", kernel.Execute($"{name}.zmq_errno()").Status);
    }

    [Fact]
    public void Data_beside_a_library_and_above_it_is_found_from_its_location()
    {
        var path = TestLibrary.Write(Path.Combine(kernel.Folder, "upper", "lower", "Finder.dll"), "public static class Finder { }");
        File.WriteAllText(Path.Combine(kernel.Folder, "upper", "above.txt"), "up");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, "beside.txt"), "here");
        var run = kernel.Execute($$"""
            #r "{{path}}"
            var folder = Path.GetDirectoryName(typeof(Finder).Assembly.Location)!;
            File.ReadAllText(Path.Combine(folder, "beside.txt")) + File.ReadAllText(Path.Combine(folder, "..", "above.txt"))
            """);
        Assert.Equal("hereup", run.ResultText);
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_named()
    {
        File.WriteAllText(Path.Combine(kernel.Folder, "text.dll"), "text");
        Assert.Contains("text.dll is not a .NET assembly", kernel.Execute("#r \"text.dll\"").Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public void The_copies_go_when_the_kernel_ends()
    {
        using var other = new KernelProcess();
        var path = TestLibrary.Write(Path.Combine(other.Folder, "Gone.dll"), "public static class Gone { }");
        var location = other.Execute($"#r \"{path}\"\ntypeof(Gone).Assembly.Location").ResultText;
        Assert.True(File.Exists(location));
        other.Request("shutdown_request", [], "control");
        Assert.True(other.Process.WaitForExit(10_000));
        Assert.False(File.Exists(location));
    }

    private static string LoadedLibrary(string name) =>
        File.ReadLines("/proc/self/maps").Select(static line => line[(line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var at ? at : line.Length)..])
            .First(file => Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal));
}
