"""The server as yente's own client sees it: every call, every model validated by the client."""

import asyncio
import sys

from yente_client import AsyncClient, Client
from yente_client import Company, Person, Vessel
from yente_client.exceptions import BadRequestError, NotFoundError, ServerError


def matches(client):
    """A match with everything that may be said about it."""
    person = Person(id="mine", name=["Imagined Person"], birthDate=["1961-04-05"], nationality=["ir"])
    found = client.match(person, limit=10, threshold=0.8, algorithm="best")
    assert {hit.id for hit in found.matches} >= {"ch-901", "made.up-Q901"}, found
    assert found.top.score > 0.9 and found.top.match, found.top
    assert found.query["id"] == "mine" and found.query["schema"] == "Person", found.query
    assert found.total.value >= 2 and found.limit == 10
    assert found.top.contributing_explanations["name_match"].score > 0.9
    assert found.top.last_change is not None and found.top.target
    filtered = client.match(
        person,
        datasets=["made_up", "ch"],
        exclude_entities=["Q901"],
        topics=["sanction"],
        exclude_schemata=["Vessel"],
        changed_since="2026-01-01",
    )
    assert [hit.id for hit in filtered.results] == ["ch-901"], filtered.results
    nobody = client.match(Company(name=["Happy Horse"]))
    assert nobody.results == [] and nobody.total.value == 0
    ship = client.match(Vessel(name=["Other Name"], imoNumber=["IMO9074729"]))
    assert ship.top.id == "made.up-Q902", ship
    for algorithm in client.algorithms().algorithms:
        client.match(person, algorithm=algorithm.name)
    try:
        client.match(Person(birthDate=["1961"]))
        raise AssertionError("an example without a name was answered")
    except BadRequestError as error:
        assert "no name" in str(error), error
    pairs = [(str(n), Person(name=[f"Imagined Person {n}"])) for n in range(50)]
    pairs.append(("bad", Person(gender=["male"])))
    answers = dict(client.match_iter(pairs, workers=8, on_error="collect"))
    assert len(answers) == 51 and isinstance(answers["bad"].exception, BadRequestError)


def lists(client):
    """Entities, search, catalogue."""
    assert client.healthz().status == "ok" and client.readyz().status == "ok"
    entity = client.fetch("KPe.903")
    assert entity.id == "un-KPe.903", "a redirect was not followed"
    assert entity.properties["sanctions"][0].schema_ == "Sanction"
    assert "sanctions" not in client.fetch("un-KPe.903", nested=False).properties
    beside = client.adjacent("un-KPe.903")
    assert beside.adjacent["sanctions"].total.value == 1
    page = client.adjacent("un-KPe.903", prop="sanctions", limit=1, offset=0, sort=["caption:asc"])
    assert len(page.results) == 1
    for call in (client.fetch, client.adjacent):
        try:
            call("nobody")
            raise AssertionError("nobody was found")
        except NotFoundError:
            pass
    found = client.search(
        "invented",
        schema="LegalEntity",
        countries=["kp"],
        datasets=["un", "ch"],
        facets=["countries", "topics", "datasets"],
        filter=["topics:sanction"],
        sort=["caption:asc"],
        limit=5,
        fuzzy=True,
        simple=True,
    )
    assert [hit.id for hit in found.results] == ["un-KPe.903"], found
    assert found.facets["countries"].values[0].name == "kp"
    catalog = client.datasets()
    assert {"default", "un", "ch", "made_up"} <= {dataset.name for dataset in catalog.datasets}
    default = next(d for d in catalog.datasets if d.name == "default")
    assert default.load and default.index_current and "un" in default.children
    assert catalog.index_stale is False


async def at_once(address):
    """The client that asks several things at once."""
    async with AsyncClient(base_url=address) as client:
        asked = [client.match(Person(name=["Imagined Person"])) for _ in range(20)]
        assert all(answer.top for answer in await asyncio.gather(*asked))


def main():
    address = sys.argv[1]
    with Client(base_url=address) as client:
        matches(client)
        lists(client)
    asyncio.run(at_once(address))
    print("yente-client: every call is answered as it expects")


main()
