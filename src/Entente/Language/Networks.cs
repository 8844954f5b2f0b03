namespace Entente.Language;

/// <summary>The meaning of network measures, by the definitions, on an adjacency matrix of the range's set.</summary>
internal static class Networks
{
    public static double Value(ReferenceEvaluator evaluator, Network e)
    {
        var n = e.Range.Set.Keys.Length;
        var present = new bool[n];
        for (var i = 0; i < n; i++)
        {
            present[i] = evaluator.Contains(e.Range.Set, i);
        }

        var tied = new bool[n, n];
        var ties = 0;
        evaluator.ForEach(e.Range, (i, j) =>
        {
            if (evaluator.Holds(e.Tie) && !tied[i, j])
            {
                tied[i, j] = tied[j, i] = true;
                ties++;
            }
        });
        var members = present.Count(p => p);
        switch (e.Kind)
        {
            case NetworkKind.Density:
                return members < 2 ? 0 : 2.0 * ties / ((double)members * (members - 1));
            case NetworkKind.Degree:
                var subject = (int)evaluator.Value(e.Subject!);
                return Enumerable.Range(0, n).Count(k => tied[subject, k]);
            case NetworkKind.Clustering:
                return Clustering(tied, n);
        }

        var bloc = Blocs(tied, n);
        if (e.Kind == NetworkKind.BlocOf)
        {
            return bloc[(int)evaluator.Value(e.Subject!)];
        }

        var sizes = Enumerable.Range(0, n).Where(k => present[k]).GroupBy(k => bloc[k]).Select(g => g.Count()).DefaultIfEmpty(0).ToArray();
        return e.Kind == NetworkKind.Components ? sizes.Count(s => s > 1) : sizes.Max();
    }

    // Each member's bloc is named by the first member in it.
    private static int[] Blocs(bool[,] tied, int n)
    {
        var bloc = new int[n];
        Array.Fill(bloc, -1);
        var waiting = new Stack<int>();
        for (var first = 0; first < n; first++)
        {
            if (bloc[first] >= 0)
            {
                continue;
            }

            bloc[first] = first;
            waiting.Push(first);
            while (waiting.TryPop(out var i))
            {
                for (var j = 0; j < n; j++)
                {
                    if (tied[i, j] && bloc[j] < 0)
                    {
                        bloc[j] = first;
                        waiting.Push(j);
                    }
                }
            }
        }

        return bloc;
    }

    private static double Clustering(bool[,] tied, int n)
    {
        long closed = 0;
        long triples = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                for (var k = j + 1; k < n; k++)
                {
                    if (tied[i, j] && tied[i, k])
                    {
                        triples++;
                        closed += tied[j, k] ? 1 : 0;
                    }
                }
            }
        }

        return triples == 0 ? 0 : (double)closed / triples;
    }
}
