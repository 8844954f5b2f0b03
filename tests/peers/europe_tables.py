"""What the two Python peers share: the tables of europe/data, the sets, the levers at their defaults, the ranges of what nobody knows, and how a result is printed."""
import csv
import json
import math
from pathlib import Path

DATA = Path(__file__).resolve().parent / "europe" / "data"
STEPS, DT = 40, 0.25


def read(name):
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


# ------------------------------------------------------------------------------------------------------------------------------ who
ROWS = sorted(read("actors.csv"), key=lambda r: r["iso3"])
ACTORS = [r["iso3"] for r in ROWS]
N = len(ACTORS)
AT = {a: k for k, a in enumerate(ACTORS)}
EVERYBODY = range(N)


def column(name, column_name, scale=1.0):
    """A figure of every actor, in the order of their keys."""
    values = {r["iso3"]: scale * float(r[column_name]) for r in read(name)}
    return [values[a] for a in ACTORS]


def pair_column(name, column_name):
    """A figure of every pair, both ways round; 0 where the table is silent."""
    values = [[0.0] * N for _ in EVERYBODY]
    for r in read(name):
        if r["a"] in AT and r["b"] in AT:
            a, b = AT[r["a"]], AT[r["b"]]
            values[a][b] = values[b][a] = float(r[column_name])
    return values


def given(values, default):
    return [float(values.get(a, default)) for a in ACTORS]


IN_NATO, IN_EU = ([r[c] == "yes" for r in ROWS] for c in ("nato_2025", "eu_2025"))
GDP, DISTANCE, FORCES, US_TROOPS = (column("actors.csv", c) for c in ("gdp_usd_bn", "distance_km", "active_forces", "us_troops"))
ATLANTICISM, POPULISM, LEAN_2025, NEUTRALITY, DEPENDENCE_2025, FISCAL_ROOM, US_FAVOUR = (
    column("bands.csv", c) for c in ("atlanticism", "populism", "lean", "neutrality", "dependence", "fiscal_room", "us_favour"))
SPENDING_2022, SPENDING_2025 = column("spending.csv", "2022", 0.01), column("spending.csv", "2025", 0.01)
NEAR, PACT_2025 = pair_column("borders.csv", "near"), pair_column("pacts.csv", "level")
LEAD = given({"GBR": 1, "FRA": 1, "DEU": 0.8, "POL": 0.7, "ITA": 0.5, "NLD": 0.3, "SWE": 0.3, "TUR": 0.3, "UKR": 0.3, "USA": 0.3}, 0)
HEFT = given({"DEU": 1, "FRA": 1.2, "GBR": 1.3, "ITA": 0.5, "POL": 0.6, "TUR": 0.4, "NLD": 0.4, "SWE": 0.3, "NOR": 0.25, "ESP": 0.3, "FIN": 0.25, "USA": 1,
              "CAN": 0.2, "GRC": 0.15, "ROU": 0.15, "DNK": 0.2, "BEL": 0.1, "UKR": 0.3, "RUS": 0}, 0.05)
FLAG = given({"USA": 0, "CAN": 0, "UKR": 0, "RUS": 0}, 1)
RUSSIA_OUTLAY, OLDER_GOAL = 154, 0.02

USA, CAN, RUS, FRA, DEU, ESP = (AT[a] for a in ("USA", "CAN", "RUS", "FRA", "DEU", "ESP"))
NATO, EU = [a for a in EVERYBODY if IN_NATO[a]], [a for a in EVERYBODY if IN_EU[a]]
ALLIES = [a for a in NATO if a != USA]
EUROPEAN_ALLIES = [a for a in ALLIES if a != CAN]
EUROPEANS = [a for a in EVERYBODY if IN_EU[a] or a in EUROPEAN_ALLIES]
SPENDERS = [a for a in EVERYBODY if (IN_NATO[a] or IN_EU[a]) and a != USA and FORCES[a] > 0]
REAR = [a for a in SPENDERS if DISTANCE[a] > 800]
FRONTLINE = [AT[a] for a in ("EST", "FIN", "LTU", "LVA", "NOR", "POL", "ROU")]
CORE = [AT[a] for a in ("DEU", "FRA", "GBR", "ITA", "POL")]
OUTSIDERS = [a for a in EU if a not in CORE]
MAY_JOIN = [a for a in EVERYBODY if IN_EU[a] or ACTORS[a] in ("GBR", "NOR", "TUR", "UKR")]  # the union is open to partners
MAY_COERCE = [a for a in ALLIES if US_FAVOUR[a] <= 0.2]
WAS_NATIONALIST = [float(p >= 0.65) for p in POPULISM]
BACKING_2025 = [sum({3: 1, 2: 0.1}.get(PACT_2025[a][b], 0) * HEFT[b] for b in EVERYBODY) for a in EVERYBODY]
HUBS_2025 = [sum((PACT_2025[a][b] >= 2) * LEAD[b] for b in EVERYBODY) for a in EVERYBODY]

PAIRS = [(a, b) for a in EVERYBODY for b in EVERYBODY if a < b]
PAIR_FLAG = [FLAG[a] * FLAG[b] for a, b in PAIRS]
PAIR_LEAD = [max(LEAD[a], LEAD[b]) for a, b in PAIRS]
PAIR_CORE = [a in CORE and b in CORE for a, b in PAIRS]
PAIR_2025 = [int(PACT_2025[a][b]) for a, b in PAIRS]
MAY_TALK = [LEAD[a] + LEAD[b] + NEAR[a][b] > 0.25 for a, b in PAIRS]
MAY_PLEDGE = [max(HEFT[a], HEFT[b]) >= 0.5 and FLAG[a] * FLAG[b] > 0 for a, b in PAIRS]
WEB_2025 = sum(flag for flag, level in zip(PAIR_FLAG, PAIR_2025) if level >= 2)
# A pair without a pact that may not talk stays without: only the others are drawn for. (To draw for all of them: list(range(len(PAIRS))).)
MOVING_PAIRS = [k for k in range(len(PAIRS)) if MAY_TALK[k] or PAIR_2025[k]]

# ------------------------------------------------------------------------------------------------------------------ what is decided
NATO_TARGET, CONDITIONALITY, EU_MONEY, JOINT_PROCUREMENT, QMV_REFORM, GERMAN_LINE_OPEN = 0.035, 0.5, 0.4, 0.2, False, False
NUCLEAR_STATEMENT, UK_BRIDGE, EUROPE_AID, PEACE_FORCE, PACT_CAMPAIGN, PACT_FORCES = 0.3, 0.5, 1, 0.2, 0, 0.3
REASSURANCE, COUNTER_POPULISM = 0.2, 0
US_WITHDRAWAL = [0.1 * min(1, max(0, step - 1) / 9) for step in range(STEPS + 1)]  # 0 in 2025-Q3, 10% in 2027-Q4
US_AID = [0.5 - 0.25 * min(1, step / 4) for step in range(STEPS + 1)]  # 50% in 2025-Q2, 25% in 2026-Q2
ELECTIONS = {15, 31}  # the steps that contain January 2029 and January 2033
PLEDGE = [min(NATO_TARGET, 0.021) if a == ESP else NATO_TARGET if a in ALLIES else OLDER_GOAL * (1 - NEUTRALITY[a]) for a in EVERYBODY]

# --------------------------------------------------------------------------------------------------------------- what nobody knows
UNIFORM = dict(
    line_committed=(0.68, 0.88), line_transactional=(0.38, 0.58), line_retrenching=(0.10, 0.30), persistence=(0.80, 0.97), us_volatility=(0.04, 0.12),
    turn_to_asia=(0, 0.15), spend_credit=(0, 0.10), words_rate=(0.5, 2), retrench_rate=(0.02, 0.12), friend_chance=(0.30, 0.60), leave_rate=(0.03, 0.15),
    leave_speed=(0.10, 0.30), ceasefire_pull=(1, 4), exit_rate=(0.005, 0.04), reach=(0.05, 0.20), intent_start=(0.70, 0.95), intent_unrest=(0.03, 0.10),
    rebuild_rate=(0.02, 0.10), russia_par=(2, 3), fear_spending=(0, 0.005), follow=(-0.2, 0.4), pressure_share=(0.2, 0.8), replace=(0.3, 1.5),
    fiscal_brake=(0.01, 0.05), spending_unrest=(0.0012, 0.0022), ceiling=(0.05, 0.08), build_time=(4, 8), fragmentation_start=(0.15, 0.45),
    pooling_gain=(0.02, 0.05), dependence_time=(8, 25), us_share_for_europe=(0.32, 0.50), laggard_cost=(0.1, 0.4), favour_gain=(0, 0.3),
    presence_weight=(0.2, 0.6), fear_memory=(0.25, 0.75), us_weight=(0.35, 0.60), burden_effect=(-0.3, 0.3), union_effect=(-0.12, 0.12),
    web_erosion=(0, 0.25), rally=(-0.03, 0.12), coercion_rate=(0.03, 0.2), election_rate=(0.24, 0.35), lean_pull=(0.15, 0.4), appease=(0, 0.4),
    will_base=(-2.6, -1.4), fear_will=(0.8, 2.5), nato_will=(0.6, 2), network_will=(0.5, 2.5), will_speed=(0.25, 0.6), stage_speed=(0.2, 0.5),
    gate_level=(0.3, 0.55), veto_power=(0.3, 0.6), fear_pact=(0.8, 2), doubt_pact=(0.3, 1.2), triad=(0, 3), lapse_rate=(0.02, 0.08), exclusion=(0, 0.035),
    cred_effect=(0, 3), balance_effect=(0.3, 1.2), probe_base=(0.01, 0.07), slip=(0.1, 0.5), in_time=(0.2, 0.4), peace_rate=(0.10, 0.45),
    aid_needed=(0.50, 0.85), shock_mood=(-0.3, 0.7))
TRIANGULAR = dict(
    commitment_start=(0.42, 0.55, 0.68), threat_scale=(200, 300, 800), gap_speed=(0.05, 0.106, 0.16), threat_spending=(0.0026, 0.0041, 0.0055),
    reliability=(0.22, 0.5, 0.745))
CORRELATIONS = [("line_transactional", "line_retrenching", 0.4), ("reliability", "cred_effect", 0.2), ("fear_spending", "fear_will", 0.3)]

# ---------------------------------------------------------------------------------------------------------------- states and names
COMMITTED, TRANSACTIONAL, RETRENCHING, GONE = range(4)
INTEGRATED, STRAINED, HOLLOW, ENDED = range(4)
FIGHTING, CEASEFIRE, JUST_PEACE, BAD_PEACE = range(4)
QUIET, STANDOFF, CLASH, OCCUPIED = range(4)
NO_PACT, FRAMEWORK, ASSISTANCE, CLAUSE = range(4)
PROJECTS, MONEY, FORCE_CORE, COMMON_BUDGET, COMMAND, UMBRELLA = range(1, 7)  # the union's rung, its stage
ORDER_WORKS = [1, 0.8, 0.4, 0]
UNION_COVER = [0, 0, 0, 0.35, 0.5, 0.8, 1]
INTENT_SETTLES = [1, 1, 0.8, 1.15]
BUSY_SETTLES = [0.75, 0.4 - 0.1 * PEACE_FORCE, 0.4, 0.05]
BOUNDS = dict(us_commitment=(0, 1), us_friction=(0, 1), union_mood=(-1, 1), nato_cohesion=(0, 1), alarm=(0, 1), ukraine_hold=(0, 1))
PATHS = ("nato_cohesion_path", "worst_cover", "europe_spending", "eu_trust_path", "pacts_path", "us_commitment_path", "europe_load_path")
TIMES = ("first_probe", "first_clash", "nato_hollow", "union_core", "europe_leads", "war_ends")
OUTCOMES = ("deterrence_failure", "bandwagon_split", "european_defence_union", "two_speed_core", "web_of_pacts", "rebalanced_nato", "muddling_through")


def report(trials, seconds, measures, outcomes, paths):
    """Prints the result: measures by name, a number a trial (times: a number for each trial in which it happened); shares; mean paths."""
    def moments(values):
        mean = math.fsum(values) / max(1, len(values))
        return [mean, math.sqrt(math.fsum((x - mean) ** 2 for x in values) / max(1, len(values) - 1))]

    print(json.dumps({
        "trials": trials, "seconds": seconds, "measures": {name: moments(values) for name, values in measures.items()},
        "outcomes": {name: outcomes[name] / trials for name in OUTCOMES}, "happened": {name: len(measures.get(name, ())) / trials for name in TIMES},
        "paths": {name: list(path) for name, path in zip(PATHS, paths)}}))
