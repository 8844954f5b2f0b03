// The tables of europe/data, the sets and the levers at their defaults, for europe.cpp alone.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <initializer_list>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {
constexpr int L = 16, STEPS = 40, MAX = 38;
constexpr double DT = 0.25, ROOT_DT = 0.5;
#define LANES _Pragma("omp simd") for (int l = 0; l < L; l++)
struct alignas(64) Row {
    double x[L];
    double& operator[](int l) { return x[l]; }
    const double& operator[](int l) const { return x[l]; }
};
inline double clamp(double x, double low, double high) { return std::min(std::max(x, low), high); }
inline double chance_of(double rate) { return 1 - std::exp(-rate * DT); }
inline bool comes_up(double toss, double rate) { return toss < rate * DT && toss < chance_of(rate); }

// ---------------------------------------------------------------------------------------------------------------------------- who
using Column = std::array<double, MAX>;
using Members = std::vector<int>;
std::string folder;
std::vector<std::string> actors;
std::map<std::string, int> at;

std::vector<std::map<std::string, std::string>> read(const std::string& name) {
    std::ifstream file(folder + "/" + name);
    std::vector<std::map<std::string, std::string>> rows;
    std::vector<std::string> header;
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells;
        std::stringstream parts(line);
        for (std::string cell; std::getline(parts, cell, ',');) cells.push_back(cell);
        if (header.empty()) { header = cells; continue; }
        rows.emplace_back();
        for (size_t k = 0; k < header.size() && k < cells.size(); k++) rows.back()[header[k]] = cells[k];
    }
    if (rows.empty()) { std::fprintf(stderr, "no table %s/%s\n", folder.c_str(), name.c_str()); std::exit(2); }
    return rows;
}
Column column(const std::string& name, const std::string& what, double scale = 1) {
    Column values{};
    for (auto& row : read(name))
        if (auto a = at.find(row["iso3"]); a != at.end()) values[a->second] = scale * (row[what] == "yes" ? 1 : row[what] == "no" ? 0 : std::stod(row[what]));
    return values;
}
Column given(const std::map<std::string, double>& some, double otherwise) {
    Column values;
    values.fill(otherwise);
    for (auto& [a, value] : some) values[at.at(a)] = value;
    return values;
}
template <class Where> Members members(Where where) {
    Members found;
    for (int a = 0; a < MAX; a++) if (where(a)) found.push_back(a);
    return found;
}

Column IN_NATO, IN_EU, GDP, DISTANCE, FORCES, US_TROOPS, ATLANTICISM, POPULISM, LEAN_2025, NEUTRALITY, DEPENDENCE, FISCAL_ROOM, US_FAVOUR, SPENDING_2022,
    SPENDING_2025, LEAD, HEFT, FLAG, PLEDGE, WAS_NATIONALIST, IS_CORE, BACKING_2025, HUBS_2025;
Members NATO, EU, ALLIES, EUROPEAN_ALLIES, EUROPEANS, SPENDERS, REAR, FRONTLINE, OUTSIDERS, MAY_JOIN, MAY_COERCE;
std::array<bool, MAX> IS_SPENDER;
int USA, CAN, RUS, FRA, DEU;
double WEB_2025;
struct Pair { int a, b, start; bool talks, pledges; double flag, promised, pledged; };
std::vector<Pair> PAIRS;
Members MOVING;  // a pair without a pact that may not talk stays without: only the others are drawn for

constexpr double RUSSIA_OUTLAY = 154, OLDER_GOAL = 0.02, NATO_TARGET = 0.035, CONDITIONALITY = 0.5, EU_MONEY = 0.4, JOINT_PROCUREMENT = 0.2,
    NUCLEAR_STATEMENT = 0.3, UK_BRIDGE = 0.5, EUROPE_AID = 1, PEACE_FORCE = 0.2, PACT_CAMPAIGN = 0, PACT_FORCES = 0.3, REASSURANCE = 0.2, COUNTER_POPULISM = 0;
constexpr bool QMV_REFORM = false, GERMAN_LINE_OPEN = false;
double us_withdrawal(int step) { return 0.1 * clamp((step - 1) / 9.0, 0, 1); }
double us_aid(int step) { return 0.5 - 0.25 * std::min(1.0, step / 4.0); }

void read_tables() {
    for (auto& row : read("actors.csv")) actors.push_back(row["iso3"]);
    std::sort(actors.begin(), actors.end());
    if (actors.size() != MAX) { std::fprintf(stderr, "%zu actors, not %d\n", actors.size(), MAX); std::exit(2); }
    for (int a = 0; a < MAX; a++) at[actors[a]] = a;
    auto figure = [](const char* name) { return column("actors.csv", name); };
    auto band = [](const char* name) { return column("bands.csv", name); };
    IN_NATO = figure("nato_2025"), IN_EU = figure("eu_2025"), GDP = figure("gdp_usd_bn"), DISTANCE = figure("distance_km"), FORCES = figure("active_forces");
    US_TROOPS = figure("us_troops"), ATLANTICISM = band("atlanticism"), POPULISM = band("populism"), LEAN_2025 = band("lean"), NEUTRALITY = band("neutrality");
    DEPENDENCE = band("dependence"), FISCAL_ROOM = band("fiscal_room"), US_FAVOUR = band("us_favour");
    SPENDING_2022 = column("spending.csv", "2022", 0.01), SPENDING_2025 = column("spending.csv", "2025", 0.01);
    LEAD = given({{"GBR", 1}, {"FRA", 1}, {"DEU", 0.8}, {"POL", 0.7}, {"ITA", 0.5}, {"NLD", 0.3}, {"SWE", 0.3}, {"TUR", 0.3}, {"UKR", 0.3}, {"USA", 0.3}}, 0);
    HEFT = given({{"DEU", 1}, {"FRA", 1.2}, {"GBR", 1.3}, {"ITA", 0.5}, {"POL", 0.6}, {"TUR", 0.4}, {"NLD", 0.4}, {"SWE", 0.3}, {"NOR", 0.25}, {"ESP", 0.3},
                  {"FIN", 0.25}, {"USA", 1}, {"CAN", 0.2}, {"GRC", 0.15}, {"ROU", 0.15}, {"DNK", 0.2}, {"BEL", 0.1}, {"UKR", 0.3}, {"RUS", 0}}, 0.05);
    FLAG = given({{"USA", 0}, {"CAN", 0}, {"UKR", 0}, {"RUS", 0}}, 1);
    IS_CORE = given({{"DEU", 1}, {"FRA", 1}, {"GBR", 1}, {"ITA", 1}, {"POL", 1}}, 0);
    USA = at["USA"], CAN = at["CAN"], RUS = at["RUS"], FRA = at["FRA"], DEU = at["DEU"];
    auto european_ally = [](int a) { return IN_NATO[a] && a != USA && a != CAN; };
    NATO = members([](int a) { return IN_NATO[a]; }), EU = members([](int a) { return IN_EU[a]; });
    ALLIES = members([](int a) { return IN_NATO[a] && a != USA; }), EUROPEAN_ALLIES = members(european_ally);
    EUROPEANS = members([&](int a) { return IN_EU[a] || european_ally(a); });
    SPENDERS = members([](int a) { return IS_SPENDER[a] = (IN_NATO[a] || IN_EU[a]) && a != USA && FORCES[a] > 0; });
    REAR = members([](int a) { return IS_SPENDER[a] && DISTANCE[a] > 800; }), OUTSIDERS = members([](int a) { return IN_EU[a] && !IS_CORE[a]; });
    for (auto a : {"EST", "FIN", "LTU", "LVA", "NOR", "POL", "ROU"}) FRONTLINE.push_back(at[a]);
    MAY_JOIN = members([](int a) { return IN_EU[a] || actors[a] == "GBR" || actors[a] == "NOR" || actors[a] == "TUR" || actors[a] == "UKR"; });
    MAY_COERCE = members([](int a) { return IN_NATO[a] && a != USA && US_FAVOUR[a] <= 0.2; });
    for (int a = 0; a < MAX; a++) {
        WAS_NATIONALIST[a] = POPULISM[a] >= 0.65;
        PLEDGE[a] = actors[a] == "ESP" ? std::min(NATO_TARGET, 0.021) : IN_NATO[a] && a != USA ? NATO_TARGET : OLDER_GOAL * (1 - NEUTRALITY[a]);
    }
    static double near[MAX][MAX], level[MAX][MAX];
    auto fill = [](double (&into)[MAX][MAX], const char* name, const char* what) {
        for (auto& row : read(name))
            if (at.count(row["a"]) && at.count(row["b"])) into[at[row["a"]]][at[row["b"]]] = into[at[row["b"]]][at[row["a"]]] = std::stod(row[what]);
    };
    fill(near, "borders.csv", "near"), fill(level, "pacts.csv", "level");
    for (int a = 0; a < MAX; a++)
        for (int b = 0; b < MAX; b++) {
            BACKING_2025[a] += (level[a][b] >= 3 ? 1 : level[a][b] >= 2 ? 0.1 : 0) * HEFT[b], HUBS_2025[a] += (level[a][b] >= 2) * LEAD[b];
            if (a >= b) continue;
            double lead = 0.05 * std::max(LEAD[a], LEAD[b]), flag = FLAG[a] * FLAG[b];
            bool core = IS_CORE[a] && IS_CORE[b], talks = LEAD[a] + LEAD[b] + near[a][b] > 0.25;
            if (talks || level[a][b] > 0) MOVING.push_back((int)PAIRS.size());
            PAIRS.push_back({a, b, (int)level[a][b], talks, std::max(HEFT[a], HEFT[b]) >= 0.5 && flag > 0, flag, core ? 1 : lead, core ? 0.5 : lead});
            WEB_2025 += (level[a][b] >= 2) * flag;
        }
}
}  // namespace
