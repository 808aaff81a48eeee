"""Runs rapidfuzz and nomenklatura over the list and the queries that `peers write` wrote.

Each line of the result: system, query set, queries, queries a second of processor time, right
entries among the first five, of these at or over the threshold, alarms.

rapidfuzz holds every query against every name; the best name of a party counts. nomenklatura's
logic-v2 scores the candidates that a blocker gives it: 50 parties, once chosen by plain word
overlap (what a search index does), once the 50 nearest by letters with the right one among them
(no blocker could do better).
"""

import collections
import csv
import heapq
import itertools
import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy
from followthemoney import model
from nomenklatura.matching import LogicV2
from nomenklatura.matching.types import ScoringConfig
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

LIMIT = 5
CANDIDATES = 50
# logic-v2 at its own default; rapidfuzz where few strangers reach it, which is its best chance.
LOGIC_THRESHOLD = 0.70
FUZZ_THRESHOLD = {"token_set_ratio": 90.0, "WRatio": 90.0}


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.reader(file)


def load(work):
    """Names by party, in the order of the list, and the query sets."""
    parties = collections.OrderedDict()
    for entry, kind, name in rows(os.path.join(work, "list.csv")):
        parties.setdefault(entry, (kind, []))[1].append(name)
    sets = collections.OrderedDict()
    for label, name, entry in rows(os.path.join(work, "queries.csv")):
        sets.setdefault(label, []).append((name, entry))
    return parties, sets


def report(system, label, queries, answer, threshold):
    """Times `answer` alone: it gives (score, entry) pairs, best first."""
    found = hit = alarms = 0
    began = time.process_time()
    answers = [answer(name, entry) for name, entry in queries]
    spent = time.process_time() - began
    for (_, entry), best in zip(queries, answers):
        best = best[:LIMIT]
        found += any(e == entry for _, e in best)
        hit += any(e == entry and score >= threshold for score, e in best)
        alarms += not entry and bool(best) and best[0][0] >= threshold
    line = [system, label, len(queries), f"{len(queries) / spent:.3f}", found, hit, alarms]
    csv.writer(sys.stdout).writerow(line)
    sys.stdout.flush()


def best_parties(scores, owners):
    """The best-scored parties, each once."""
    best = {}
    wanted = min(200, len(scores))
    for at in numpy.argpartition(-scores, wanted - 1)[:wanted]:
        entry = owners[at]
        best[entry] = max(best.get(entry, 0.0), float(scores[at]))
    return heapq.nlargest(LIMIT, ((score, entry) for entry, score in best.items()))


def run_rapidfuzz(parties, sets, count):
    names, owners = [], []
    for entry, (kind, own) in parties.items():
        if kind != "person":
            continue
        names.extend(default_process(name) for name in own)
        owners.extend(entry for _ in own)
    for scorer in (fuzz.token_set_ratio, fuzz.WRatio):

        def answer(name, _, scorer=scorer):
            scores = process.cdist([default_process(name)], names, scorer=scorer, workers=1)[0]
            return best_parties(scores, owners)

        for label, queries in sets.items():
            threshold = FUZZ_THRESHOLD[scorer.__name__]
            report(f"rapidfuzz {scorer.__name__}", label, queries[:count], answer, threshold)


def entity(entry, names):
    return model.get_proxy({"id": entry, "schema": "Person", "properties": {"name": names}})


def run_logic(parties, sets, count):
    persons = {e: own for e, (kind, own) in parties.items() if kind == "person"}
    entities = {e: entity(e, own) for e, own in persons.items()}
    config = ScoringConfig.defaults()
    words = collections.defaultdict(set)
    names, owners = [], []
    for entry, own in persons.items():
        for name in own:
            names.append(default_process(name))
            owners.append(entry)
            for word in default_process(name).split():
                words[word].add(entry)

    def by_words(name, _):
        weights = collections.Counter()
        for word in default_process(name).split():
            for entry in words.get(word, ()):
                weights[entry] += 1.0 / len(words[word])
        return [e for e, _ in weights.most_common(CANDIDATES)]

    nearest, numbers = {}, itertools.count()

    def ideal(name, entry):
        if (name, entry) not in nearest:
            scores = process.cdist([default_process(name)], names, scorer=fuzz.token_sort_ratio)[0]
            chosen = []
            for at in numpy.argsort(-scores, kind="stable"):
                if owners[at] not in chosen:
                    chosen.append(owners[at])
                if len(chosen) == CANDIDATES:
                    break
            if entry in entities and entry not in chosen:
                chosen[-1] = entry
            nearest[name, entry] = chosen
        return nearest[name, entry]

    def scored(name, candidates):
        # A new id each time: what is derived from names is cached under the id.
        query = entity(f"query-{next(numbers)}", [name])
        scores = [(LogicV2.compare(query, entities[e], config).score, e) for e in candidates]
        return heapq.nlargest(LIMIT, scores)

    first = next(iter(sets.values()))[0]
    scored(first[0], by_words(*first))  # tables are read at the first comparison
    for label, queries in sets.items():
        queries = queries[:count]
        report(
            "nomenklatura logic-v2, word blocker",
            label,
            queries,
            lambda name, entry: scored(name, by_words(name, entry)),
            LOGIC_THRESHOLD,
        )
        for name, entry in queries:  # the ideal blocker costs nothing
            ideal(name, entry)
        report(
            "nomenklatura logic-v2, ideal candidates",
            label,
            queries,
            lambda name, entry: scored(name, ideal(name, entry)),
            LOGIC_THRESHOLD,
        )


def main():
    work, count = sys.argv[1], int(sys.argv[2])
    parties, sets = load(work)
    run_rapidfuzz(parties, sets, count)
    run_logic(parties, sets, count)


main()
