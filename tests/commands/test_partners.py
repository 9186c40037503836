"""Who is enrolled, under which code."""

from typing import Any

import pytest

from federation.commands import partners
from federation.commands.deed import perform
from federation.core.refusals import Refusal, refuse
from federation.store import Store
from federation.store.queries import requests
from tests import factories as f


def enrol(store: Store, partner: str, role: str = "group", **given: Any) -> Any:
    order = partners.Enrol(
        **{
            "partner": partner if len(partner) > 1 else partner * 32,
            "role": role,
            "name": f"Node {partner}",
            "card": "{}",
            "day": f.DAY,
            **given,
        }
    )
    return perform(store, order, partners.enrol)


def test_codes_count_up_and_gaps_are_filled(hub: Store) -> None:
    assert enrol(hub, "a").facts["code"] == "G0001"
    assert enrol(hub, "b", code="G0003").facts["code"] == "G0003"
    assert enrol(hub, "c").facts["code"] == "G0002"
    assert enrol(hub, "d").facts["code"] == "G0004"
    assert enrol(hub, "e", "city", threshold=7).facts["code"] == "C01"
    with hub.reading() as db:
        assert [one.code for one in requests.partners(db, "group")] == [
            "G0001", "G0002", "G0003", "G0004",
        ]  # fmt: skip
        city = requests.partner(db, "C01")
    assert city is not None
    assert (city.threshold, city.node) == (7, "e" * 32)


def test_the_same_card_again_is_the_same_partner(hub: Store) -> None:
    first = enrol(hub, "a")
    again = enrol(hub, "a")
    assert (again.first, again.facts["code"]) == (0, first.facts["code"])


def test_a_code_belongs_to_one_partner(hub: Store) -> None:
    enrol(hub, "a", code="G0142")
    enrol(hub, "b")
    for partner in ("b", "c"):
        with pytest.raises(Refusal) as refused:
            enrol(hub, partner, code="G0142", charter="another")
        assert refused.value == refuse("code-taken", code="G0142")


def test_a_node_does_not_enrol_itself(hub: Store) -> None:
    with pytest.raises(Refusal, match="card-own"):
        enrol(hub, hub.node.settings.node_id)
