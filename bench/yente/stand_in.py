"""yente's own server over an index that answers at no cost.

    python stand_in.py ENTITIES.ftm.json PORT NAMES.csv...

No registry ships a search server that yente could be run with, so its index is stood in for: the
candidates of every name in the files are found beforehand (the fifty entities that share most
words with it, rare words first) and handed out when the name is asked. Everything else, from
parsing the request to scoring, is yente's. So its figures are better than any index would allow.
"""

import csv
import json
import math
import sys
import tempfile
from collections import defaultdict

import uvicorn
import yaml

from yente import provider, settings
from yente.routers import match

CANDIDATES = 50


def words(text):
    """Words as a plain index would hold them."""
    return {word for word in "".join(c if c.isalnum() else " " for c in text.lower()).split()}


def candidates(path, names):
    """The nearest entities of each name, as the index would return them."""
    entities, holders = [], defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            entity = json.loads(line)
            properties = entity["properties"]
            spellings = properties.get("name", []) + properties.get("alias", [])
            if not spellings:
                continue
            # Those beside a party are entities of their own, which an index does not nest.
            flat = {k: [v for v in vs if isinstance(v, str)] for k, vs in properties.items()}
            source = {"schema": entity["schema"], "properties": flat, "datasets": ["default"]}
            source |= {"referents": entity.get("referents", []), "caption": entity["caption"]}
            for word in words(" ".join(spellings)):
                holders[word].append(len(entities))
            entities.append({"_id": entity["id"], "_score": 1.0, "_source": source})
    found = {}
    for name in names:
        weights = defaultdict(float)
        for word in words(name):
            for at in holders[word]:
                weights[at] += math.log(len(entities) / len(holders[word]))
        best = sorted(weights, key=lambda at: (-weights[at], at))[:CANDIDATES]
        # An index asked for similar spellings returns as many as it may.
        best += [at for at in range(len(entities)) if at not in weights][: CANDIDATES - len(best)]
        found[name] = [entities[at] for at in best]
    return found


class StandIn(provider.SearchProvider):
    """An index of nothing: searches are answered before they reach it."""

    async def close(self):
        pass

    async def get_alias_indices(self, alias):
        return []

    async def check_health(self, index):
        return True


def main():
    """Serves."""
    path, port, *files = sys.argv[1:]
    names = set()
    for file in files:
        with open(file, encoding="utf-8", newline="") as rows:
            names |= {row["full_name"] for row in csv.DictReader(rows)}
    found = candidates(path, names)
    build = match.entity_query

    def query(dataset, entity, **options):
        return build(dataset, entity, **options) | {"asked": entity.get("name")}

    async def search(_provider, query, limit, sort):
        hits = [hit for name in query["asked"] for hit in found.get(name, [])]
        copies = [hit | {"_source": dict(hit["_source"])} for hit in hits[:limit]]
        return {"hits": {"hits": copies, "total": {"value": len(hits), "relation": "eq"}}}

    async def create():
        return StandIn()

    match.entity_query, match.search_entities = query, search
    provider._create_provider = create
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as manifest:
        datasets = [{"name": "default", "title": "default", "entities_url": path, "version": "1"}]
        yaml.safe_dump({"datasets": datasets}, manifest)
        manifest.flush()
        settings.MANIFEST, settings.AUTO_REINDEX = manifest.name, False
        from yente.app import create_app

        uvicorn.run(create_app(), host="127.0.0.1", port=int(port), log_level="warning")


if __name__ == "__main__":
    main()
