// The model of europe/europe.yaml with its default levers, by hand in C++: the fastest peer that Entente's speed is compared with.
//
//   g++ -std=c++17 -O3 -march=native -ffast-math -fopenmp-simd europe.cpp -o europe && ./europe TRIALS SEED [europe/data]
//
// Sixteen trials run side by side: every figure is a row of sixteen lanes, and what happens in most steps is a loop over lanes that the compiler vectorises.
// The machines of which there is one a trial go lane by lane. Draws are Philox4x32-10, addressed by trial and place. Names are those of the YAML.
#include "europe_block.hpp"

namespace {
void Block::begin() {
    LANES {
        us_commitment[l] = u.commitment_start[l], russia_intent[l] = u.intent_start[l], fragmentation[l] = u.fragmentation_start[l], us_presence[l] = 1;
        us_friction[l] = 0.05, russia_strength[l] = 1, russia_busy[l] = 0.75, dependence_left[l] = 1, core_deals[l] = 0.3, web[l] = WEB_2025;
        ukraine_hold[l] = 0.5, rung[l] = stage[l] = PROJECTS, works[l] = 1, washington[l] = TRANSACTIONAL;
    }
    for (int a = 0; a < MAX; a++) LANES {
        spending[a][l] = SPENDING_2025[a], stock[a][l] = GDP[a] * SPENDING_2022[a], lean[a][l] = LEAN_2025[a], backing[a][l] = BACKING_2025[a];
        hubs[a][l] = HUBS_2025[a], nationalist[a][l] = WAS_NATIONALIST[a], trust_us[a][l] = a == USA ? 1 : trust_us_anchor(a, l);
    }
    for (int a = 0; a < MAX; a++) LANES trust_eu[a][l] = trust_eu_anchor(a, l);
    for (size_t k = 0; k < PAIRS.size(); k++) std::memset(pact[k], PAIRS[k].start, L);
    Derived d;
    derive(d);
    for (int a : SPENDERS) LANES fear[a][l] = fear_anchor(d, a, l);
    nato_cohesion = cohesion_smooth = cohesion_anchor(d);
    europe_share_smooth = europe_share();
    for (auto& time : happened) std::fill(time, time + L, -1.0);
    record();
}

// What follows from the state and is asked for in several places.
void Block::derive(Derived& d) const {
    Row europe = {};
    for (int a : EUROPEANS) LANES europe[l] += stock[a][l];
    double here = 1 - us_withdrawal(now);
    LANES {
        d.us_here[l] = us_presence[l] * here;
        d.russia_power[l] = RUSSIA_OUTLAY * u.russia_par[l] * russia_strength[l];
        d.menace[l] = clamp(std::sqrt(russia_strength[l]) * russia_intent[l] * (1 - 0.4 * russia_busy[l]), 0, 1);
        d.europe_strength[l] = europe[l] * (1 - fragmentation[l]);
        d.us_strength[l] = u.us_share_for_europe[l] * stock[USA][l] * d.us_here[l];
        d.europe_load[l] = d.europe_strength[l] / (d.europe_strength[l] + d.us_strength[l]);
        d.nato_function[l] = clamp((nato_cohesion[l] - 0.15) / 0.45, 0, 1) * works[l];
        d.web_density[l] = std::min(1.0, web[l] / 60);
        d.frightening[l] = std::min(1.0, d.menace[l] + alarm[l]);
        d.counted[l] = us_commitment[l] * (1 - u.presence_weight[l] * (1 - d.us_here[l]));
    }
}

Row Block::cohesion_anchor(const Derived& d) const {
    Row middle = mean(EUROPEAN_ALLIES, [&](int a, int l) { return u.nearness[a][l] * d.frightening[l]; }, true);
    Row apart = mean(EUROPEAN_ALLIES, [&](int a, int l) { return 0.5 * std::abs(u.nearness[a][l] * d.frightening[l] - middle[l]) + 0.75 * lean[a][l]; }, true);
    Row quarrel = spread(ALLIES, [&](int a, int l) { return trust_us[a][l]; }), blockers = {};
    for (int a : EUROPEAN_ALLIES) LANES blockers[l] += lean[a][l] > 0.5 ? 1.0 : 0.0;
    return row([&](int l) {
        return clamp(u.us_weight[l] * (0.7 * us_commitment[l] + 0.3 * d.us_here[l]) + (1 - u.us_weight[l]) * (1 - apart[l]) - 0.3 * quarrel[l] - 0.01 * blockers[l]
                     + u.burden_effect[l] * (d.europe_load[l] - 0.45) + u.union_effect[l] * (rung[l] - 1) / 3 - u.web_erosion[l] * d.web_density[l], 0, 1);
    });
}

// Credibility and local balance of the frontline states.
void Block::deterrence(const Derived& d, Row (&credibility)[7], Row (&balance)[7]) const {
    for (int k = 0; k < 7; k++) {
        int a = FRONTLINE[k];
        LANES {
            double stands = guarantee(d, a, l), kept = u.reliability[l], readiness_europe = std::min(1.0, d.europe_strength[l] / d.russia_power[l]);
            double nobody = (1 - kept * stands) * (1 - kept * d.nato_function[l] * readiness_europe)
                * (1 - (0.4 + 0.6 * pledged[a][l]) * kept * cover[l] * readiness_europe)
                * (1 - kept * (1 - std::exp(-(0.2 + PACT_FORCES) * backing[a][l]))) * (1 - 0.15 * kept * NUCLEAR_STATEMENT);
            credibility[k][l] = clamp(1 - nobody + u.tripwire_value[l] * d.us_here[l], 0, 1);
            double arriving = stock[a][l] + u.in_time[l] * ((0.5 + 0.5 * d.nato_function[l]) * d.europe_strength[l] + d.us_strength[l] * stands);
            balance[k][l] = arriving * (1 + 0.5 * PACT_FORCES * std::min(1.0, backing[a][l])) / (0.5 * d.russia_power[l] * (1 - 0.7 * russia_busy[l]));
        }
    }
}

// Phase 1. Says where Washington has moved.
void Block::events(int (&moved)[L]) {
    Row toss[8], halts = {}, words = {}, quarrels = {}, solos = {}, campaigns = {}, stays = {}, friends = {}, backlashes = {};
    dice.uniform(toss, 8);
    for (int l = 0; l < L; l++) {
        bool commits = washington[l] == COMMITTED, enemy = hostile(l);
        quarrels[l] = comes_up(toss[0][l], 0.3), campaigns[l] = comes_up(toss[1][l], 0.35), solos[l] = enemy && comes_up(toss[2][l], 0.2);
        if (enemy && comes_up(toss[3][l], u.words_rate[l])) words[l] = 0.02 + 0.03 * toss[4][l];
        if (war[l] == FIGHTING && !commits && us_aid(now) > 0.1 && now >= aid_halt_again[l] && comes_up(toss[5][l], 0.15)) halts[l] = 1, aid_halt_again[l] = now + 8;
        if (war[l] == CEASEFIRE && PEACE_FORCE > 0.5 && stage[l] <= MONEY && now >= stays_again[l] && comes_up(toss[6][l], 0.15)) stays[l] = 1, stays_again[l] = now + 12;
        if (now == 15 || now == 31) {  // January 2029 and January 2033
            bool friend_wins = toss[7][l] < u.friend_chance[l];
            friends[l] = enemy && friend_wins, backlashes[l] = commits && !friend_wins;
            moved[l] = friends[l] + backlashes[l] > 0;
            if (moved[l]) washington[l] = friend_wins ? COMMITTED : TRANSACTIONAL;
        }
    }
    settle(nato_cohesion, 0, cohesion_fades[1], NOTHING, {{4, row([&](int l) { return -0.05 * backlashes[l]; })}, {6, row([&](int l) { return 0.05 * friends[l]; })},
        {3, row([&](int l) { return -0.5 * words[l]; })}, {6, row([&](int l) { return u.rally[l] * campaigns[l]; })}});
    settle(us_commitment, 0, commitment_fades[1], NOTHING, {{3, row([&](int l) { return -0.1 * halts[l] - (1 - 0.4 * UK_BRIDGE) * words[l]; })}});
    settle(ukraine_hold, 0, hold_fades, row([&](int l) { return -0.06 * halts[l]; }), {});
    settle(us_friction, 0, friction_fades[1], NOTHING, {{4, row([&](int l) { return 0.06 * solos[l] + 0.08 * quarrels[l]; })}});
    settle(union_mood, -1, mood_fades[1], NOTHING, {{8, row([&](int l) { return 0.6 * stays[l]; })}, {6, row([&](int l) { return u.shock_mood[l] * solos[l]; })}});
    settle(alarm, 0, alarm_fades[1], NOTHING, {{5, row([&](int l) { return 0.12 * campaigns[l]; })}});
}

// Phase 2.
void Block::rules() {
    Row toss[MAX], coerced = {}, absent = {}, enemy;
    for (int l = 0; l < L; l++) enemy[l] = hostile(l);
    dice.uniform(toss, (int)MAY_COERCE.size());
    for (size_t k = 0; k < MAY_COERCE.size(); k++) LANES {
        int a = MAY_COERCE[k];
        double hit = (toss[k][l] < u.coerced[a][l]) & (coercion_again[a][l] <= now) ? enemy[l] : 0;
        coercion_again[a][l] = hit > 0 ? now + 8 : coercion_again[a][l];
        trust_us[a][l] = std::max(0.0, trust_us[a][l] - 0.3 * hit), coerced[l] += hit;
    }
    dice.uniform(toss, (int)EU.size());
    const double chance = chance_of(0.15);
    for (size_t k = 0; k < EU.size(); k++) LANES {
        double stays = (lean[EU[k]][l] > 0.5) & (toss[k][l] < chance) ? 1 : 0;
        trust_eu[EU[k]][l] = std::max(0.0, trust_eu[EU[k]][l] - 0.03 * stays), absent[l] += stays;
    }
    settle(nato_cohesion, 0, cohesion_fades[2], NOTHING, {{6, row([&](int l) { return -0.03 * coerced[l]; })}});
    settle(us_friction, 0, friction_fades[2], NOTHING, {{6, row([&](int l) { return 0.03 * coerced[l]; })}});
    settle(union_mood, -1, mood_fades[2], NOTHING, {{4, row([&](int l) { return -0.05 * absent[l]; })}});
}

// Phase 3: every state takes its drift and noise, all from where they stood.
void Block::drift() {
    Derived d;
    derive(d);
    Row credibility[7], balance[7], z[4], unrest[MAX], worst = row([](int) { return 1e9; }), weakest = worst;
    deterrence(d, credibility, balance);
    for (int k = 0; k < 7; k++) LANES worst[l] = std::min(worst[l], credibility[k][l]), weakest[l] = std::min(weakest[l], balance[k][l]);
    dice.normal(z, 4), dice.normal(unrest, (int)SPENDERS.size());
    Row share = europe_share(), gap = mean(ALLIES, [&](int a, int l) { return laggard(a, l); }, true), cohesion = cohesion_anchor(d), line, busy, intent, fights;
    for (int l = 0; l < L; l++) {
        line[l] = washington[l] == COMMITTED ? u.line_committed[l] : washington[l] == TRANSACTIONAL ? u.line_transactional[l]
            : washington[l] == RETRENCHING ? u.line_retrenching[l] : 0.02;
        busy[l] = BUSY_SETTLES[war[l]], intent[l] = u.intent_start[l] * INTENT_SETTLES[war[l]], fights[l] = war[l] == FIGHTING;
        us_presence[l] *= leaving[l] ? 1 - u.leave_speed[l] * DT : 1;
    }
    for (int a = 0, k = 0; a < MAX; a++) {
        Row next_share = spending[a], next_fear = fear[a];
        const bool spends = IS_SPENDER[a];
        if (spends) {
            LANES {
                double x = spending[a][l], threat = u.nearness[a][l] * d.frightening[l];
                double closing = (2 * u.pressure_share[l] * (0.5 + CONDITIONALITY) + u.replace[l] * (1 - d.us_here[l])) * u.gap_speed[l];
                double push = closing * std::max(0.0, PLEDGE[a] - x)
                    + (2 * (1 - u.pressure_share[l]) * u.threat_spending[l] * threat + u.fear_spending[l] * fear[a][l]) * std::max(0.0, 1 - x / u.ceiling[l])
                    + u.follow[l] * (share[l] - europe_share_smooth[l]) + 0.001 * EU_MONEY * IN_EU[a] - 0.0005
                    - u.fiscal_brake[l] * (1 - FISCAL_ROOM[a]) * std::max(0.0, x - 0.01);
                next_share[l] = clamp(x + std::min(0.015, push) * DT + u.spending_unrest[l] * ROOT_DT * unrest[k][l], 0, 0.4);
                next_fear[l] = clamp(fear[a][l] + (fear_anchor(d, a, l) - fear[a][l]) * DT / u.fear_memory[l], 0, 1);
            }
            k++;
        }
        LANES {
            double lean_anchor = clamp(LEAN_2025[a] + u.lean_pull[l] * (nationalist[a][l] - WAS_NATIONALIST[a])
                + u.appease[l] * std::max(0.0, fear[a][l] - 0.25) * (1 - 0.5 * HEFT[a]) - 0.3 * (trust_eu[a][l] - 0.5), 0, 1);
            lean[a][l] = clamp(lean[a][l] + 0.4 * DT * (lean_anchor - lean[a][l]), 0, 1);
            double exclusion = (1 - IS_CORE[a]) * u.exclusion[l] * core_deals[l] * (1 - 0.5 * REASSURANCE);
            trust_eu[a][l] = clamp(trust_eu[a][l] + 0.3 * DT * (trust_eu_anchor(a, l) - trust_eu[a][l]) - exclusion * DT, 0, 1);
            trust_us[a][l] = a == USA ? 1 : clamp(trust_us[a][l] + 0.9 * DT * (trust_us_anchor(a, l) - trust_us[a][l]), 0, 1);
            stock[a][l] += (GDP[a] * spending[a][l] - stock[a][l]) * DT / u.build_time[l];
            spending[a][l] = next_share[l], fear[a][l] = next_fear[l];
        }
    }
    double asia = std::min(1.0, now * DT / 10), aid = 0.45 * us_aid(now) + 0.55 * EUROPE_AID;
    LANES {
        double anchor = clamp(line[l] + u.spend_credit[l] * (1 - gap[l]) + 0.06 * (UK_BRIDGE - 0.5) - u.turn_to_asia[l] * asia, 0, 1), s = russia_strength[l];
        us_commitment[l] = clamp(us_commitment[l] + u.commitment_pull[l] * (anchor - us_commitment[l]) * DT + u.us_volatility[l] * ROOT_DT * z[0][l], 0, 1);
        russia_strength[l] = clamp(s + u.rebuild_rate[l] * (1 - 2 * russia_busy[l]) * s * (2.5 - s) * DT, 0.3, 2.5);
        russia_busy[l] = clamp(russia_busy[l] + 0.8 * (busy[l] - russia_busy[l]) * DT, 0, 1);
        russia_intent[l] = clamp(russia_intent[l] + 0.3 * (intent[l] - russia_intent[l]) * DT + u.intent_unrest[l] * ROOT_DT * z[1][l], 0, 1);
        fragmentation[l] *= 1 - u.pooling_gain[l] * (JOINT_PROCUREMENT / 0.35 + std::max(0.0, rung[l] - 2) / 2) * DT;
        fragmentation[l] = clamp(fragmentation[l], 0.05, 0.6);
        dependence_left[l] *= 1 - DT / u.dependence_time[l], core_deals[l] *= 1 - 0.5 * DT;
        nato_cohesion[l] = clamp(nato_cohesion[l] + 1.2 * DT * (cohesion[l] - nato_cohesion[l]) + 0.05 * ROOT_DT * z[2][l], 0, 1);
        ukraine_hold[l] = clamp(ukraine_hold[l] + fights[l] * (0.5 * DT * (aid - u.aid_needed[l]) + 0.12 * ROOT_DT * z[3][l]), 0, 1);
        gap_years[l] += weakest[l] < 1 ? DT : 0, window_years[l] += worst[l] < 0.35 ? DT : 0;
    }
}

// Phase 4: machines take transitions, all of which see the world as it stood.
void Block::lifecycles(const int (&moved)[L]) {
    Derived d;
    derive(d);
    Row credibility[7], balance[7], toss[MAX], again[7], drive[MAX], retrenched = {}, left = {}, begun = {}, found = {}, tests = {}, breaches = {}, won = {};
    Row article5 = row([&](int l) { return d.nato_function[l] * (0.4 + 0.6 * us_commitment[l]); });
    deterrence(d, credibility, balance);
    for (int a = 0; a < MAX; a++) LANES
        drive[a][l] = a == RUS ? 0 : std::exp(u.fear_pact[l] * fear[a][l] + u.doubt_pact[l] * (1 - article5[l]) + 1.8 * PACT_CAMPAIGN * LEAD[a] - 0.4 * nationalist[a][l]);

    // The front
    dice.uniform(toss, 7), dice.uniform(again, 7);
    for (int k = 0; k < 7; k++) LANES {
        double c = credibility[k][l], b = balance[k][l], now_is = crisis[k][l];
        double probe_rate = u.probe_base[l] * 2 * d.menace[l] * u.closeness[FRONTLINE[k]][l]
            * std::exp(-u.cred_effect[l] * c - u.balance_effect[l] * std::log(std::max(0.1, b)));
        double slip_now = u.slip[l] * (1 - c) * clamp(1 / b, 0.4, 2);
        double first = now_is == QUIET ? probe_rate * slip_now : now_is == CLASH ? 0.5 * (1 - c) : 0;
        double second = now_is == QUIET ? probe_rate * (1 - slip_now) : now_is == STANDOFF ? 1.5 : now_is == CLASH ? 1.2 * std::min(1.0, b) : 0;
        bool does_first = toss[k][l] < chance_of(first), does_second = !does_first & (again[k][l] < chance_of(second));
        crisis[k][l] = does_first ? double(now_is == QUIET ? CLASH : OCCUPIED) : does_second ? double(now_is == QUIET ? STANDOFF : QUIET) : now_is;
        breaches[l] += does_first & (now_is == QUIET) ? 1.0 : 0.0, tests[l] += does_second & (now_is == QUIET) ? 1.0 : 0.0;
    }

    // Machines of which there is one a trial. A president elected in this step has moved already.
    dice.uniform(toss, 12);
    for (int l = 0; l < L; l++) {
        const int was_washington = washington[l], was_war = war[l], rung_now = stage[l], joined = (int)ready[l];
        const double c = us_commitment[l], hold = ukraine_hold[l], lasting = cohesion_smooth[l];
        if (!moved[l] && was_washington == TRANSACTIONAL && comes_up(toss[0][l], u.retrench_rate[l] * (1.5 - c))) washington[l] = RETRENCHING, retrenched[l] = 1;
        if (!moved[l] && was_washington == RETRENCHING && comes_up(toss[0][l], u.exit_rate[l])) washington[l] = GONE, left[l] = 1;
        if (leaving[l]) leaving[l] = !(c > 0.5 && comes_up(toss[1][l], 0.6));
        else if (c < 0.75 && comes_up(toss[1][l], u.leave_rate[l] * 2 * (0.75 - c) * (was_war == FIGHTING ? 1 : u.ceasefire_pull[l]))) leaving[l] = 1, begun[l] = 1;

        if (order[l] == INTEGRATED) order[l] = lasting < 0.5 ? STRAINED : INTEGRATED;
        else if (order[l] == STRAINED) {
            if (lasting < 0.38 && comes_up(toss[2][l], 0.8)) order[l] = HOLLOW;
            else if (lasting > 0.56 && comes_up(toss[3][l], 1)) order[l] = INTEGRATED;
        } else if (order[l] == HOLLOW) {
            if (comes_up(toss[2][l], was_washington == GONE ? 0.15 : 0.01)) order[l] = ENDED;
            else if (lasting > 0.48 && comes_up(toss[3][l], 0.6)) order[l] = STRAINED;
        }

        if (was_war == FIGHTING) {
            if (hold < 0.15 && comes_up(toss[4][l], 0.6)) war[l] = BAD_PEACE;
            else if (comes_up(toss[5][l], u.peace_rate[l])) war[l] = CEASEFIRE;
        } else if (was_war == CEASEFIRE) {
            if (comes_up(toss[4][l], 0.2 * d.menace[l] * (1 - 0.7 * PEACE_FORCE))) war[l] = FIGHTING;
            else if (comes_up(toss[5][l], 0.3 * hold * (0.5 + PEACE_FORCE))) war[l] = JUST_PEACE;
            else if (comes_up(toss[6][l], 0.3 * (1 - hold))) war[l] = BAD_PEACE;
        } else if (comes_up(toss[4][l], (was_war == JUST_PEACE ? 0.01 : 0.04) * d.menace[l])) war[l] = FIGHTING;

        if (rung_now == PROJECTS) stage[l] += comes_up(toss[7][l], u.stage_speed[l] * (0.5 + 2 * EU_MONEY));
        else if (rung_now == MONEY) {
            bool gate = GERMAN_LINE_OPEN || article5[l] < u.gate_level[l];
            if (joined >= 9 && pledged[FRA][l] > 0 && pledged[DEU][l] > 0 && gate && comes_up(toss[7][l], u.stage_speed[l])) stage[l] = FORCE_CORE, found[l] = 1;
        } else if (rung_now < COMMAND && joined < 7) {
            if (comes_up(toss[7][l], 0.5)) stage[l] = MONEY;
        } else if (rung_now == FORCE_CORE && joined >= 13) {
            int obstructors = 0;
            for (int a : EU) obstructors += lean[a][l] > 0.5;
            double free_of_veto = std::pow(1 - u.veto_power[l] * (QMV_REFORM ? 0.2 : 1), std::min(4, obstructors));
            stage[l] += comes_up(toss[7][l], u.stage_speed[l] * free_of_veto * (0.4 + 0.6 * EU_MONEY));
        } else if (rung_now == COMMON_BUDGET && joined >= 15) stage[l] += comes_up(toss[7][l], 0.5 * u.stage_speed[l]);
        else if (rung_now >= COMMAND) {
            if (joined < 12 && comes_up(toss[7][l], 0.5)) stage[l] = COMMON_BUDGET;
            else if (rung_now == COMMAND && NUCLEAR_STATEMENT >= 1 && comes_up(toss[8][l], 0.1)) stage[l] = UMBRELLA;
        }
    }

    pacts(drive);
    Row shared = row([&](int l) { return u.network_will[l] * ready[l] / 20 + union_mood[l] - 5 * u.web_erosion[l] * d.web_density[l]; });
    Row tied = row([&](int l) { return 0.5 * (rung[l] >= FORCE_CORE ? 0.4 : 1.0); });
    dice.uniform(toss, (int)MAY_JOIN.size());
    ready = {};
    for (size_t k = 0; k < MAY_JOIN.size(); k++) {
        int a = MAY_JOIN[k];
        LANES {
            double will = u.will[a][l] + 1.5 * u.nearness[a][l] * d.frightening[l] + u.fear_will[l] * fear[a][l]
                - u.nato_will[l] * (0.5 + 0.5 * ATLANTICISM[a]) * article5[l] - 1.5 * nationalist[a][l] + 3 * trust_eu[a][l] + shared[l];
            double readiness = 1 / (1 + std::exp(-will));
            double rate = pledged[a][l] > 0 ? tied[l] * (1 - readiness) * (1 + nationalist[a][l]) : readiness > 0.01 ? readiness : 0;
            pledged[a][l] = toss[k][l] < chance_of(u.will_speed[l] * rate) ? 1 - pledged[a][l] : pledged[a][l];
            ready[l] += pledged[a][l];
        }
    }

    // Governments. Nothing else of this phase may read them any more.
    dice.uniform(toss, (int)EUROPEANS.size());
    for (size_t k = 0; k < EUROPEANS.size(); k++) LANES {
        int a = EUROPEANS[k];
        double was = nationalist[a][l];
        nationalist[a][l] = toss[k][l] < (was > 0 ? u.lose[a][l] : u.win[a][l]) ? 1 - was : was;
        won[l] += HEFT[a] * std::max(0.0, nationalist[a][l] - was);
    }
    settle(nato_cohesion, 0, cohesion_fades[4], row([&](int l) { return -0.1 * breaches[l] - 0.25 * left[l]; }),
           {{6, row([&](int l) { return u.rally[l] * tests[l]; })}, {4, row([&](int l) { return -0.08 * won[l]; })}});
    settle(us_commitment, 0, commitment_fades[4], row([&](int l) { return -0.3 * left[l] - 0.05 * begun[l]; }), {});
    settle(alarm, 0, alarm_fades[4], NOTHING, {{6, row([&](int l) { return 0.4 * breaches[l]; })}, {4, row([&](int l) { return 0.2 * tests[l]; })}});
    settle(union_mood, -1, mood_fades[4], NOTHING, {{8, row([&](int l) { return u.shock_mood[l] * breaches[l]; })},
        {6, row([&](int l) { return 0.2 * found[l]; })}, {6, row([&](int l) { return u.shock_mood[l] * retrenched[l]; })}});
    for (int l = 0; l < L; l++) {
        probes[l] += tests[l] + breaches[l], clashes[l] += breaches[l];
        rung[l] = stage[l], cover[l] = UNION_COVER[stage[l]], works[l] = ORDER_WORKS[order[l]];
    }
}

// Pacts move. Few do in a step: most draws are above a bound on all the rates of a pair, and only for the rest are the rates worked out.
void Block::pacts(const Row (&drive)[MAX]) {
    struct Move { int pair, l; double backing, hubs, deals; };
    static thread_local std::vector<Move> moves;
    moves.clear();
    Row reach[MAX], least = row([&](int l) { return 1.5 * DT * u.lapse_rate[l]; });
    Row root = row([&](int l) { return std::sqrt(2 * DT * u.pact_pace[l]); }), drawn = row([&](int l) { return std::sqrt(0.1 * u.triad[l]); });
    for (int a = 0; a < MAX; a++) LANES reach[a][l] = root[l] * drive[a][l] * (1 + drawn[l] * hubs[a][l]);
    for (size_t first = 0; first < MOVING.size(); first += 4) {
        Row toss[4];
        dice.uniform(toss, 4);
        for (size_t k = first; k < std::min(first + 4, MOVING.size()); k++) {
            const Pair& pair = PAIRS[MOVING[k]];
            const int a = pair.a, b = pair.b;
            const Row& draw = toss[k - first];
            unsigned tried = 0;
            LANES tried |= (draw[l] < reach[a][l] * reach[b][l] + least[l] ? 1u : 0u) << l;
            for (; tried; tried &= tried - 1) {
                const int l = __builtin_ctz(tried);
                unsigned char& state = pact[MOVING[k]][l];
                const double pace = u.pact_pace[l] * drive[a][l] * drive[b][l], lapse = u.lapse_rate[l] * (1.5 - std::max(fear[a][l], fear[b][l]));
                const double rate = state == NO_PACT ? pace * pair.talks : state == FRAMEWORK ? 2 * pace * (1 + u.triad[l] * 0.1 * hubs[a][l] * hubs[b][l])
                    : state == ASSISTANCE ? pace * pair.pledges : 0.5 * lapse;
                if (comes_up(draw[l], rate)) {
                    if (state == FRAMEWORK) moves.push_back({MOVING[k], l, 0.1, 1, pair.promised});
                    if (state == ASSISTANCE) moves.push_back({MOVING[k], l, 0.9, 0, pair.pledged});
                    if (state == CLAUSE) moves.push_back({MOVING[k], l, -0.9, 0, 0});
                    state = state == CLAUSE ? ASSISTANCE : state + 1;
                } else if (state == ASSISTANCE && comes_up(draw[l], rate + lapse)) {  // the part of the draw above the pledge's
                    moves.push_back({MOVING[k], l, -0.1, -1, 0});
                    state = FRAMEWORK;
                }
            }
        }
    }
    for (auto& m : moves) {
        const Pair& pair = PAIRS[m.pair];
        auto add = [&](Row& to, double change, double high) { to[m.l] = clamp(to[m.l] + change, 0, high); };
        add(backing[pair.a], m.backing * HEFT[pair.b], 20), add(backing[pair.b], m.backing * HEFT[pair.a], 20);
        add(hubs[pair.a], m.hubs * LEAD[pair.b], 10), add(hubs[pair.b], m.hubs * LEAD[pair.a], 10);
        add(web, m.hubs * pair.flag, 1e9), add(core_deals, m.deals, 5);
    }
}

// -------------------------------------------------------------------------------------------------------------- what is reported
const char* PATHS[] = {"nato_cohesion_path", "worst_cover", "europe_spending", "eu_trust_path", "pacts_path", "us_commitment_path", "europe_load_path"};
const char* TIMES[] = {"first_probe", "first_clash", "nato_hollow", "union_core", "europe_leads", "war_ends"};
const char* OUTCOMES[] = {"deterrence_failure", "bandwagon_split", "european_defence_union", "two_speed_core", "web_of_pacts", "rebalanced_nato", "muddling_through"};

void Block::record() {
    Derived d;
    derive(d);
    Row credibility[7], balance[7], worst = row([](int) { return 1.0; }), share = europe_share();
    deterrence(d, credibility, balance);
    for (auto& c : credibility) LANES worst[l] = std::min(worst[l], c[l]);
    auto trust = [&](int a, int l) { return trust_eu[a][l]; };
    Row middle = mean(EU, trust), apart = spread(EU, trust);
    for (int l = 0; l < L; l++) {
        const double values[] = {nato_cohesion[l], worst[l], share[l], middle[l] - 0.5 * apart[l], web[l], us_commitment[l], d.europe_load[l]};
        for (int k = 0; k < 7; k++) path[k][now][l] = values[k];
        const bool holds[] = {probes[l] > 0, clashes[l] > 0, order[l] == HOLLOW, stage[l] >= FORCE_CORE, d.europe_load[l] >= 0.6, war[l] != FIGHTING};
        for (int k = 0; k < 6; k++) if (holds[k] && happened[k][l] < 0) happened[k][l] = now * DT;
    }
    const double year = 1 - std::exp(-DT), half = 1 - std::exp(-DT / 0.5);
    LANES europe_share_smooth[l] += year * (share[l] - europe_share_smooth[l]), cohesion_smooth[l] += half * (nato_cohesion[l] - cohesion_smooth[l]);
}

// The measures and the outcome of a trial at the end.
void Block::judge(int l, std::map<std::string, double>& m, int& outcome) const {
    Derived d;
    derive(d);
    auto average = [&](const Members& who, const Row* of) { double sum = 0; for (int a : who) sum += of[a][l]; return sum / who.size(); };
    auto above = [&](const Members& who, const Row* of, double x) { int n = 0; for (int a : who) n += of[a][l] > x; return n; };
    for (int k = 0; k < 7; k++) m[PATHS[k]] = path[k][STEPS][l];
    for (int k = 0; k < 6; k++) if (happened[k][l] >= 0) m[TIMES[k]] = happened[k][l];
    m["us_forces_left"] = d.us_here[l], m["outsiders_trust"] = average(OUTSIDERS, trust_eu), m["at_2_percent"] = above(NATO, spending, 0.02 - 1e-15);
    m["at_35_percent"] = above(NATO, spending, 0.035 - 1e-15), m["frontline_spending"] = average(FRONTLINE, spending), m["rear_spending"] = average(REAR, spending);
    m["mean_fear"] = average(EUROPEAN_ALLIES, fear), m["stage_end"] = stage[l], m["ready_end"] = ready[l];
    const double away = m["leaning_away"] = above(EUROPEANS, lean, 0.5);
    m["capability_gap"] = gap_years[l], m["poor_cover"] = window_years[l], m["probe_count"] = probes[l];

    uint64_t partners[MAX] = {};
    int bloc[MAX], size[MAX] = {}, all = 0, clauses = 0;
    for (int a = 0; a < MAX; a++) bloc[a] = a;
    for (size_t k = 0; k < PAIRS.size(); k++) {
        const int a = PAIRS[k].a, b = PAIRS[k].b, state = pact[k][l];
        if (state < ASSISTANCE) continue;
        all++, partners[a] |= 1ull << b, partners[b] |= 1ull << a;
        if (state != CLAUSE) continue;
        const int joins = bloc[b], joined = bloc[a];
        clauses++, std::replace(bloc, bloc + MAX, joins, joined);
    }
    double triples = 0, closed = 0, blocs = 0;
    for (int a = 0; a < MAX; a++) {
        size[bloc[a]]++;
        const int n = __builtin_popcountll(partners[a]);
        triples += n * (n - 1);
        for (int b = 0; b < MAX; b++) if (partners[a] >> b & 1) closed += __builtin_popcountll(partners[a] & partners[b]);
    }
    for (int n : size) blocs += n >= 2;
    m["all_pacts"] = all, m["clauses"] = clauses, m["blocs"] = blocs, m["largest_bloc"] = *std::max_element(size, size + MAX);
    m["clustering_end"] = triples > 0 ? closed / triples : 0;

    const double us_cover = washington[l] == GONE ? 0 : 0.3 + 0.7 * us_commitment[l];
    const bool holds[] = {clashes[l] > 0, order[l] >= HOLLOW && away >= 5, stage[l] >= COMMON_BUDGET && ready[l] >= 15, stage[l] >= FORCE_CORE,
                          web[l] >= 30 && d.nato_function[l] < 0.55, d.nato_function[l] >= 0.6 && d.europe_load[l] >= 0.6 && us_cover >= 0.6, true};
    outcome = int(std::find(holds, holds + 7, true) - holds);
}
}  // namespace

int main(int count, char** words) {
    if (count < 3) { std::fprintf(stderr, "usage: europe TRIALS SEED [europe/data]\n"); return 2; }
    const long trials = std::stol(words[1]);
    const uint64_t seed = std::stoull(words[2]);
    const std::string source = __FILE__;
    folder = count > 3 ? words[3] : source.substr(0, source.rfind('/') + 1) + "europe/data";
    read_tables();
    const clock_t began = std::clock();
    struct Sum { double n = 0, x = 0, xx = 0; };
    std::map<std::string, Sum> sums;
    double shares[7] = {};
    static double paths[7][STEPS + 1];
    for (long trial = 0; trial < trials; trial += L) {
        Block block(seed, (uint64_t)trial);
        for (int step = 0; step < STEPS; step++) block.step();
        for (int l = 0; l < std::min<long>(L, trials - trial); l++) {
            std::map<std::string, double> measures;
            int outcome;
            block.judge(l, measures, outcome);
            for (auto& [name, x] : measures) { Sum& sum = sums[name]; sum.n++, sum.x += x, sum.xx += x * x; }
            shares[outcome] += 1.0 / trials;
            for (int k = 0; k < 7; k++) for (int t = 0; t <= STEPS; t++) paths[k][t] += block.path[k][t][l] / trials;
        }
    }
    std::printf("{\"trials\": %ld, \"seconds\": %g, \"measures\": {", trials, double(std::clock() - began) / CLOCKS_PER_SEC);
    const char* comma = "";
    for (auto& [name, sum] : sums) {
        const double mean = sum.x / sum.n, sd = std::sqrt(std::max(0.0, (sum.xx - sum.n * mean * mean) / std::max(1.0, sum.n - 1)));
        std::printf("%s\"%s\": [%.10g, %.10g]", comma, name.c_str(), mean, sd), comma = ", ";
    }
    std::printf("}, \"outcomes\": {");
    for (int k = 0; k < 7; k++) std::printf("%s\"%s\": %.10g", k ? ", " : "", OUTCOMES[k], shares[k]);
    std::printf("}, \"happened\": {");
    for (int k = 0; k < 6; k++) std::printf("%s\"%s\": %.10g", k ? ", " : "", TIMES[k], sums[TIMES[k]].n / trials);
    std::printf("}, \"paths\": {");
    for (int k = 0; k < 7; k++) {
        std::printf("%s\"%s\": [", k ? ", " : "", PATHS[k]);
        for (int t = 0; t <= STEPS; t++) std::printf("%s%.10g", t ? ", " : "", paths[k][t]);
        std::printf("]");
    }
    std::printf("}}\n");
}
