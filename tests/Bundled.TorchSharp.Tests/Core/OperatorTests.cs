using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Native;

namespace Bundled.TorchSharp.Tests.Core;

/// <summary>Every operator the library names must exist in the libtorch below.</summary>
public sealed class OperatorTests
{
    [Fact]
    public void Every_named_operator_exists_in_libtorch()
    {
        const BindingFlags statics = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;
        List<string> missing = [];
        int found = 0;
        foreach (Type type in typeof(torch).Assembly.GetTypes())
        {
            if (type.ContainsGenericParameters)
            {
                continue;
            }

            foreach (FieldInfo field in type.GetFields(statics))
            {
                if (field.FieldType != typeof(Operator))
                {
                    continue;
                }

                try
                {
                    ((Operator)field.GetValue(null)!).Resolve();
                    found++;
                }
                catch (ExternalException error)
                {
                    missing.Add($"{type.Name}.{field.Name}: {error.Message}");
                }
            }
        }

        Assert.Empty(missing);
        Assert.True(found > 200, $"only {found} operators were looked up");
    }

    [Fact]
    public void An_unknown_operator_is_an_exception_that_names_it()
    {
        var error = Assert.Throws<ExternalException>(() => Operator.Find("no_such_operator").Call(1));
        Assert.Contains("aten::no_such_operator", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_wrong_kind_of_argument_is_named_with_what_was_expected()
    {
        using torch.Tensor ones = torch.ones(2);
        var error = Assert.Throws<ExternalException>(() => Operator.Find("add", "Tensor").Call(ones, "text"));
        Assert.Contains("'other' must be a Tensor, not a String", error.Message, StringComparison.Ordinal);
    }
}
