#!/usr/bin/env python3
"""The model of europe/europe.yaml with its default levers, by hand in plain Python: a peer that Entente's speed is compared with.

usage: europe_python.py TRIALS SEED

One trial after another, in the order of europe_numpy.py and with its names, which are those of the YAML; docs/language.md says what a step means.
Figures of actors are lists. The draws are not Entente's own; their distributions are.
"""
import random as chance
import statistics
import sys
import time
from math import exp, expm1, sqrt
from types import SimpleNamespace

from europe_python_world import *  # noqa: F403
from europe_python_world import gauss, random


def events(u, s):
    """Phase 1. Says whether Washington has moved."""
    hostile, committed = s.washington in (TRANSACTIONAL, RETRENCHING), s.washington == COMMITTED
    quarrel, campaign = random() < chance_of(0.3), random() < chance_of(0.35)
    solo = hostile and random() < chance_of(0.2)
    size = 0.02 + 0.03 * random() if hostile and random() < chance_of(u.words_rate) else 0
    halt = s.war == FIGHTING and not committed and US_AID[s.step] > 0.1 and s.step >= s.aid_halt_again and random() < chance_of(0.15)
    if halt:
        s.aid_halt_again = s.step + 8
    stays = s.war == CEASEFIRE and PEACE_FORCE > 0.5 and s.union <= MONEY and s.step >= s.stays_again and random() < chance_of(0.15)
    if stays:
        s.stays_again = s.step + 12
    friend = backlash = False
    if s.step in ELECTIONS:
        friend_wins = random() < u.friend_chance
        friend, backlash = hostile and friend_wins, committed and not friend_wins
        s.washington = COMMITTED if friend else TRANSACTIONAL if backlash else s.washington
    settle(s, 1, "nato_cohesion", 0, (4, -0.05 * backlash), (6, 0.05 * friend), (3, -0.5 * size), (6, u.rally * campaign))
    settle(s, 1, "us_commitment", 0, (3, -0.1 * halt), (3, -(1 - 0.4 * UK_BRIDGE) * size))
    settle(s, 1, "ukraine_hold", -0.06 * halt)
    settle(s, 1, "us_friction", 0, (4, 0.06 * solo + 0.08 * quarrel))
    settle(s, 1, "union_mood", 0, (8, 0.6 * stays), (6, u.shock_mood * solo))
    settle(s, 1, "alarm", 0, (5, 0.12 * campaign))
    return friend or backlash


def rules(u, s):
    """Phase 2."""
    times = 0
    if s.washington in (TRANSACTIONAL, RETRENCHING):
        for a in MAY_COERCE:
            if random() < u.coerced[a] and s.step >= s.coercion_again[a]:
                s.coercion_again[a] = s.step + 8
                s.trust_us[a] = max(0.0, s.trust_us[a] - 0.3)
                times += 1
    absent = [a for a in EU if s.lean[a] > 0.5 and random() < chance_of(0.15)]
    for a in absent:
        s.trust_eu[a] = max(0.0, s.trust_eu[a] - 0.03)
    settle(s, 2, "nato_cohesion", 0, (6, -0.03 * times))
    settle(s, 2, "us_friction", 0, (6, 0.03 * times))
    settle(s, 2, "union_mood", 0, (4, -0.05 * len(absent)))


def drift(u, s):
    """Phase 3: every state takes its drift and noise, all from where they stood."""
    d = derive(u, s)
    credibility, balance = deterrence(u, s, d)
    line = (u.line_committed, u.line_transactional, u.line_retrenching, 0.02)[s.washington]
    pledge_kept = 1 - sum([GDP[a] * laggard(s, a) for a in ALLIES]) / ALLIES_GDP
    commitment_anchor = clamp(line + u.spend_credit * pledge_kept + 0.06 * (UK_BRIDGE - 0.5) - u.turn_to_asia * min(1, s.step * DT / 10))
    next_cohesion = s.nato_cohesion + 1.2 * DT * (cohesion_anchor(u, s, d) - s.nato_cohesion) + 0.05 * ROOT_DT * gauss(0, 1)

    closing = (u.pressure + u.replace * (1 - d.us_here)) * u.gap_speed
    threatened = 2 * (1 - u.pressure_share) * u.threat_spending
    trend = u.follow * (europe_share(s) - s.europe_share_smooth) - 0.0005
    exclusion, unrest, memory = u.exclusion * s.core_deals * (1 - 0.5 * REASSURANCE), u.spending_unrest * ROOT_DT, DT / u.fear_memory
    spending, fear, trust_us = s.spending[:], s.fear[:], s.trust_us[:]
    for a in SPENDERS:
        share = s.spending[a]
        push = (closing * max(0.0, PLEDGE[a] - share) + (threatened * d.threat[a] + u.fear_spending * s.fear[a]) * max(0.0, 1 - share / u.ceiling)
                + trend + 0.001 * EU_MONEY * IN_UNION[a] - u.brake[a] * max(0.0, share - 0.01))
        spending[a] = clamp(share + min(0.015, push) * DT + unrest * gauss(0, 1), 0, 0.4)
        fear[a] = clamp(s.fear[a] + (fear_anchor(u, s, d, a) - s.fear[a]) * memory)
    for a in ALLIES:
        trust_us[a] = clamp(s.trust_us[a] + 0.9 * DT * (trust_us_anchor(s, a) - s.trust_us[a]))
    lean = [clamp(x + 0.4 * DT * (lean_anchor(u, s, a) - x)) for a, x in enumerate(s.lean)]
    trust_eu = [clamp(x + 0.3 * DT * (anchor - x) - (0 if a in CORE else exclusion * DT)) for a, (x, anchor) in enumerate(zip(s.trust_eu, trust_eu_anchors(s)))]
    s.stock = [x + (gdp * share - x) * (DT / u.build_time) for x, gdp, share in zip(s.stock, GDP, s.spending)]
    s.spending, s.fear, s.trust_us, s.trust_eu, s.lean = spending, fear, trust_us, trust_eu, lean

    s.nato_cohesion = clamp(next_cohesion)
    s.us_commitment = clamp(s.us_commitment + u.commitment_pull * (commitment_anchor - s.us_commitment) * DT + u.us_volatility * ROOT_DT * gauss(0, 1))
    s.russia_strength, s.russia_busy, s.russia_intent = (
        clamp(s.russia_strength + u.rebuild_rate * (1 - 2 * s.russia_busy) * s.russia_strength * (2.5 - s.russia_strength) * DT, 0.3, 2.5),
        clamp(s.russia_busy + 0.8 * (BUSY_SETTLES[s.war] - s.russia_busy) * DT),
        clamp(s.russia_intent + 0.3 * (u.intent_start * INTENT_SETTLES[s.war] - s.russia_intent) * DT + u.intent_unrest * ROOT_DT * gauss(0, 1)))
    if s.us_forces_leaving:
        s.us_presence *= 1 - u.leave_speed * DT
    if s.war == FIGHTING:
        aid = 0.45 * US_AID[s.step] + 0.55 * EUROPE_AID
        s.ukraine_hold = clamp(s.ukraine_hold + 0.5 * DT * (aid - u.aid_needed) + 0.12 * ROOT_DT * gauss(0, 1))
    s.fragmentation = clamp(s.fragmentation * (1 - u.pooling_gain * (JOINT_PROCUREMENT / 0.35 + max(0, s.union - 2) / 2) * DT), 0.05, 0.6)
    s.dependence_left *= 1 - DT / u.dependence_time
    s.core_deals *= 1 - 0.5 * DT
    s.gap_years += DT * (min(balance.values()) < 1)
    s.window_years += DT * (min(credibility.values()) < 0.35)


def lifecycles(u, s, washington_moved):
    """Phase 4: machines take transitions, all of which see the world as it stood."""
    d = derive(u, s)
    article5 = d.nato_function * (0.4 + 0.6 * s.us_commitment)
    was = SimpleNamespace(washington=s.washington, war=s.war, union=s.union, commitment=s.us_commitment)
    cohesion, commitment, mood, alarm = 0.0, 0.0, [], []
    front(u, s, d, mood, alarm)  # reads the union's stage: before the union
    union(u, s, article5, mood)

    # Washington and its forces. A president elected in this step has moved already.
    if was.washington == TRANSACTIONAL and not washington_moved and random() < chance_of(u.retrench_rate * (1.5 - was.commitment)):
        s.washington = RETRENCHING
        mood.append((6, u.shock_mood))
    elif was.washington == RETRENCHING and not washington_moved and random() < chance_of(u.exit_rate):
        s.washington = GONE
        cohesion, commitment = -0.25, -0.3
    if s.us_forces_leaving:
        s.us_forces_leaving = not (was.commitment > 0.5 and random() < chance_of(0.6))
    elif was.commitment < 0.75 and random() < chance_of(u.leave_rate * 2 * (0.75 - was.commitment) * (1 if was.war == FIGHTING else u.ceasefire_pull)):
        s.us_forces_leaving = True
        commitment -= 0.05

    # NATO
    if s.nato_order == INTEGRATED:
        if s.cohesion_smooth < 0.5:
            s.nato_order = STRAINED
    elif s.nato_order == STRAINED:
        if s.cohesion_smooth < 0.38 and random() < chance_of(0.8):
            s.nato_order = HOLLOW
        elif s.cohesion_smooth > 0.56 and random() < chance_of(1):
            s.nato_order = INTEGRATED
    elif s.nato_order == HOLLOW:
        if random() < chance_of(0.15 if was.washington == GONE else 0.01):
            s.nato_order = ENDED
        elif s.cohesion_smooth > 0.48 and random() < chance_of(0.6):
            s.nato_order = STRAINED

    # The war
    if was.war == FIGHTING:
        if s.ukraine_hold < 0.15 and random() < chance_of(0.6):
            s.war = BAD_PEACE
        elif random() < chance_of(u.peace_rate):
            s.war = CEASEFIRE
    elif was.war == CEASEFIRE:
        if random() < chance_of(0.2 * d.menace * (1 - 0.7 * PEACE_FORCE)):
            s.war = FIGHTING
        elif random() < chance_of(0.3 * s.ukraine_hold * (0.5 + PEACE_FORCE)):
            s.war = JUST_PEACE
        elif random() < chance_of(0.3 * (1 - s.ukraine_hold)):
            s.war = BAD_PEACE
    elif random() < chance_of((0.01 if was.war == JUST_PEACE else 0.04) * d.menace):
        s.war = FIGHTING

    rallied = u.rally * sum(1 for quarters, _ in alarm if quarters == 4)
    cohesion -= 0.1 * sum(1 for quarters, _ in alarm if quarters == 6)
    pacts(u, s, article5)
    stances(u, s, d, article5, was.union)

    # Governments. Nothing else of this phase may read them any more.
    won = 0.0
    for a in EUROPEANS:
        if s.nationalist[a]:
            if random() < u.lose[a]:
                s.nationalist[a] = 0.0
        elif random() < u.win[a]:
            s.nationalist[a] = 1.0
            won += HEFT[a]
    settle(s, 4, "nato_cohesion", cohesion, (6, rallied), (4, -0.08 * won))
    settle(s, 4, "us_commitment", commitment)
    settle(s, 4, "alarm", 0, *alarm)
    settle(s, 4, "union_mood", 0, *mood)


def union(u, s, article5, mood):
    ready, rung = s.ready, s.union
    if rung == PROJECTS:
        s.union += random() < chance_of(u.stage_speed * (0.5 + 2 * EU_MONEY))
    elif rung == MONEY:
        gate = GERMAN_LINE_OPEN or article5 < u.gate_level
        if ready >= 9 and s.pledged[FRA] and s.pledged[DEU] and gate and random() < chance_of(u.stage_speed):
            s.union = FORCE_CORE
            mood.append((6, 0.2))
    elif rung < COMMAND and ready < 7:
        if random() < chance_of(0.5):
            s.union = MONEY
    elif rung == FORCE_CORE and ready >= 13:
        obstructors = min(4, sum(s.lean[a] > 0.5 for a in EU))
        free_of_veto = (1 - u.veto_power * (0.2 if QMV_REFORM else 1)) ** obstructors
        s.union += random() < chance_of(u.stage_speed * free_of_veto * (0.4 + 0.6 * EU_MONEY))
    elif rung == COMMON_BUDGET and ready >= 15:
        s.union += random() < chance_of(0.5 * u.stage_speed)
    elif rung >= COMMAND:
        if ready < 12 and random() < chance_of(0.5):
            s.union = COMMON_BUDGET
        elif rung == COMMAND and NUCLEAR_STATEMENT >= 1 and random() < chance_of(0.1):
            s.union = UMBRELLA


def front(u, s, d, mood, alarm):
    credibility, balance = deterrence(u, s, d)
    for a in FRONTLINE:
        state = s.crisis[a]
        if state == QUIET:
            probe_rate = u.probe_base * 2 * d.menace * u.closeness[a] * exp(-u.cred_effect * credibility[a]) * max(0.1, balance[a]) ** -u.balance_effect
            slip_now = u.slip * (1 - credibility[a]) * clamp(1 / balance[a], 0.4, 2)
            if random() < chance_of(probe_rate * slip_now):
                s.crisis[a] = CLASH
                s.probes += 1
                s.clashes += 1
                alarm.append((6, 0.4))
                mood.append((8, u.shock_mood))
            elif random() < chance_of(probe_rate * (1 - slip_now)):
                s.crisis[a] = STANDOFF
                s.probes += 1
                alarm.append((4, 0.2))
        elif state == STANDOFF:
            if random() < chance_of(1.5):
                s.crisis[a] = QUIET
        elif state == CLASH:
            if random() < chance_of(0.5 * (1 - credibility[a])):
                s.crisis[a] = OCCUPIED
            elif random() < chance_of(1.2 * min(1, balance[a])):
                s.crisis[a] = QUIET


def stances(u, s, d, article5, stage):
    shared = u.network_will * s.ready / 20 + s.union_mood - 5 * u.web_erosion * d.web_density
    tied = 0.5 * (0.4 if stage >= FORCE_CORE else 1)
    for a in MAY_JOIN:
        readiness = 1 / (1 + exp(-(u.will[a] + 1.5 * d.threat[a] + u.fear_will * s.fear[a] - u.nato_pull[a] * article5 - 1.5 * s.nationalist[a]
                                   + 3 * s.trust_eu[a] + shared)))
        rate = tied * (1 - readiness) * (1 + s.nationalist[a]) if s.pledged[a] else readiness if readiness > 0.01 else 0
        if random() < chance_of(u.will_speed * rate):
            s.pledged[a] = not s.pledged[a]
    s.ready = sum(s.pledged)


def pacts(u, s, article5):
    """Pacts move. Few do in a step: most draws are above a bound on all the rates of a pair, and only for the rest are the rates worked out."""
    doubt = u.doubt_pact * (1 - article5)
    drive = [exp(u.fear_pact * s.fear[a] + doubt + 1.8 * PACT_CAMPAIGN * LEAD[a] - 0.4 * s.nationalist[a]) for a in EVERYBODY]
    drive[RUS] = 0.0
    root, drawn = sqrt(2 * DT * u.pact_pace), sqrt(0.1 * u.triad)
    reach = [root * drive[a] * (1 + drawn * s.hubs[a]) for a in EVERYBODY]
    least = 1.5 * DT * u.lapse_rate
    tried = [(k, a, b, toss) for k, a, b in MOVING if (toss := random()) < reach[a] * reach[b] + least]
    was_hubs = s.hubs[:]
    for k, a, b, toss in tried:
        state = s.pact[k]
        pace, lapse = u.pact_pace * drive[a] * drive[b], u.lapse_rate * (1.5 - max(s.fear[a], s.fear[b]))
        if state == NO_PACT:
            if MAY_TALK[k] and toss < chance_of(pace):
                s.pact[k] = FRAMEWORK
        elif state == FRAMEWORK:
            if toss < chance_of(2 * pace * (1 + u.triad * 0.1 * was_hubs[a] * was_hubs[b])):
                s.pact[k] = ASSISTANCE
                promise(s, k, a, b, 0.1, 1)
                s.core_deals = min(5, s.core_deals + (1 if PAIR_CORE[k] else 0.05 * PAIR_LEAD[k]))
        elif state == CLAUSE:
            if toss < chance_of(0.5 * lapse):
                s.pact[k] = ASSISTANCE
                promise(s, k, a, b, -0.9, 0)
        else:
            pledge = pace * MAY_PLEDGE[k]
            if toss < chance_of(pledge):
                s.pact[k] = CLAUSE
                promise(s, k, a, b, 0.9, 0)
                s.core_deals = min(5, s.core_deals + (0.5 if PAIR_CORE[k] else 0.05 * PAIR_LEAD[k]))
            elif toss < chance_of(pledge + lapse):  # the part of the draw above the pledge's
                s.pact[k] = FRAMEWORK
                promise(s, k, a, b, -0.1, -1)


def promise(s, k, a, b, backing, hubs):
    s.backing[a] = clamp(s.backing[a] + backing * HEFT[b], 0, 20)
    s.backing[b] = clamp(s.backing[b] + backing * HEFT[a], 0, 20)
    s.hubs[a] = clamp(s.hubs[a] + hubs * LEAD[b], 0, 10)
    s.hubs[b] = clamp(s.hubs[b] + hubs * LEAD[a], 0, 10)
    s.web += hubs * PAIR_FLAG[k]


# ---------------------------------------------------------------------------------------------------------------- what is reported
def record(u, s, paths, times):
    """Writes down where things stand at the start and after each step, and since when."""
    d = derive(u, s)
    credibility, _ = deterrence(u, s, d)
    share, trust = europe_share(s), [s.trust_eu[a] for a in EU]
    eu_trust = sum(trust) / len(trust) - 0.5 * spread(trust)
    paths.append((s.nato_cohesion, min(credibility.values()), share, eu_trust, s.web, s.us_commitment, d.europe_load))
    now = (s.probes > 0, s.clashes > 0, s.nato_order == HOLLOW, s.union >= FORCE_CORE, d.europe_load >= 0.6, s.war != FIGHTING)
    for name, holds in zip(TIMES, now):
        if holds:
            times.setdefault(name, s.step * DT)
    s.europe_share_smooth += -expm1(-DT / 1) * (share - s.europe_share_smooth)
    s.cohesion_smooth += -expm1(-DT / 0.5) * (s.nato_cohesion - s.cohesion_smooth)
    return d


def networks(pact):
    """Blocs of two members and more and the size of the largest, by clauses; clustering, by promises."""
    bloc, partners = {a: {a} for a in EVERYBODY}, [set() for _ in EVERYBODY]
    for (a, b), state in zip(PAIRS, pact):
        if state >= ASSISTANCE:
            partners[a].add(b)
            partners[b].add(a)
        if state == CLAUSE and bloc[a] is not bloc[b]:
            joined = bloc[a] | bloc[b]
            bloc.update(dict.fromkeys(joined, joined))
    sizes = [len(x) for x in {id(x): x for x in bloc.values()}.values()]
    triples = sum(len(x) * (len(x) - 1) for x in partners)
    closed = sum(len(partners[a] & partners[b]) for a in EVERYBODY for b in partners[a])
    return sum(size >= 2 for size in sizes), max(sizes), closed / triples if triples else 0


def judge(s, d, last):
    """The measures and the outcome of a trial at the end."""
    blocs, largest_bloc, clustering = networks(s.pact)
    away = sum(s.lean[a] > 0.5 for a in EUROPEANS)
    us_cover = 0 if s.washington == GONE else 0.3 + 0.7 * s.us_commitment
    measures = dict(zip(PATHS, last)) | dict(
        us_forces_left=d.us_here, outsiders_trust=statistics.fmean(s.trust_eu[a] for a in OUTSIDERS), at_2_percent=sum(s.spending[a] >= 0.02 for a in NATO),
        at_35_percent=sum(s.spending[a] >= 0.035 for a in NATO), frontline_spending=statistics.fmean(s.spending[a] for a in FRONTLINE),
        rear_spending=statistics.fmean(s.spending[a] for a in REAR), mean_fear=statistics.fmean(s.fear[a] for a in EUROPEAN_ALLIES), stage_end=s.union,
        ready_end=s.ready, leaning_away=away, all_pacts=sum(x >= ASSISTANCE for x in s.pact), clauses=s.pact.count(CLAUSE), blocs=blocs,
        largest_bloc=largest_bloc, clustering_end=clustering, capability_gap=s.gap_years, poor_cover=s.window_years, probe_count=s.probes)
    order = (s.clashes > 0, s.nato_order >= HOLLOW and away >= 5, s.union >= COMMON_BUDGET and s.ready >= 15, s.union >= FORCE_CORE,
             s.web >= 30 and d.nato_function < 0.55, d.nato_function >= 0.6 and d.europe_load >= 0.6 and us_cover >= 0.6, True)
    return measures, OUTCOMES[order.index(True)]


def run_trial():
    u = draw_unknowns()
    s = begin(u)
    paths, times = [], {}
    d = record(u, s, paths, times)
    for step in range(STEPS):
        washington_moved = events(u, s)
        rules(u, s)
        drift(u, s)
        lifecycles(u, s, washington_moved)
        s.step = step + 1
        d = record(u, s, paths, times)
    measures, outcome = judge(s, d, paths[-1])
    return measures, times, outcome, paths


def main():
    trials = int(sys.argv[1])
    chance.seed(int(sys.argv[2]))
    began = time.process_time()
    values, counts, sums = {}, dict.fromkeys(OUTCOMES, 0), [[0.0] * (STEPS + 1) for _ in PATHS]
    for _ in range(trials):
        measures, times, outcome, paths = run_trial()
        for name, value in [*measures.items(), *times.items()]:
            values.setdefault(name, []).append(value)
        counts[outcome] += 1
        for k, path in enumerate(zip(*paths)):
            sums[k] = [x + y for x, y in zip(sums[k], path)]
    seconds = time.process_time() - began
    report(trials, seconds, values, counts, [[x / trials for x in path] for path in sums])


if __name__ == "__main__":
    main()
