using System.Globalization;

namespace Entente.Tests.Golden;

/// <summary>Runs something under another culture.</summary>
internal static class Culture
{
    /// <summary>The cultures that printing must not notice: one with a decimal comma, one with a dotless i, and none.</summary>
    public static TheoryData<string> All => ["de-DE", "tr-TR", ""];

    public static T In<T>(string name, Func<T> run)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
        try
        {
            return run();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
