using System.Collections.Immutable;
using Entente.Experiments;
using Spectre.Console;

namespace Entente.Reports.Charts;

/// <summary>
/// A fan over time: the median as a line of braille dots, the middle half and the 5-95% band as shading behind it.
/// With colour the bands are grounds at an eighth of a row's height, without it they are shades.
/// </summary>
internal static class FanChart
{
    private enum Band
    {
        None,
        Outer,
        Inner,
    }

    /// <param name="series">What is drawn.</param>
    /// <param name="clock">The points of time.</param>
    /// <param name="width">Cells in all, ≥ 24.</param>
    /// <param name="height">Rows of the plot wished for; round ticks may make it one or two fewer.</param>
    /// <param name="coloured">Whether the terminal has colours.</param>
    /// <param name="marks">Values to mark, by point of the clock.</param>
    public static IEnumerable<StyledLine> Draw(
        SeriesSummary series, ClockSummary clock, int width, int height, bool coloured, IReadOnlyCollection<(int Point, double Value)>? marks = null) =>
        Draw(series, columns => DateTicks.Of(clock.Labels, columns), width, height, coloured, marks);

    /// <param name="series">What is drawn, over points at even distances.</param>
    /// <param name="labels">What stands below which points, for a plot of so many cells.</param>
    /// <param name="width">Cells in all, ≥ 24.</param>
    /// <param name="height">Rows of the plot wished for.</param>
    /// <param name="coloured">Whether the terminal has colours.</param>
    /// <param name="marks">Values to mark, by point.</param>
    public static IEnumerable<StyledLine> Draw(
        SeriesSummary series, Func<int, IEnumerable<(int Point, string Label)>> labels, int width, int height, bool coloured, IReadOnlyCollection<(int Point, double Value)>? marks = null)
    {
        marks ??= [];
        var ticks = Ticks.Of(
            series.P05.Concat(marks.Select(m => m.Value)).Where(double.IsFinite).DefaultIfEmpty(0).Min(),
            series.P95.Concat(marks.Select(m => m.Value)).Where(double.IsFinite).DefaultIfEmpty(1).Max(), 5);
        var style = ticks.Style(series.Unit);
        var rowsPerTick = Math.Max(2, (int)Math.Round((double)(height - 1) / (ticks.Values.Length - 1)));
        var rows = (rowsPerTick * (ticks.Values.Length - 1)) + 1;
        var numbers = ticks.Values.Select(style.Print).ToArray();
        var margin = numbers.Max(StyledLine.CellsOf);
        var plot = new Plot(series, ticks, width - margin - 2, rows, marks);

        for (var row = 0; row < rows; row++)
        {
            var isTick = row % rowsPerTick == 0;
            var label = isTick ? numbers[ticks.Values.Length - 1 - (row / rowsPerTick)] : "";
            var line = new StyledLine().PadTo(margin - StyledLine.CellsOf(label)).Add(label, Look.Quiet).Add(isTick ? " ┤" : " │", Look.Line);
            plot.AppendRow(line, row, coloured, isTick);
            yield return line;
        }

        foreach (var line in Axis(labels(plot.Columns), series.P50.Length - 1, margin + 1, plot.Columns))
        {
            yield return line;
        }
    }

    private static IEnumerable<StyledLine> Axis(IEnumerable<(int Point, string Label)> labels, int last, int margin, int columns)
    {
        var axis = new string('─', columns).ToCharArray();
        var text = new string(' ', columns).ToCharArray();
        var free = 0;
        foreach (var (point, label) in labels)
        {
            var at = last == 0 ? 0 : (int)Math.Round((double)point / last * (columns - 1));
            var start = Math.Clamp(at - (label.Length / 2), 0, Math.Max(0, columns - label.Length));
            if (start >= free && start + label.Length <= columns)
            {
                axis[at] = '┬';
                label.CopyTo(text.AsSpan(start));
                free = start + label.Length + 2;
            }
        }

        yield return new StyledLine().PadTo(margin).Add("└" + new string(axis), Look.Line);
        yield return new StyledLine().PadTo(margin + 1).Add(new string(text), Look.Quiet);
    }

    /// <summary>The quantiles at the columns of a plot.</summary>
    private sealed class Plot
    {
        private readonly Ticks _ticks;
        private readonly int _rows;
        private readonly double[] _p05;
        private readonly double[] _p25;
        private readonly double[] _p75;
        private readonly double[] _p95;
        private readonly byte[,] _dots;
        private readonly HashSet<(int Column, int Row)> _marks;

        public Plot(SeriesSummary series, Ticks ticks, int columns, int rows, IReadOnlyCollection<(int Point, double Value)> marks)
        {
            Columns = columns;
            _ticks = ticks;
            _rows = rows;
            _p05 = At(series.P05, columns);
            _p25 = At(series.P25, columns);
            _p75 = At(series.P75, columns);
            _p95 = At(series.P95, columns);
            _dots = Dots(At(series.P50, columns * 2));
            _marks = [.. marks.Select(m => ((int)Math.Round((double)m.Point / Math.Max(1, series.P50.Length - 1) * (columns - 1)), (int)Math.Round(RowOf(m.Value))))];
        }

        public int Columns { get; }

        public void AppendRow(StyledLine line, int row, bool coloured, bool isTick)
        {
            for (var column = 0; column < Columns; column++)
            {
                var dots = _dots[row, column];
                var middle = BandAt(column, row);
                var glyph = dots == 0 ? '\0' : (char)(0x2800 + dots);
                if (_marks.Contains((column, row)))
                {
                    line.Add("●", coloured ? new Style(Look.Observed, Ground(middle), Decoration.Bold) : Look.Plain);
                }
                else if (!coloured)
                {
                    line.Add((glyph != '\0' ? glyph : middle switch { Band.Inner => '▒', Band.Outer => '░', _ => Blank(isTick, column) }).ToString());
                }
                else if (glyph != '\0')
                {
                    line.Add(glyph.ToString(), new Style(Look.Median, Ground(middle), Decoration.Bold));
                }
                else
                {
                    AppendGround(line, row, column, isTick);
                }
            }
        }

        /// <summary>Grounds at an eighth of a row's height, where one edge crosses the cell.</summary>
        private void AppendGround(StyledLine line, int row, int column, bool isTick)
        {
            var (upper, lower, eighths) = TwoBands(column, row);
            if (upper == lower)
            {
                line.Add(upper == Band.None ? Blank(isTick, column).ToString() : " ", upper == Band.None ? Look.Line : new Style(background: Ground(upper)));
                return;
            }

            // There are no blocks that hang from the top, so where nothing is below the cell is printed inverted.
            line.Add(
                Bars.Eighths[eighths].ToString(),
                lower == Band.None ? new Style(Ground(upper), decoration: Decoration.Invert) : new Style(Ground(lower), Ground(upper)));
        }

        /// <summary>The bands of a cell and the eighths of its height that the lower one takes. A cell has two colours: the thinnest of three or more bands gives way.</summary>
        private (Band Upper, Band Lower, int Eighths) TwoBands(int column, int row)
        {
            var runs = new List<(Band Band, int Length)>();
            for (var eighth = 0; eighth < 8; eighth++)
            {
                Append(BandAt(column, row + ((eighth - 3.5) / 8)), 1);
            }

            while (runs.Count > 2)
            {
                var thinnest = runs.MinBy(r => r.Length);
                var others = runs.Where(r => r != thinnest).ToList();
                var freed = 8 - others.Sum(r => r.Length);
                runs.Clear();
                foreach (var (band, length) in others)
                {
                    Append(band, length + (runs.Count == 0 ? freed : 0));
                }
            }

            return (runs[0].Band, runs[^1].Band, runs[^1].Length);

            void Append(Band band, int length)
            {
                if (runs.Count > 0 && runs[^1].Band == band)
                {
                    runs[^1] = (band, runs[^1].Length + length);
                }
                else
                {
                    runs.Add((band, length));
                }
            }
        }

        private static char Blank(bool isTick, int column) => isTick && column % 4 == 3 ? '·' : ' ';

        private static Color Ground(Band band) => band switch { Band.Inner => Look.InnerBand, Band.Outer => Look.OuterBand, _ => Color.Default };

        private static double[] At(ImmutableArray<double> values, int columns)
        {
            var at = new double[columns];
            for (var c = 0; c < columns; c++)
            {
                var x = (double)c / Math.Max(1, columns - 1) * (values.Length - 1);
                var i = Math.Min((int)x, Math.Max(0, values.Length - 2));
                at[c] = values.Length == 1 ? values[0] : values[i] + ((x - i) * (values[i + 1] - values[i]));
            }

            return at;
        }

        private double RowOf(double value) => (_ticks.High - value) / (_ticks.High - _ticks.Low) * (_rows - 1);

        private Band BandAt(int column, double row)
        {
            var value = _ticks.High - (row / (_rows - 1) * (_ticks.High - _ticks.Low));
            return value >= _p25[column] && value <= _p75[column] ? Band.Inner
                : value >= _p05[column] && value <= _p95[column] ? Band.Outer
                : Band.None;
        }

        /// <summary>Sets the dots of a line, joined where it climbs by more than one.</summary>
        private byte[,] Dots(double[] values)
        {
            // Bits of the braille patterns by column and row of the dot.
            ReadOnlySpan<byte> bits = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80];
            var dots = new byte[_rows, Columns];
            var last = -1;
            for (var x = 0; x < values.Length; x++)
            {
                if (!double.IsFinite(values[x]))
                {
                    last = -1;
                    continue;
                }

                // A row's middle lies between its second and third dot. The line is two dots thick, to be seen from the back of a room.
                var y = Math.Clamp((int)Math.Round((RowOf(values[x]) * 4) + 1), 0, (_rows * 4) - 1);
                var from = last < 0 ? y : last < y ? last + 1 : last > y ? last - 1 : y;
                for (var dot = Math.Min(from, y); dot <= Math.Min(Math.Max(from, y) + 1, (_rows * 4) - 1); dot++)
                {
                    dots[dot / 4, x / 2] |= bits[((x % 2) * 4) + (dot % 4)];
                }

                last = y;
            }

            return dots;
        }
    }
}
