"""Networks of groups and duties for a place: dated, ended, and the name forgotten on its own."""

import pytest

from federation.commands import networks as deeds
from federation.commands.deed import perform
from federation.core import kinds
from federation.core.refusals import Refusal
from federation.store import Database, Store, journal
from federation.store.queries import networks
from federation.store.verify import verify
from tests.factories import DAY, enrol

ONE, TWO = f"{1:032x}", f"{2:032x}"


@pytest.fixture
def office(hub: Store) -> Store:
    """A hub with two groups."""
    for number, node in enumerate((ONE, TWO), 1):
        enrol(hub, node, "group", code=f"G{number:04d}", name=f"Group {number}")
    return hub


def make(hub: Store, name: str = "Coast", **given: str) -> str:
    order = deeds.ListNetwork(name=name, day=DAY, **given)
    return str(perform(hub, order, deeds.list_network).facts["network"])


def join(hub: Store, network: str, partner: str, day: str = DAY) -> None:
    order = deeds.JoinNetwork(network=network, partner=partner, day=day)
    perform(hub, order, deeds.join_network)


def leave(hub: Store, network: str, partner: str, day: str = DAY) -> None:
    order = deeds.LeaveNetwork(network=network, partner=partner, day=day)
    perform(hub, order, deeds.leave_network)


def name(hub: Store, who: str = "Maria ǁGaroëb", **given: str) -> str:
    told = {"duty": "coordinator", "place": "NA-ER", "day": DAY}
    order = deeds.NameCoordinator(name=who, **{**told, **given})
    return str(perform(hub, order, deeds.name_coordinator).facts["term"])


def test_groups_join_and_leave_with_their_days(office: Store) -> None:
    coast = make(office, place="NA-ER")
    join(office, coast, "G0001", "2026-01-01")
    join(office, coast, TWO, "2026-02-01")
    leave(office, coast, "G0001", "2026-06-01")
    join(office, coast, "G0001", "2026-09-01")
    with office.reading() as db:
        found = networks.network(db, coast)
        assert found is not None
        assert (found.name, found.place, found.groups) == ("Coast", "NA-ER", 2)
        then = {one.node for one in networks.terms(db, network=coast, day="2026-06-01")}
        assert then == {TWO}
        assert [(one.since, one.until) for one in networks.terms(db, node=ONE)] == [
            ("2026-09-01", ""),
            ("2026-01-01", "2026-06-01"),
        ]
    perform(office, deeds.EndNetwork(network=coast, day=DAY), deeds.end_network)
    with office.reading() as db:
        ended = networks.network(db, coast)
        assert ended is not None
        assert (ended.ended_on, ended.groups) == (DAY, 0)
        assert networks.terms(db, node=TWO)[0].until == DAY
        assert verify(db, office.node) == ()
    assert make(office) != coast  # its name is free again


def test_a_network_is_named_anew(office: Store) -> None:
    coast = make(office)
    assert make(office, "The coast", network=coast, place="erongo") == coast
    with office.reading() as db:
        (found,) = networks.networks(db)
        assert (found.name, found.place, found.begun_on) == ("The coast", "NA-ER", DAY)


def test_what_networks_refuse(office: Store) -> None:
    coast = make(office)
    join(office, coast, "G0001")
    for what, code in (
        (lambda: make(office, "COAST"), "network-name-taken"),
        (lambda: make(office, "Other", network="gone"), "network-unknown"),
        (lambda: make(office, "Other", place="NA-XX"), "place-above-unknown"),
        (lambda: join(office, "gone", "G0001"), "network-unknown"),
        (lambda: join(office, coast, "G0009"), "partner-unknown"),
        (lambda: join(office, coast, "G0001"), "network-joined"),
        (lambda: join(office, coast, "G0002", "2031-01-01"), "day-far-ahead"),
        (lambda: leave(office, coast, "G0002"), "network-not-in"),
        (lambda: leave(office, coast, "G0001", "2026-01-01"), "network-left-before"),
    ):
        with pytest.raises(Refusal, match=code):
            what()


def test_a_duty_has_its_days_and_its_name_beside_the_line(office: Store) -> None:
    term = name(office, until="2028-11-22")
    name(office, "Selma Iipinge", duty="facilitator", place="NA-KH")
    with office.reading() as db:
        (found,) = networks.coordinators(db, ("NA-ER",))
        assert (found.name, found.duty, found.since, found.until) == (
            "Maria ǁGaroëb",
            "coordinator",
            DAY,
            "2028-11-22",
        )
        lines, records = kept(db)
        assert "Garo" not in lines
        assert "Garo" in records
    with pytest.raises(Refusal, match="duty-still-held"):
        forget(office, term)
    perform(office, deeds.EndDuty(term=term, day=DAY), deeds.end_duty)
    with office.reading() as db:
        assert networks.coordinators(db, ("NA-ER",)) == ()
        (ended,) = networks.coordinators(db, ("NA-ER",), also_ended=True)
        assert (ended.ended_on, ended.name) == (DAY, "Maria ǁGaroëb")
    forget(office, term)
    with office.reading() as db:
        assert "Garo" not in "".join(kept(db))
        every = networks.coordinators(db, also_ended=True)
        assert {one.name for one in every} == {"", "Selma Iipinge"}
        assert verify(db, office.node) == ()


def kept(db: Database) -> tuple[str, str]:
    """All lines of the register, and all that stands beside them."""
    lines = [
        one
        for end in journal.ends(db)
        if end.kind == kinds.REGISTER
        for one in journal.own_lines(db, end.id, 1, end.last)
    ]
    records = (beside.decode() for _, _, _, beside in lines if beside is not None)
    return "".join(line.decode() for _, _, line, _ in lines), "".join(records)


def forget(hub: Store, term: str) -> None:
    order = deeds.ForgetCoordinator(term=term, day=DAY)
    perform(hub, order, deeds.forget_coordinator)


def test_what_duties_refuse(office: Store) -> None:
    term = name(office)

    def end(one: str, day: str = DAY) -> None:
        perform(office, deeds.EndDuty(term=one, day=day), deeds.end_duty)

    for what, code in (
        (lambda: name(office, place="NA-XX"), "place-unknown"),
        (lambda: name(office, duty="queen"), "duty-unclear"),
        (lambda: name(office, until=DAY), "duty-until-before"),
        (lambda: name(office, "maria //garoeb"), "duty-held"),
        (lambda: name(office, "Other", day="2031-01-01"), "day-far-ahead"),
        (lambda: end("gone"), "duty-unknown"),
        (lambda: end(term, "2026-01-01"), "duty-ended-before"),
        (lambda: forget(office, "gone"), "duty-unknown"),
    ):
        with pytest.raises(Refusal, match=code):
            what()


def test_networks_are_kept_at_the_office_alone(group: Store) -> None:
    with pytest.raises(Refusal, match="places-not-here"):
        make(group)
    with pytest.raises(Refusal, match="places-not-here"):
        name(group)
