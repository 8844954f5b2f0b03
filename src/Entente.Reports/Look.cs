using System.Collections.Immutable;
using Spectre.Console;

namespace Entente.Reports;

/// <summary>The colours of all reports. They stand on dark and on light ground; nothing is said by colour alone.</summary>
internal static class Look
{
    public static readonly Style Plain = Style.Plain;
    public static readonly Style Strong = new(decoration: Decoration.Bold);
    public static readonly Style Quiet = new(Color.Grey54);
    public static readonly Style Section = new(new Color(61, 142, 214), decoration: Decoration.Bold);
    public static readonly Style Line = new(Color.Grey37);
    public static readonly Style Bar = new(new Color(61, 142, 214));
    public static readonly Style Mark = new(new Color(240, 180, 60), decoration: Decoration.Bold);
    public static readonly Style MarkOnBar = new(new Color(255, 214, 102), new Color(61, 142, 214), Decoration.Bold);
    public static readonly Style Error = new(new Color(224, 82, 82), decoration: Decoration.Bold);
    public static readonly Style Warning = new(new Color(224, 160, 48), decoration: Decoration.Bold);
    public static readonly Style Info = new(new Color(61, 142, 214), decoration: Decoration.Bold);

    public static readonly Style Better = new(new Color(47, 165, 138), decoration: Decoration.Bold);
    public static readonly Style Worse = new(new Color(224, 82, 82), decoration: Decoration.Bold);

    /// <summary>The band between the 5th and 95th percentiles.</summary>
    public static readonly Color OuterBand = new(38, 72, 112);

    /// <summary>The band between the quartiles.</summary>
    public static readonly Color InnerBand = new(58, 120, 184);

    public static readonly Color Median = new(255, 214, 102);

    /// <summary>What was observed, on any of the bands.</summary>
    public static readonly Color Observed = new(255, 122, 148);

    /// <summary>Colours for things that have an order but no rank, such as states.</summary>
    public static readonly ImmutableArray<Color> Series =
    [
        new(61, 142, 214), new(224, 160, 48), new(47, 165, 138), new(208, 96, 122),
        new(141, 116, 201), new(143, 174, 58), new(176, 122, 84), new(138, 138, 138),
    ];

    /// <summary>Text on one of them.</summary>
    public static readonly Color OnSeries = new(16, 18, 22);

    /// <summary>Fillings for the same things where there is no colour.</summary>
    public static readonly ImmutableArray<char> Fillings = ['█', '▒', '░', '▓', '╳', '┃', '━', '·'];
}
