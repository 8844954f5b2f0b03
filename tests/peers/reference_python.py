"""The reference model as plain Python loops: what one writes without any library.

    python3 reference_python.py TRIALS SEED [--pairs]

It prints the JSON that all peers print; tests/peers/README.md describes it.
"""

import json
import math
import random
import sys
import time

ACTORS = 36
STEPS = 40
K0 = [0.05 + 0.002 * (a % 11) for a in range(ACTORS)]
K1 = [-2 + 0.05 * (a % 13) for a in range(ACTORS)]
K2 = [0.02 + 0.001 * (a % 9) for a in range(ACTORS)]
W = [(1 + a % 6) / 315 for a in range(ACTORS)]


def clamp(value, low, high):
    return low if value < low else high if value > high else value


def trial(rng, pairs):
    """The six measures of one trial. The phases are those of docs/language.md: rules, states, lifecycles."""
    actors = range(ACTORS)
    x0 = [0.2 + 0.04 * (a % 5) for a in actors]
    x1 = [1 + 0.1 * (a % 7) for a in actors]
    x2 = [0.05 * (a % 3) for a in actors]
    x3 = list(K2)
    x4 = [0.3 + 0.05 * (a % 4) for a in actors]
    x5 = [1.0] * ACTORS
    s = [0] * ACTORS
    g0, g1, n = 0.1, 0.5, 0
    r = [[0.01 * ((5 * a + 3 * b) % 21 - 10) for b in actors] for a in actors] if pairs else None
    fired = [False] * ACTORS
    q = [0.0] * ACTORS
    uniform, normal, exp = rng.random, rng.gauss, math.exp

    for _ in range(STEPS):
        # Rules: whether an event happens, judged by the state as the step begins.
        for a in actors:
            u = K1[a] + 1.5 * x2[a] + 0.8 * x0[a] - x4[a]
            fired[a] = uniform() < 0.25 * (1 / (1 + exp(-u)))
            if fired[a]:
                x3[a] = max(x3[a] - 0.15, -2.0)
                x4[a] = min(x4[a] + 0.11, 1.0)
                n += 1

        # States: all maps read what stood when the phase began.
        m0 = sum(x0) / ACTORS
        m1 = sum(w * x for w, x in zip(W, x1))
        m2 = max(x2)
        if pairs:
            for a in actors:
                row, x0a, total = r[a], x0[a], 0.0
                for b in actors:
                    if b != a:
                        v = row[b]
                        total += v
                        v = 0.98 * v + 0.01 * (x0a - x0[b]) * x4[b] + 0.002 * g0
                        row[b] = -1.0 if v < -1.0 else 1.0 if v > 1.0 else v
                q[a] = total

        for a in actors:
            x0a, x1a, x2a, x4a = x0[a], x1[a], x2[a], x4[a]
            x0[a] = clamp(x0a + K0[a] * (x2a - x0a) + 0.03 * g0 - 0.005 * x4a, 0.0, 1.0)
            x1[a] = clamp(x1a * (1 + 0.004 * x3[a]), 0.01, 10.0)
            drift = 0.3 * x0a * g0 - 0.15 * x2a
            if pairs:
                drift += 0.01 * q[a]
            x2[a] = clamp(x2a + drift + 0.1 * normal(0.0, 1.0), -2.0, 2.0)
            x3[a] = 0.9 * x3[a] + 0.1 * K2[a]
            x4[a] = clamp(x4a + 0.05 * (g1 - x4a) - 0.01, 0.0, 1.0)
            x5[a] = clamp(0.97 * x5[a] + 0.05 * x1a - (0.1 if s[a] == 3 else 0.0), 0.0, 10.0)
        g0 = clamp(0.9 * g0 + 0.08 * (m0 - 0.1) + 0.02 * m2, -2.0, 2.0)
        g1 = 0.95 * g1 + 0.05 * m1

        # Lifecycles: guards read the new state.
        for a in actors:
            now = s[a]
            if now == 0:
                if x2[a] > 0.3:
                    s[a] = 1
            elif now == 1:
                if fired[a]:
                    s[a] = 2
                elif x2[a] < 0.1:
                    s[a] = 0
            elif now == 2:
                if x0[a] > 0.25 and x4[a] > 0.3:
                    s[a] = 3
                elif x2[a] < 0.2:
                    s[a] = 1
            elif now == 3:
                if x5[a] < 0.5 or x4[a] < 0.2:
                    s[a] = 4
            elif x2[a] < 0:
                s[a] = 0

    return sum(x1) / ACTORS, sum(x0) / ACTORS, s.count(3), n, g0, sum(x2) / ACTORS


def main():
    pairs = "--pairs" in sys.argv
    trials, seed = (int(word) for word in sys.argv[1:3])
    rng = random.Random(seed)
    start = time.thread_time()
    rows = [trial(rng, pairs) for _ in range(trials)]
    seconds = time.thread_time() - start
    measures = {}
    for k, column in enumerate(zip(*rows)):
        mean = math.fsum(column) / trials
        measures[f"y{k}"] = [mean, math.sqrt(math.fsum((y - mean) ** 2 for y in column) / max(trials - 1, 1))]
    print(json.dumps({"trials": trials, "seconds": seconds, "measures": measures}))


if __name__ == "__main__":
    main()
