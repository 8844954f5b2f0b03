using Entente.Sensitivity;

namespace Entente.Tests.Sensitivity;

/// <summary>The estimators against numbers that SALib 1.6 (MIT licence) computed from the same samples; PAWN's distances by the two-sample statistic of SciPy, since SALib leaves the greatest value of an input out of its last slice.</summary>
public sealed class PeerTests
{
    private const double Tolerance = 1e-9;

    private static readonly double[] IshigamiFirst =
    [
        0.4983119923124043, 0.6729795183759409, -0.004608160726546545,
    ];

    private static readonly double[] IshigamiTotal =
    [
        0.5606967022639335, 0.4077913627504382, 0.1375695595931616,
    ];

    private static readonly double[] IshigamiSecond =
    [
        -0.47572916199697346, -0.3231267093422564, -0.43086727735301433,
    ];

    private static readonly double[] IshigamiMuStar =
    [
        8.328933721926418, 7.874999999999998, 6.2487961033331185,
    ];

    private static readonly double[] IshigamiMu =
    [
        8.328933721926418, -1.6653345369377348e-15, 1.2497592206666253,
    ];

    private static readonly double[] IshigamiSigma =
    [
        6.296680298633627, 7.975322515783873, 8.85976253501425,
    ];

    private static readonly double[][] IshigamiDistances =
    [
        [0.23, 0.248, 0.35, 0.38, 0.278, 0.21, 0.432, 0.648, 0.216, 0.84],
        [0.732, 0.624, 0.42, 0.28, 0.296, 0.488, 0.676, 0.404, 0.306, 0.356],
        [0.324, 0.206, 0.24, 0.166, 0.37, 0.296, 0.26, 0.172, 0.288, 0.436],
    ];

    private static readonly double[] GFirst =
    [
        1.117433185666449, 0.3520195696554249, 0.03760017098275872, 0.016068829923059486, -0.00023162139482729363, -0.00016338996585677767,
        0.0011173023800320442, 0.0005416877123329919,
    ];

    private static readonly double[] GTotal =
    [
        1.0197033870567362, 0.3824917756196911, 0.06574577153662348, 0.020718563251799937, 0.00020896656091792617, 0.00019395557466274447,
        0.0002107558211508267, 0.00019566212922701641,
    ];

    private static readonly double[] GSecond =
    [
        -0.4980675798217774, -0.3568190226522965, -0.3568235087443017, -0.35313215148718297, -0.3526391504270657, -0.35420624756306784,
        -0.35312672670100853, -0.07287157512407241, -0.07818180130358139, -0.07540195357515483, -0.0746697516381742, -0.07498379401278554,
        -0.07603230381390914, 0.00231278764911012, -0.0006322452160312901, -0.000757141169631831, -0.0008146241858609407, -0.0010853472441022752,
        -0.005586681452779858, -0.0056870650171961514, -0.005785269402973017, -0.005800957739343275, 0.00011086781340932832, 0.00010486424917145916,
        0.00011344069429820825, -0.0003243303835650615, -0.0003166758372216878, -0.0014977001100101106,
    ];

    private static readonly double[] GMuStar =
    [
        2.4981360178073326, 1.4674489050652244, 0.5695310429473835, 0.2965485779773004, 0.033414729538944685, 0.03710173292805822,
        0.034294206140000616, 0.03196198530644304,
    ];

    private static readonly double[] GMu =
    [
        0.6783827180102132, -0.018052371841505703, -0.5695310429473835, -0.005097166980051352, -0.033414729538944685, 0.00046525552977928904,
        0.014947151556744278, -3.780458091219574e-06,
    ];

    private static readonly double[] GSigma =
    [
        2.550874431577521, 1.6826754356864941, 0.32991976681906515, 0.3455865310308679, 0.020667312007987985, 0.04290676250900123,
        0.036327927114741365, 0.03692558292260427,
    ];

    private static readonly double[][] GDistances =
    [
        [0.768, 0.52, 0.41, 0.43, 0.392, 0.314, 0.46, 0.67, 0.748, 0.556],
        [0.402, 0.31, 0.304, 0.512, 0.36, 0.28, 0.306, 0.332, 0.456, 0.642],
        [0.286, 0.138, 0.184, 0.204, 0.272, 0.202, 0.398, 0.29, 0.142, 0.276],
        [0.08, 0.13, 0.074, 0.136, 0.08, 0.128, 0.072, 0.092, 0.078, 0.146],
        [0.128, 0.078, 0.136, 0.142, 0.112, 0.054, 0.102, 0.088, 0.158, 0.098],
        [0.164, 0.276, 0.182, 0.112, 0.154, 0.166, 0.166, 0.214, 0.128, 0.18],
        [0.068, 0.062, 0.07, 0.106, 0.054, 0.062, 0.156, 0.104, 0.124, 0.124],
        [0.092, 0.08, 0.08, 0.088, 0.06, 0.098, 0.146, 0.118, 0.06, 0.072],
    ];

    [Fact]
    public void Sobol_indices_of_Ishigami_are_those_of_the_peer() => Check(TestFunctions.Indices(TestFunctions.Ishigami, 256, 3), IshigamiFirst, IshigamiTotal, IshigamiSecond);

    [Fact]
    public void Sobol_indices_of_the_G_function_are_those_of_the_peer() => Check(TestFunctions.Indices(TestFunctions.G, 256, 8), GFirst, GTotal, GSecond);

    [Fact]
    public void Elementary_effects_of_Ishigami_are_those_of_the_peer() => Check(Effects(TestFunctions.Ishigami, 40, 3), IshigamiMuStar, IshigamiMu, IshigamiSigma);

    [Fact]
    public void Elementary_effects_of_the_G_function_are_those_of_the_peer() => Check(Effects(TestFunctions.G, 40, 8), GMuStar, GMu, GSigma);

    [Fact]
    public void Distances_of_PAWN_are_those_of_the_peer()
    {
        Check(TestFunctions.Ishigami, IshigamiDistances);
        Check(TestFunctions.G, GDistances);
    }

    private static void Check(SobolIndices indices, double[] first, double[] total, double[] second)
    {
        Near(first, indices.First.Select(e => e.Value));
        Near(total, indices.Total.Select(e => e.Value));
        Near(second, indices.Second.Select(p => p.Index.Value));
    }

    private static void Check(ElementaryEffects effects, double[] muStar, double[] mu, double[] sigma)
    {
        Near(muStar, effects.MuStar.Select(e => e.Value));
        Near(mu, effects.Mu.Select(e => e.Value));
        Near(sigma, effects.Sigma.Select(e => e.Value));
    }

    private static void Check(Func<double[], double> f, double[][] distances)
    {
        var points = Enumerable.Range(0, 500).Select(i => TestFunctions.Point(i, distances.Length)).ToArray();
        var pawn = Pawn.Of([.. Enumerable.Range(0, distances.Length).Select(k => points.Select(p => p[k]).ToArray())], [.. points.Select(f)], 10, 0, 1);
        foreach (var (expected, index) in distances.Zip(pawn.Inputs))
        {
            Near(expected, index.Distances);
        }
    }

    private static void Near(IEnumerable<double> expected, IEnumerable<double> actual) => Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, Tolerance));

    // The trajectories on four levels that the peer was given.
    private static ElementaryEffects Effects(Func<double[], double> f, int trajectories, int d)
    {
        const double delta = 2.0 / 3;
        var effects = Enumerable.Range(0, d).Select(_ => new double[trajectories]).ToArray();
        for (var t = 0; t < trajectories; t++)
        {
            var rises = Enumerable.Range(0, d).Select(j => (t + (j * j) + (t / 2)) % 2 == 0).ToArray();
            var x = Enumerable.Range(0, d).Select(j => ((((t * 7) + (j * 5) + (t * t * (j + 1) / 3)) % 2) / 3.0) + (rises[j] ? 0 : delta)).ToArray();
            var before = f(x);
            for (var step = 0; step < d; step++)
            {
                var j = (step + t) % d;
                x[j] += rises[j] ? delta : -delta;
                var after = f(x);
                effects[j][t] = (rises[j] ? after - before : before - after) / delta;
                before = after;
            }
        }

        return ElementaryEffects.Of(effects, 0, 1);
    }
}
