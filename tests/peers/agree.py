#!/usr/bin/env python3
"""Whether a peer agrees with Entente: means, spreads, outcome shares, times and paths, each difference in its standard errors.

usage: agree.py PEER.json ENTENTE.json    (entente run tests/peers/europe/europe.yaml --trials 20000 --format json --quiet > ENTENTE.json)

A few hundred numbers are compared, so one beyond 4 is worth a look and one beyond 5 is a difference. Fails if there is one.
"""
import json
import math
import sys

peer, entente = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
n, m = peer["trials"], entente["trials"] - entente["failed"]
rows = []


def share(name, p, q):
    pooled = (n * p + m * q) / (n + m)
    se = math.sqrt(max(pooled * (1 - pooled), 1e-12) * (1 / n + 1 / m))
    rows.append((name, p, q, (p - q) / se))


def kurtosis(histogram, mean, sd):
    """About how heavy the tails are, for the standard error of a standard deviation."""
    middles = [(a + b) / 2 for a, b in zip(histogram["edges"], histogram["edges"][1:])]
    return sum(c * ((x - mean) / sd) ** 4 for c, x in zip(histogram["counts"], middles)) / sum(histogram["counts"])


for theirs in entente["measures"]:
    mean, sd = peer["measures"][theirs["name"]]
    rows.append((theirs["name"], mean, theirs["mean"], (mean - theirs["mean"]) / math.sqrt(sd**2 / n + theirs["sd"] ** 2 / m)))
    tails = max(2, kurtosis(theirs["histogram"], theirs["mean"], theirs["sd"]))
    rows.append((theirs["name"] + ", sd", sd, theirs["sd"], (sd / theirs["sd"] - 1) / math.sqrt((tails - 1) / 4 * (1 / n + 1 / m))))
for theirs in entente["outcomes"]:
    share(theirs["name"], peer["outcomes"][theirs["name"]], theirs["share"])
for theirs in entente["times"]:
    share(theirs["name"] + ", happened", peer["happened"][theirs["name"]], theirs["share"])
    mean, sd = peer["measures"][theirs["name"]] or (math.nan, 1)
    se = sd * math.sqrt(1 / (n * peer["happened"][theirs["name"]]) + 1 / (m * theirs["share"]))
    rows.append((theirs["name"] + ", years", mean, theirs["mean"], (mean - theirs["mean"]) / se))
for theirs in entente["series"]:
    sd = next(x["sd"] for x in entente["measures"] if x["name"] == theirs["name"])
    path = peer["paths"][theirs["name"]]
    # The spread on the way is not reported: that at the end, which is about the largest, stands for it.
    z = [(a - b) / (sd * math.sqrt(1 / n + 1 / m)) for a, b in zip(path, theirs["mean"])]
    k = max(range(len(z)), key=lambda k: abs(z[k]))
    rows.append((f"{theirs['name']}, worst (at {theirs['t'][k]:g} years)", path[k], theirs["mean"][k], z[k]))

for name, ours, theirs, z in rows:
    print(f"{name:50}{ours:14.6g}{theirs:14.6g}{z:8.2f}{'  <---' if abs(z) > 4 else ''}")
sys.exit(any(not abs(z) <= 5 for *_, z in rows))
