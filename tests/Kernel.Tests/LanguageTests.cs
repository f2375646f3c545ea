using Kernel.Tests.Local;

namespace Kernel.Tests;

[Collection(OneAtATime.Name)]
public sealed class LanguageTests : IDisposable
{
    private readonly LocalCells _cells = new();

    public void Dispose() => _cells.Dispose();

    [Theory]
    [InlineData("static int Twice(this int x) => 2 * x;", "21.Twice()", "42")]
    [InlineData("record Point(int X, int Y); var p = new Point(1, 2);", "(p with { Y = 5 }).Y", "5")]
    [InlineData("record struct Size(int Width, int Height);", "new Size(2, 3).Height", "3")]
    [InlineData("unsafe int First(int[] a) { fixed (int* p = a) { return *p; } }", "First([7, 8])", "7")]
    [InlineData("string? none = null; string some = none ?? \"empty\";", "some", "empty")]
    [InlineData("#nullable enable\nstring? maybe = \"x\";", "maybe!.Length", "1")]
    [InlineData("async Task<int> Later() { await Task.Delay(1); return 3; }", "await Later() + 1", "4")]
    [InlineData("async IAsyncEnumerable<int> Numbers() { yield return 1; await Task.Yield(); yield return 2; }", "var sum = 0; await foreach (var n in Numbers()) { sum += n; } sum", "3")]
    [InlineData("int[] numbers = [1, 2, ..new[] { 3, 4 }];", "numbers[^1]", "4")]
    [InlineData("using E = System.Environment;\nenum Color { Red, Green }", "$\"{Color.Green} {E.NewLine.Length > 0}\"", "Green True")]
    [InlineData("var (a, b) = (1, \"two\");", "b + a", "two1")]
    [InlineData("delegate int Op(int x); Op op = x => x + 1; event Action? Changed; Changed += () => op = x => x * 10;", "Changed?.Invoke(); op(4)", "40")]
    [InlineData("var list = new List<int> { 3, 1, 2 }; list.Sort();", "list switch { [1, .., var last] => last, _ => 0 }", "3")]
    [InlineData("int Count { get; set; } = 3; Count++;", "Count", "4")]
    [InlineData("interface IShape { double Area { get; } } class Square(double side) : IShape { public double Area => side * side; }", "new Square(3).Area", "9")]
    [InlineData("class Box { private int _n; public int N { get => field; set => field = value; } }", "new Box { N = 6 }.N", "6")]
    [InlineData("abstract class Animal { public abstract string Say(); }\nclass Dog : Animal { public override string Say() => \"wau\"; }", "new Dog().Say()", "wau")]
    [InlineData("T Largest<T>(IEnumerable<T> items) where T : IComparable<T> => items.Max()!;", "Largest([3, 9, 4])", "9")]
    [InlineData("partial class Split { public int A => 1; } partial class Split { public int B => 2; }", "new Split().A + new Split().B", "3")]
    [InlineData("using System.Globalization; using static System.Math;", "Sqrt(16).ToString(\"F1\", CultureInfo.InvariantCulture)", "4.0")]
    [InlineData("if (true) { Console.Write(1); } foreach (var i in new[] { 1, 2 }) { Console.Write(i); }", "3", "3")]
    [InlineData("dynamic anything = 5; anything += 2;", "(int)anything", "7")]
    [InlineData("{ Span<int> span = stackalloc int[3]; span.Fill(2); Console.Write(span.Length); }", "1", "1")]
    [InlineData("lock (new object()) { } try { throw new Exception(); } catch when (true) { } finally { }", "2", "2")]
    [InlineData("const int Limit = 4; static readonly int[] Table = new int[Limit];", "Table.Length", "4")]
    [InlineData("using (var stream = new MemoryStream()) { stream.WriteByte(1); }", "5", "5")]
    [InlineData("var query = from n in Enumerable.Range(0, 10) where n % 2 == 1 select n * n;", "query.Sum()", "165")]
    [InlineData("System.Linq.Expressions.Expression<Func<int, bool>> tree = n => n > 3;", "tree.ToString()", "n => (n > 3)")]
    [InlineData("var wanted = new[] { 1, 5 }.AsQueryable().Where(n => n > 3).Expression;", "wanted.ToString().Contains(\"Polled\")", "False")]
    [InlineData("var seen = new List<int>(); new List<int> { 1, 2 }.ForEach(n => seen.Add(n));", "seen.Count", "2")]
    [InlineData("struct Counter { public int N; public int Next() => ++N; }\nint Called(Func<Counter, int> f) => f(new());", "Called(c => c.Next() + c.N)", "2")]
    [InlineData("delegate int OfSpan(ReadOnlySpan<char> text); OfSpan length = text => text.Length;", "length(\"four\")", "4")]
    [InlineData("Func<int, byte> constant = n => 7; Func<int, object?> none = n => null; Func<int, Func<int, int>> add = a => b => a + b;", "constant(1) + add(2)(3)", "12")]
    [InlineData("Func<int, string> name = number => nameof(number); Func<int, int> swap = n => n switch { 1 => 2, _ => n };", "name(1) + swap(1) + swap(5)", "number25")]
    [InlineData("Action<int[]> set = a => a[0] = 9; Action<System.Text.StringBuilder> more = b => b.Length++; int[] cells = [1]; set(cells);", "cells[0]", "9")]
    [InlineData("var joined = from a in new[] { 1, 2 } let b = a * 10 from c in new[] { b, b + 1 } where c % 2 == 1 orderby c descending select (a, c);", "joined.First().c", "21")]
    [InlineData("var rounds = 0; again: rounds++; if (rounds < 3) goto again;", "rounds", "3")]
    public void The_language_works_across_cells(string first, string second, string expected)
    {
        Assert.Null(_cells.Run(first));
        Assert.Equal(expected, _cells.Text(second));
    }

    [Theory]
    [InlineData("var a = 1;", "var a = \"s\";", "a", "s")]
    [InlineData("class C { public int V => 1; }", "class C { public int V => 2; }", "new C().V", "2")]
    [InlineData("record R(int A);", "record R(string B);", "new R(\"b\").B", "b")]
    [InlineData("int M() => 1;", "string M() => \"m\";", "M()", "m")]
    [InlineData("static int X(this string s) => 1;", "static int X(this string s) => 2;", "\"\".X()", "2")]
    [InlineData("enum E { A }", "enum E { B = 7 }", "(int)E.B", "7")]
    [InlineData("interface I { }", "interface I { int P => 3; } class D : I { }", "((I)new D()).P", "3")]
    public void What_is_declared_again_replaces_what_was(string first, string second, string use, string expected)
    {
        _cells.Run(first);
        _cells.Run(second);
        Assert.Equal(expected, _cells.Text(use));
    }

    [Fact]
    public void A_method_that_an_older_cell_calls_stays_the_older_one()
    {
        _cells.Run("int Inner() => 1;");
        _cells.Run("int Outer() => Inner() + 10;");
        _cells.Run("int Inner() => 2;");
        Assert.Equal("11 2", _cells.Text("$\"{Outer()} {Inner()}\""));
    }

    [Fact]
    public void The_newest_language_version_of_the_sdk_is_on() =>
        Assert.Equal("4", _cells.Text("string? text = \"abcd\"; int? length = null; length = text?.Length; nameof(List<>).Length"));

    [Theory]
    [InlineData("using var s = new MemoryStream();", "using (var s = ...) { ... }")]
    [InlineData("class Ext { public static int Thrice(this int x) => 3 * x; }", "write the method outside of any class")]
    [InlineData("static class E { extension(string s) { public int Len => s.Length; } }", "write the method outside of any class")]
    [InlineData("namespace A { class B { } }", "leave the namespace line out")]
    [InlineData("Span<int> s = new int[3];", "inside a method or a block")]
    [InlineData("int q = 1; using System.Net;", "using lines stand first in a cell")]
    [InlineData("Formatter.ListExpansionLimit = 5;", "using Microsoft.DotNet.Interactive.Formatting;")]
    [InlineData("Kernel.HTML(\"<b>x</b>\")", "using Microsoft.DotNet.Interactive;")]
    [InlineData("PocketView page = div(h1(\"Title\"));", "using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;")]
    [InlineData("await Microsoft.DotNet.Interactive.Kernel.Root.SendAsync(new SubmitCode(\"1\"));", "using Microsoft.DotNet.Interactive.Commands;")]
    public void What_a_notebook_cannot_say_comes_with_what_to_write_instead(string code, string hint) =>
        Assert.Contains(hint, _cells.FailureOf(code), StringComparison.Ordinal);

    [Fact]
    public void A_hint_stands_once_and_a_plain_mistake_has_none()
    {
        Assert.Equal(1, _cells.FailureOf("using var s = new MemoryStream(); s.Length").Split("hint:").Length - 1);
        Assert.DoesNotContain("hint:", _cells.FailureOf("var x = missing;"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public static class E1 { public static int Thrice(this int x) => 3 * x; }", "5.Thrice() + E1.Thrice(1)", "18")]
    [InlineData("static class E2 { internal static T Second<T>(this IEnumerable<T> items, int skip = 1) where T : notnull => items.Skip(skip).First(); }", "new[] { 4, 5 }.Second()", "5")]
    [InlineData("static class E3 { public static bool TryHalf(this int x, out int half) { half = x / 2; return x % 2 == 0; } }", "8.TryHalf(out var h) ? h : 0", "4")]
    [InlineData("static class E4 { public static void Bump(this ref int x) => x++; public static int Sum(this int x, params int[] more) => x + more.Sum(); }", "int v = 1; v.Bump(); v.Sum(1, 2)", "5")]
    [InlineData("static class E5\n{\n    public static string Up(\n        this string text, // comment\n        int times)\n    {\n        return text + times;\n    }\n}\n\"a\".Up(3);", "\"b\".Up(2)", "b2")]
    [InlineData("static class E6 { public static async Task<int> Later(this int x) { await Task.Delay(1); return x; } }", "await 7.Later()", "7")]
    [InlineData("record Shape(double Side); static class E7 { public static double Area(this Shape shape) => shape.Side * shape.Side; }", "new Shape(3).Area()", "9")]
    public void Extension_methods_may_stand_in_a_static_class(string declaration, string use, string expected)
    {
        _cells.Run(declaration);
        Assert.Equal(expected, _cells.Text(use));
    }

    [Fact]
    public void An_extension_class_moves_no_line_and_no_column_of_the_cell()
    {
        var failure = _cells.FailureOf("static class E\n{\n    public static int Twice(this int x) { return y; }\n}\nint z = w;\n3.Twice()");
        Assert.Contains("line 3, column 50: error CS0103", failure, StringComparison.Ordinal);
        Assert.Contains("line 5, column 9: error CS0103", failure, StringComparison.Ordinal);
        Assert.Contains("this int x", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_and_its_result_may_stand_in_one_cell() =>
        Assert.Equal(6, _cells.Run("static class E { public static int Twice(this int x) => 2 * x; }\n3.Twice()"));
}
