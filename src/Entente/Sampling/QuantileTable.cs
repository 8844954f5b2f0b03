using Entente.Numerics;

namespace Entente.Sampling;

/// <summary>A quantile that has no closed form, made ready for many draws: a cubic in the normal score z of p on each 64th of a unit of z.</summary>
/// <remarks>
/// Never falls, up to rounding: slopes are limited as F. N. Fritsch and R. E. Carlson do (SIAM J. Numer. Anal. 17 (1980)
/// 238-246). The middle of every piece is compared with the exact quantile when the table is built; a piece that is
/// further off than 1e-8 of the distance to the median, or of the mean deviation from it where that is more, is given up,
/// and its draws are exact. So are those beyond 6.5 standard scores. Immutable.
/// </remarks>
internal sealed class QuantileTable
{
    private const double End = 6.5;
    private const int PerUnit = 64;
    private const int Pieces = (int)(2 * End * PerUnit);
    private const double Tolerance = 1e-8;

    private readonly Func<double, double, double> _exact;
    private readonly Piece[] _pieces;

    /// <param name="exact">The quantile of p, given as p and 1 - p. Does not fall with p.</param>
    public QuantileTable(Func<double, double, double> exact)
    {
        _exact = exact;
        // Two more on either side, for the slopes.
        var nodes = new double[Pieces + 5];
        for (var i = 0; i < nodes.Length; i++) nodes[i] = ExactAt(i - 2);
        var median = nodes[2 + Pieces / 2];
        var deviation = 0.0;
        for (var i = 0; i <= Pieces; i++) deviation += SpecialFunctions.NormalDensity(ScoreAt(i)) / PerUnit * Math.Abs(nodes[i + 2] - median);

        _pieces = new Piece[Pieces];
        for (var i = 0; i < Pieces; i++)
        {
            var (low, high) = (nodes[i + 2], nodes[i + 3]);
            var piece = Piece.Between(low, SlopeAt(nodes, i + 2), high, SlopeAt(nodes, i + 3));
            var middle = ExactAt(i + 0.5);
            var allowed = Tolerance * Math.Max(deviation, Math.Abs(middle - median));
            _pieces[i] = Math.Abs(piece.At(0.5) - middle) <= allowed ? piece : default;
        }
    }

    /// <summary>How many of the draws come from the table, in [0, 1].</summary>
    internal double Share
    {
        get
        {
            var share = 0.0;
            for (var i = 0; i < Pieces; i++)
                if (_pieces[i].IsUsed) share += SpecialFunctions.NormalCdf(ScoreAt(i + 1)) - SpecialFunctions.NormalCdf(ScoreAt(i));
            return share;
        }
    }

    /// <summary>The quantile of <paramref name="p"/> in (0, 1).</summary>
    public double At(double p)
    {
        var place = (SpecialFunctions.NormalQuantile(p) + End) * PerUnit;
        if (!(place >= 0.0 && place < Pieces)) return _exact(p, 1.0 - p);
        var i = (int)place;
        return _pieces[i].IsUsed ? _pieces[i].At(place - i) : _exact(p, 1.0 - p);
    }

    private static double ScoreAt(double node) => node / PerUnit - End;

    /// <summary>Each tail on its own, so that the upper one keeps its digits.</summary>
    private double ExactAt(double node) => _exact(SpecialFunctions.NormalCdf(ScoreAt(node)), SpecialFunctions.NormalCdf(-ScoreAt(node)));

    /// <summary>The rise over a whole piece at node i: by the nodes on both sides, at most three times the smaller of the neighbouring rises.</summary>
    private static double SlopeAt(double[] nodes, int i)
    {
        var slope = (8.0 * (nodes[i + 1] - nodes[i - 1]) - (nodes[i + 2] - nodes[i - 2])) / 12.0;
        var limit = 3.0 * Math.Min(nodes[i + 1] - nodes[i], nodes[i] - nodes[i - 1]);
        return Math.Max(0.0, Math.Min(slope, limit));
    }

    /// <summary>A cubic on [0, 1] that does not leave its ends; not used if it is the default.</summary>
    private readonly struct Piece
    {
        private readonly double _low, _slope, _square, _cube, _high;

        private Piece(double low, double slope, double square, double cube, double high)
        {
            (_low, _slope, _square, _cube, _high) = (low, slope, square, cube, high);
            IsUsed = true;
        }

        public bool IsUsed { get; }

        public static Piece Between(double low, double slopeAtLow, double high, double slopeAtHigh)
        {
            var rise = high - low;
            return new(low, slopeAtLow, 3.0 * rise - 2.0 * slopeAtLow - slopeAtHigh, slopeAtLow + slopeAtHigh - 2.0 * rise, high);
        }

        public double At(double t) => Math.Min(Math.Max(_low + t * (_slope + t * (_square + t * _cube)), _low), _high);
    }
}
