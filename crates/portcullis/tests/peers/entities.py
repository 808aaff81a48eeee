"""The entities that go out, under the model itself: a schema and properties that it knows, and values
that it takes as they are."""

import json
import sys
import urllib.request

from followthemoney import model
from followthemoney.types import registry


def faults(entity):
    """What the model has against an entity."""
    schema = model.get(entity["schema"])
    if schema is None:
        yield f"schema {entity['schema']}"
        return
    if registry.entity.clean(entity["id"]) != entity["id"]:
        yield "its id"
    for name, values in entity["properties"].items():
        known = schema.get(name)
        if known is None:
            yield f"{name} of {schema.name}"
            continue
        for value in values:
            if known.type.clean(value) != value:
                yield f"{name}: {value!r}"


def main():
    with urllib.request.urlopen(f"{sys.argv[1]}/datasets/default/entities.ftm.json") as file:
        entities = [json.loads(line) for line in file]
    told = [f"{entity['id']}: {fault}" for entity in entities for fault in faults(entity)]
    ids = {entity["id"] for entity in entities}
    assert len(ids) == len(entities), "an id stands twice"
    assert len(entities) > 20 and not told, told
    print(f"followthemoney: {len(entities)} entities as the model has them")


main()
