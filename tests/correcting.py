"""A group and its office, two real nodes: looks, proposals and answers, each with what is usual."""

from pathlib import Path
from typing import Any

import pytest

from federation.commands import corrections, looking
from federation.commands.deed import perform
from federation.commands.users import add_user
from federation.core.refusals import Refusal
from federation.store import Store
from federation.store.queries import books
from federation.store.queries import corrections as known
from tests import factories as f
from tests.sync import links

WHY = "her own book says five, not fifty"


def lived_in(folder: Path) -> links.World:
    """Two members with savings, a loan and a bank deposit, all of it at the hub."""
    made = links.make(folder)
    f.admit(made.group, "Ndapewa Shikongo")
    f.admit(made.group, "Hope Amukwa")
    f.enter(made.group, ("savings", 5000, 1), ("savings", 20_000, 2, "land"), ("fee", 700))
    f.lend(made.group, 2, 3000)
    f.enter(made.group, ("loan_principal", 500, 2, 1), ("bank_deposit", 4000))
    add_user(made.hub, name="Rosa", pin="4711", role="staff")
    add_user(made.hub, name="Tate", pin="4712", role="staff")
    links.carry(made.group, made.hub)
    return made


def look(world: links.World, **given: Any) -> str:
    told = {"partner": "G0001", "day": f.DAY, "reason": WHY, "user": 1, **given}
    if not {"member", "first"} & set(given):
        told |= {"first": 1, "last": 9}
    return str(
        perform(world.hub, looking.LookAtEntries(**told), looking.look_at_entries).facts["look"]
    )


def entry_of(store: Store, node: str, kind: str) -> books.EntryView:
    """The first entry of a kind."""
    with store.reading() as db:
        found = books.entries(db, books.book_of(db, node))
    return next(one for one in found if one.kind == kind)


def entry_no(world: links.World, kind: str) -> int:
    return entry_of(world.group, world.group.node.settings.node_id, kind).seq


def propose(world: links.World, entry: int, form: str = "replace", **given: Any) -> str:
    told = {
        "partner": "G0001", "look": given.pop("look", "") or look(world), "entry": entry,
        "form": form, "day": f.DAY, "reason": WHY, "user": 1, **given,
    }  # fmt: skip
    order = corrections.ProposeCorrection(**told)
    return str(perform(world.hub, order, corrections.propose_correction).facts["proposal"])


def accept(store: Store, name: str, **given: Any) -> Any:
    told = {"proposal": name, "day": f.DAY, "second": 2, "user": 1, **given}
    return perform(store, corrections.AcceptCorrection(**told), corrections.accept_correction)


def decline(store: Store, name: str, reason: str = "the paper says fifty, we looked") -> Any:
    order = corrections.AnswerProposal(proposal=name, day=f.DAY, reason=reason, user=1)
    return perform(store, order, corrections.answer_proposal)


def standing(store: Store, name: str) -> known.ProposalView:
    with store.reading() as db:
        found = known.proposal(db, name)
    assert found is not None
    return found


def saved(store: Store, node: str, member: int) -> int:
    with store.reading() as db:
        found = books.member(db, books.book_of(db, node), member)
    assert found is not None
    return found.saved_minor


def refused(deed: Any, *given: Any, **more: Any) -> str:
    with pytest.raises(Refusal) as caught:
        deed(*given, **more)
    return caught.value.code
