#!/usr/bin/env python3
"""The model of europe/europe.yaml with its default levers, by hand in NumPy: the peer that Entente's speed is compared with.

usage: europe_numpy.py TRIALS SEED [CHUNK]

Trials are the last axis of every array ([trials], [actors, trials], [pacts, trials]), so that a row is contiguous and an actor's figure spreads over it.
They are run in chunks whose arrays stay in the cache. Names are those of the YAML; docs/language.md says what a step means, docs/model.md why.
The draws are not Entente's own; their distributions are.
"""
import math
import sys
import time

from europe_numpy_world import *  # noqa: F403
from europe_numpy_world import np


def events(u, s, rng):
    """Phase 1. Says where Washington has moved."""
    trials = len(s.web)
    hostile = (s.washington == TRANSACTIONAL) | (s.washington == RETRENCHING)
    committed = s.washington == COMMITTED
    quarrel, campaign, solo, halt, words, stays = rng.random((6, trials))
    quarrel, campaign, solo = quarrel < chance_of(0.3), campaign < chance_of(0.35), hostile & (solo < chance_of(0.2))
    halt = (halt < chance_of(0.15)) & (s.war == FIGHTING) & ~committed & (US_AID[s.step] > 0.1) & (s.step >= s.aid_halt_again)
    s.aid_halt_again[halt] = s.step + 8
    size = (hostile & (words < chance_of(u.words_rate))) * rng.uniform(0.02, 0.05, trials)
    stays = (stays < chance_of(0.15)) & (s.war == CEASEFIRE) & (PEACE_FORCE > 0.5) & (s.union <= MONEY) & (s.step >= s.stays_again)
    s.stays_again[stays] = s.step + 12
    friend = backlash = np.zeros(trials, bool)
    if s.step in ELECTIONS:
        friend_wins = rng.random(trials) < u.friend_chance
        friend, backlash = hostile & friend_wins, committed & ~friend_wins
        s.washington[friend], s.washington[backlash] = COMMITTED, TRANSACTIONAL
    settle(s, 1, "nato_cohesion", 0, (4, -0.05 * backlash), (6, 0.05 * friend), (3, -0.5 * size), (6, u.rally * campaign))
    settle(s, 1, "us_commitment", 0, (3, -0.1 * halt), (3, -(1 - 0.4 * UK_BRIDGE) * size))
    settle(s, 1, "ukraine_hold", -0.06 * halt)
    settle(s, 1, "us_friction", 0, (4, 0.06 * solo + 0.08 * quarrel))
    settle(s, 1, "union_mood", 0, (8, 0.6 * stays), (6, u.shock_mood * solo))
    settle(s, 1, "alarm", 0, (5, 0.12 * campaign))
    return friend | backlash


def rules(u, s, rng):
    """Phase 2."""
    hostile = (s.washington == TRANSACTIONAL) | (s.washington == RETRENCHING)
    coerced = (rng.random(u.coerced.shape) < u.coerced) & hostile & (s.step >= s.coercion_again)
    s.coercion_again[coerced] = s.step + 8
    s.trust_us[MAY_COERCE] = np.maximum(0, s.trust_us[MAY_COERCE] - 0.3 * coerced)
    absent = (s.lean[EU] > 0.5) & (rng.random((len(EU), len(s.web))) < chance_of(0.15))
    s.trust_eu[EU] = np.maximum(0, s.trust_eu[EU] - 0.03 * absent)
    times = coerced.sum(axis=0)
    settle(s, 2, "nato_cohesion", 0, (6, -0.03 * times))
    settle(s, 2, "us_friction", 0, (6, 0.03 * times))
    settle(s, 2, "union_mood", 0, (4, -0.05 * absent.sum(axis=0)))


def drift(u, s, rng):
    """Phase 3: every state takes its drift and noise, all from where they stood."""
    d = derive(u, s)
    z = math.sqrt(DT) * rng.standard_normal((4, len(s.web)))
    europe_share = EUROPEANS_BY_GDP @ s.spending
    credibility, balance = deterrence(u, s, d)
    line = np.choose(s.washington, [u.line_committed, u.line_transactional, u.line_retrenching, 0.02])
    pledge_kept = 1 - ALLIES_BY_GDP @ d.laggard
    commitment_anchor = clamp(line + u.spend_credit * pledge_kept + 0.06 * (UK_BRIDGE - 0.5) - u.turn_to_asia * min(1, s.step * DT / 10), 0, 1)
    fighting = s.war == FIGHTING
    exclusion = u.exclusion * s.core_deals * (1 - 0.5 * REASSURANCE)
    push = ((u.pressure + u.replace * (1 - d.us_here)) * u.gap_speed * np.maximum(0, PLEDGE - s.spending)
            + (2 * (1 - u.pressure_share) * u.threat_spending * d.threat + u.fear_spending * s.fear) * np.maximum(0, 1 - s.spending / u.ceiling)
            + (u.follow * (europe_share - s.europe_share_smooth) - 0.0005) + 0.001 * EU_MONEY * IN_EU - u.brake * np.maximum(0, s.spending - 0.01))
    new = dict(
        us_commitment=s.us_commitment + u.commitment_pull * (commitment_anchor - s.us_commitment) * DT + u.us_volatility * z[0],
        us_presence=s.us_presence * (1 - u.leave_speed * s.us_forces_leaving * DT),
        russia_strength=s.russia_strength + u.rebuild_rate * (1 - 2 * s.russia_busy) * s.russia_strength * (2.5 - s.russia_strength) * DT,
        russia_busy=s.russia_busy + 0.8 * (BUSY_SETTLES[s.war] - s.russia_busy) * DT,
        russia_intent=s.russia_intent + 0.3 * (u.intent_start * INTENT_SETTLES[s.war] - s.russia_intent) * DT + u.intent_unrest * z[1],
        spending=s.spending + IS_SPENDER * (np.minimum(0.015, push) * DT + u.spending_unrest * (math.sqrt(DT) * rng.standard_normal(push.shape))),
        stock=s.stock + (GDP * s.spending - s.stock) * (DT / u.build_time),
        fragmentation=s.fragmentation * (1 - u.pooling_gain * (JOINT_PROCUREMENT / 0.35 + np.maximum(0, s.union - 2) / 2) * DT),
        dependence_left=s.dependence_left * (1 - DT / u.dependence_time),
        fear=s.fear + (fear_anchor(u, s, d) - s.fear) * (DT / u.fear_memory),
        trust_us=s.trust_us + 0.9 * DT * (trust_us_anchor(u, s) - s.trust_us),
        trust_eu=s.trust_eu + 0.3 * DT * (trust_eu_anchor(u, s) - s.trust_eu) - (1 - IS_CORE) * (exclusion * DT),
        lean=s.lean + 0.4 * DT * (lean_anchor(u, s) - s.lean),
        core_deals=s.core_deals * (1 - 0.5 * DT),
        nato_cohesion=s.nato_cohesion + 1.2 * DT * (cohesion_anchor(u, s, d) - s.nato_cohesion) + 0.05 * z[2],
        ukraine_hold=s.ukraine_hold + fighting * (0.5 * DT * (0.45 * US_AID[s.step] + 0.55 * EUROPE_AID - u.aid_needed) + 0.12 * z[3]),
        gap_years=s.gap_years + DT * (balance.min(axis=0) < 1),
        window_years=s.window_years + DT * (credibility.min(axis=0) < 0.35))
    bounds = dict(russia_strength=(0.3, 2.5), spending=(0, 0.4), stock=(0, math.inf), fragmentation=(0.05, 0.6), core_deals=(0, 5),
                  gap_years=(0, math.inf), window_years=(0, math.inf))
    for name, value in new.items():
        setattr(s, name, clamp(value, *bounds.get(name, (0, 1)), out=value))


def lifecycles(u, s, rng, washington_moved):
    """Phase 4: machines take transitions. Where two could fire, the second has the part of the draw above the first's."""
    trials = len(s.web)
    d = derive(u, s)
    article5 = d.nato_function * (0.4 + 0.6 * s.us_commitment)
    credibility, balance = deterrence(u, s, d)
    probe_rate = (u.probe_base * 2 * d.menace * u.closeness[FRONTLINE] * np.exp(-u.cred_effect * credibility)
                  * np.maximum(0.1, balance) ** -u.balance_effect)
    slip_now = u.slip * (1 - credibility) * clamp(1 / balance, 0.4, 2)
    ready = s.pledged.sum(axis=0)
    readiness = 1 / (1 + np.exp(-(u.will + 1.5 * d.threat + u.fear_will * s.fear - u.nato_pull * article5 - 1.5 * s.nationalist + 3 * s.trust_eu
                                  + (u.network_will * ready / 20 + s.union_mood - 5 * u.web_erosion * d.web_density))))
    doubt = u.doubt_pact * (1 - article5)
    drive = np.exp(u.fear_pact * s.fear + doubt + 1.8 * PACT_CAMPAIGN * LEAD - 0.4 * s.nationalist)
    drive[RUS] = 0
    dice = rng.random((5, trials))

    # Washington and its forces. A president elected in this step has moved already.
    retrench = (s.washington == TRANSACTIONAL) & ~washington_moved & (dice[0] < chance_of(u.retrench_rate * (1.5 - s.us_commitment)))
    leave = (s.washington == RETRENCHING) & ~washington_moved & (dice[0] < chance_of(u.exit_rate))
    pull = np.where(s.war == FIGHTING, 1, u.ceasefire_pull)
    staying = s.us_forces_leaving == 0
    begins = staying & (dice[1] < chance_of(u.leave_rate * 2 * np.maximum(0, 0.75 - s.us_commitment) * pull))
    halts = ~staying & (s.us_commitment > 0.5) & (dice[1] < chance_of(0.6))

    # NATO
    strained, hollow, lasting = s.nato_order == STRAINED, s.nato_order == HOLLOW, s.cohesion_smooth
    end = np.where(s.washington == GONE, 0.15, 0.01)
    order = np.where((s.nato_order == INTEGRATED) & (lasting < 0.5), STRAINED, s.nato_order)
    order[strained & (lasting < 0.38) & (dice[2] < chance_of(0.8))] = HOLLOW
    order[strained & (lasting > 0.56) & (dice[2] < chance_of(1))] = INTEGRATED
    order[hollow & (lasting > 0.48) & (dice[2] < chance_of(end + 0.6))] = STRAINED
    order[hollow & (dice[2] < chance_of(end))] = ENDED

    # The war
    ceasefire, hold = s.war == CEASEFIRE, s.ukraine_hold
    collapse = 0.6 * (hold < 0.15)
    resume, well, badly = 0.2 * d.menace * (1 - 0.7 * PEACE_FORCE), 0.3 * hold * (0.5 + PEACE_FORCE), 0.3 * (1 - hold)
    war = s.war.copy()
    war[(s.war == FIGHTING) & (dice[3] < chance_of(collapse + u.peace_rate))] = CEASEFIRE
    war[(s.war == FIGHTING) & (dice[3] < chance_of(collapse))] = BAD_PEACE
    war[ceasefire & (dice[3] < chance_of(resume + well + badly))] = BAD_PEACE
    war[ceasefire & (dice[3] < chance_of(resume + well))] = JUST_PEACE
    war[ceasefire & (dice[3] < chance_of(resume))] = FIGHTING
    war[(s.war == JUST_PEACE) & (dice[3] < chance_of(0.01 * d.menace))] = FIGHTING
    war[(s.war == BAD_PEACE) & (dice[3] < chance_of(0.04 * d.menace))] = FIGHTING

    # The union
    obstructors = np.minimum(4, (s.lean[EU] > 0.5).sum(axis=0))
    free_of_veto = (1 - u.veto_power * (0.2 if QMV_REFORM else 1)) ** obstructors
    gate = (s.pledged[FRA] * s.pledged[DEU] > 0) & (GERMAN_LINE_OPEN | (article5 < u.gate_level))
    up = u.stage_speed * np.choose(s.union - 1, [0.5 + 2 * EU_MONEY, (ready >= 9) & gate, (ready >= 13) * free_of_veto * (0.4 + 0.6 * EU_MONEY),
                                                 0.5 * (ready >= 15), 0, 0]) + 0.1 * (s.union == COMMAND) * (NUCLEAR_STATEMENT >= 1)
    down = 0.5 * np.where(s.union >= COMMAND, ready < 12, (s.union >= FORCE_CORE) & (ready < 7))  # never both
    climbs, falls = dice[4] < chance_of(up), dice[4] < chance_of(down)
    found = (s.union == MONEY) & climbs
    union = np.where(falls, np.where(s.union >= COMMAND, COMMON_BUDGET, MONEY), s.union + climbs)

    # Governments, pledges and pacts
    toss = rng.random(u.win.shape)
    win, lose = toss < u.win * (1 - s.nationalist), toss < u.lose * s.nationalist
    toss = rng.random((len(MAY_JOIN), trials))
    willing, pledged = readiness[MAY_JOIN], s.pledged[MAY_JOIN]
    tied = 0.5 * np.where(s.union >= FORCE_CORE, 0.4, 1)
    rate = np.where(pledged > 0, tied * (1 - willing) * (1 + s.nationalist[MAY_JOIN]), willing * (willing > 0.01))
    pacts(u, s, rng, drive)
    s.pledged[MAY_JOIN] = np.abs(pledged - (toss < chance_of(u.will_speed * rate)))

    # The front
    toss = rng.random(s.crisis.shape)
    quiet, clash = s.crisis == QUIET, s.crisis == CLASH
    breach = quiet & (toss < chance_of(probe_rate * slip_now))
    test = quiet & ~breach & (toss < chance_of(probe_rate))
    fall = 0.5 * (1 - credibility)
    crisis = np.where(breach, CLASH, np.where(test, STANDOFF, s.crisis))
    crisis[((s.crisis == STANDOFF) & (toss < chance_of(1.5))) | (clash & (toss < chance_of(fall + 1.2 * np.minimum(1, balance))))] = QUIET
    crisis[clash & (toss < chance_of(fall))] = OCCUPIED

    # All of it takes place at once.
    tests, breaches = test.sum(axis=0), breach.sum(axis=0)
    s.probes += tests + breaches
    s.clashes += breaches
    settle(s, 4, "nato_cohesion", -0.1 * breaches - 0.25 * leave, (6, u.rally * tests), (4, -0.08 * (HEFT[:, 0] @ win)))
    settle(s, 4, "us_commitment", -0.3 * leave - 0.05 * begins)
    settle(s, 4, "alarm", 0, (6, 0.4 * breaches), (4, 0.2 * tests))
    settle(s, 4, "union_mood", 0, (8, u.shock_mood * breaches), (6, 0.2 * found), (6, u.shock_mood * retrench))
    s.washington[retrench], s.washington[leave] = RETRENCHING, GONE
    s.us_forces_leaving[begins], s.us_forces_leaving[halts] = 1, 0
    s.nationalist += win
    s.nationalist -= lose
    s.nato_order, s.war, s.union, s.crisis = order, war, union, crisis


def pacts(u, s, rng, drive):
    """Pacts move. Few do in a step: most draws are above a bound on all the rates of a pair, and only for the rest are the rates worked out."""
    reach = np.sqrt(2 * DT * u.pact_pace) * drive * (1 + np.sqrt(0.1 * u.triad) * s.hubs)
    bound = reach[FIRST]
    bound *= reach[SECOND]
    bound += (s.pact >= ASSISTANCE) * (1.5 * DT * u.lapse_rate)
    toss = rng.random(bound.shape)
    k, i = np.divmod(np.flatnonzero(toss < bound), len(s.web))
    toss = toss[k, i]
    a, b, state = FIRST[k], SECOND[k], s.pact[k, i]
    pace = u.pact_pace[i] * drive[a, i] * drive[b, i]
    lapse = u.lapse_rate[i] * (1.5 - np.maximum(s.fear[a, i], s.fear[b, i]))
    drawn = 2 * (1 + u.triad[i] * 0.1 * s.hubs[a, i] * s.hubs[b, i])
    rate = np.choose(state, [pace * MAY_TALK[k], pace * drawn, pace * MAY_PLEDGE[k], 0.5 * lapse])
    first = toss < chance_of(rate)
    lapses = ~first & (state == ASSISTANCE) & (toss < chance_of(rate + lapse))
    moves = first | lapses
    k, i, a, b = k[moves], i[moves], a[moves], b[moves]
    did = np.where(lapses, LAPSE, np.array([0, PROMISE, PLEDGE_PACT, WATER_DOWN])[state])[moves]
    s.pact[k, i] += np.array([1, 1, 1, -1, -1], np.int8)[did]
    trials = len(s.web)
    cells, partners = np.concatenate([a * trials + i, b * trials + i]), np.concatenate([b, a])
    for state, of, value, high in ((s.backing, BACKING_OF, HEFT, 20), (s.hubs, HUBS_OF, LEAD, 10)):
        state += np.bincount(cells, np.tile(of[did], 2) * value[partners, 0], N * trials).reshape(N, trials)
        clamp(state, 0, high, out=state)
    fresh = np.choose(did, [0, np.where(PAIR_CORE[k], 1, 0.05 * PAIR_LEAD[k]), np.where(PAIR_CORE[k], 0.5, 0.05 * PAIR_LEAD[k]), 0, 0])
    s.web = np.maximum(0, s.web + np.bincount(i, WEB_OF[did] * PAIR_FLAG[k], trials))
    s.core_deals = np.minimum(5, s.core_deals + np.bincount(i, fresh, trials))


# ---------------------------------------------------------------------------------------------------------------- what is reported

def record(u, s, paths, times):
    """Writes down where things stand at the start and after each step, and since when."""
    d = derive(u, s)
    credibility, _ = deterrence(u, s, d)
    europe_share = EUROPEANS_BY_GDP @ s.spending
    eu_trust = MEAN_EU @ s.trust_eu - 0.5 * spread(MEAN_EU, s.trust_eu)
    paths[:, s.step] = s.nato_cohesion, credibility.min(axis=0), europe_share, eu_trust, s.web, s.us_commitment, d.europe_load
    now = (s.probes > 0, s.clashes > 0, s.nato_order == HOLLOW, s.union >= FORCE_CORE, d.europe_load >= 0.6, s.war != FIGHTING)
    for time_to, holds in zip(times, now):
        time_to[holds & np.isnan(time_to)] = s.step * DT
    s.europe_share_smooth = s.europe_share_smooth + (1 - math.exp(-DT / 1)) * (europe_share - s.europe_share_smooth)
    s.cohesion_smooth = s.cohesion_smooth + (1 - math.exp(-DT / 0.5)) * (s.nato_cohesion - s.cohesion_smooth)
    return d


def networks(pact):
    """Blocs of two members and more and the size of the largest, by clauses; clustering, by promises."""
    trials = pact.shape[1]
    ties = np.zeros((trials, N, N), np.float32)
    ties[:, FIRST, SECOND] = ties[:, SECOND, FIRST] = (pact >= ASSISTANCE).T
    degree = ties.sum(axis=2)
    triples = (degree * (degree - 1)).sum(axis=1)
    closed = ((ties @ ties) * ties).sum(axis=(1, 2))
    clause = np.tile(np.eye(N, dtype=bool), (trials, 1, 1))
    clause[:, FIRST, SECOND] = clause[:, SECOND, FIRST] = (pact == CLAUSE).T
    label = np.tile(np.arange(N, dtype=np.int8), (trials, 1))
    while True:  # everybody takes the smallest label among its partners until nobody does
        smallest = np.where(clause, label[:, None, :], np.int8(N)).min(axis=2)
        if (smallest == label).all():
            break
        label = smallest
    sizes = np.bincount((label + np.arange(trials)[:, None] * N).ravel(), minlength=trials * N).reshape(trials, N)
    return (sizes >= 2).sum(axis=1), sizes.max(axis=1), closed / np.maximum(triples, 1)


def judge(u, s, d, paths, times):
    """The measures and the outcome of each trial at the end."""
    blocs, largest_bloc, clustering = networks(s.pact)
    away = (s.lean[EUROPEANS] > 0.5).sum(axis=0)
    ready = s.pledged.sum(axis=0)
    europe_load = paths[-1, -1]
    us_cover = np.where(s.washington == GONE, 0, 0.3 + 0.7 * s.us_commitment)
    measures = dict(zip(PATHS, paths[:, -1])) | dict(
        us_forces_left=d.us_here, outsiders_trust=MEAN_OUTSIDER @ s.trust_eu, at_2_percent=(s.spending[NATO] >= 0.02).sum(axis=0),
        at_35_percent=(s.spending[NATO] >= 0.035).sum(axis=0), frontline_spending=s.spending[FRONTLINE].mean(axis=0),
        rear_spending=s.spending[REAR].mean(axis=0), mean_fear=s.fear[EUROPEAN_ALLIES].mean(axis=0), stage_end=s.union, ready_end=ready, leaning_away=away,
        all_pacts=(s.pact >= ASSISTANCE).sum(axis=0), clauses=(s.pact == CLAUSE).sum(axis=0), blocs=blocs, largest_bloc=largest_bloc,
        clustering_end=clustering, capability_gap=s.gap_years, poor_cover=s.window_years, probe_count=s.probes) | dict(zip(TIMES, times))
    order = [s.clashes > 0, (s.nato_order >= HOLLOW) & (away >= 5), (s.union >= COMMON_BUDGET) & (ready >= 15), s.union >= FORCE_CORE,
             (s.web >= 30) & (d.nato_function < 0.55), (d.nato_function >= 0.6) & (europe_load >= 0.6) & (us_cover >= 0.6), np.ones(len(s.web), bool)]
    return measures, np.bincount(np.argmax(order, axis=0), minlength=len(OUTCOMES))


def run_chunk(rng, trials):
    u = draw_unknowns(rng, trials)
    s = begin(u, trials)
    paths, times = np.empty((len(PATHS), STEPS + 1, trials)), np.full((len(TIMES), trials), np.nan)
    d = record(u, s, paths, times)
    for step in range(STEPS):
        washington_moved = events(u, s, rng)
        rules(u, s, rng)
        drift(u, s, rng)
        lifecycles(u, s, rng, washington_moved)
        s.step = step + 1
        d = record(u, s, paths, times)
    return paths.mean(axis=2) * trials, *judge(u, s, d, paths, times)


def main():
    trials, seed, size = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1024
    rng = np.random.Generator(np.random.SFC64(seed))
    began = time.process_time()
    chunks = [run_chunk(rng, min(size, trials - done)) for done in range(0, trials, size)]
    measures = {name: np.concatenate([chunk[1][name] for chunk in chunks]) for name in chunks[0][1]}
    outcomes = dict(zip(OUTCOMES, sum(chunk[2] for chunk in chunks).tolist()))
    paths = sum(chunk[0] for chunk in chunks) / trials
    seconds = time.process_time() - began
    report(trials, seconds, {name: values[~np.isnan(values)].tolist() for name, values in measures.items()}, outcomes, paths.tolist())


if __name__ == "__main__":
    main()
