"""Small worlds with something in every table, made by deeds alone."""

from federation.commands import (
    facilities,
    mapping,
    meetings,
    members,
    places,
    profiles,
    repairs,
    requests,
)
from federation.commands.deed import enter, perform
from federation.core import events as e
from federation.core import kinds
from federation.core.geography import Place
from federation.store import Draft, Store
from tests import desks, funds
from tests import factories as f

# Made up: no surveyor has been there.
HAVANA = Place(
    "Havana",
    e.Corner(170300, -225200),
    (tuple(map(e.Corner, (170200, 170400, 170300, 170200), (-225300, -225300, -225000, -225300))),),
    "Made up",
    2024,
)
HOME = e.HouseholdRecord(
    note="behind the tap", persons=7, rooms=2, woman_headed="yes", toilet="pit_latrine_with_slab",
    toilet_sharing=4, water_source="public_tap_standpipe", water_minutes=35, handwashing="neither",
    tenure="none", eviction_fear="high", dwelling="improvised", walls="reused_wood", roof="metal",
    floor="earth_sand",
)  # fmt: skip
HUB, CITY, GROUP = "b" * 32, "c" * 32, "a" * 32


def busy_group(store: Store) -> Store:
    """Two meetings, a loan half repaid, a fine, a reversal, a member who left, two requests."""
    anna = f.admit(store, "Anna ǁKaras", gender="f", phone="0811234567", roles=("treasurer",))
    beata = f.admit(store, "Beata Iipinge", gender="f", birth_year=1985)
    celia = f.admit(store, "Celia ǃNaruseb", gender="x")
    first = f.open_meeting(store)
    marks = ((anna, "present"), (beata, "late"), (celia, "absent"))
    order = meetings.TakeAttendance(meeting=first, day=f.DAY, marks=marks)
    perform(store, order, meetings.take_attendance)
    f.enter(
        store,
        ("savings", 20_000, anna),
        ("savings", 12_050, beata, "land"),
        ("share", 3_000, anna),
        ("social_contribution", 500, anna),
        ("fine", 200, beata),
        ("fee", 1_000, celia),
        ("fund_contribution", 700, beata),
        meeting=first,
    )
    loan = f.lend(store, anna, 10_000, meeting=first)
    f.enter(store, ("fine_paid", 150, beata), ("bank_deposit", 5_000), meeting=first)
    twice = f.enter(store, ("savings", 999, celia), meeting=first)
    f.reverse(store, twice.first, meeting=first, reason="typed twice by Celia")
    f.count_box(store, first, counted=21_500, reason="a coin was lost")
    f.close_meeting(store, first)
    f.enter(store, ("loan_principal", 4_000, anna, loan), ("loan_interest", 100, anna, loan))
    perform(store, members.LetMemberLeave(member=celia, day=f.DAY), members.let_member_leave)
    f.open_meeting(store, "2026-11-29")
    asked = f.raise_request(store, women_headed=15, sanitation_facility="pit-open")
    f.raise_request(store, need="land", title="Plots", settlement="ǁKaras", households=3)
    vote = requests.ReleaseFigures(request=asked, day=f.DAY, meeting=first, votes_for=3)
    perform(store, vote, requests.release_figures)
    f.say(store, e.OptionProposed, request=asked, option=1, title="Dry toilets", cost=500_000)
    f.say(store, e.PromiseMade, request=asked, text="We dig the pits", by="2027-03-31", many=4)
    count_facilities(store)
    change = members.ChangeMember(
        member=beata, name="Beata Iipinge", gender="f", birth_year=1985, roles=("chair",),
        day="2026-11-29",
    )  # fmt: skip
    perform(store, change, members.change_member)
    govern(store, anna, beata, loan)
    learn(store)
    return store


def count_facilities(store: Store) -> None:
    """Eighteen toilets of which eleven work, a tap that is used no more, a profile."""
    f.list_facility(store, "flush_to_piped_sewer", 18, place="block C, near the clinic")
    f.check_facility(store, 1, 14, fault="leak")
    f.check_facility(store, 1, 11, fault="blocked", households=900, keyholder="nobody", night="no")
    f.list_facility(store, "public_tap_standpipe", 1)
    gone = facilities.CloseFacility(number=2, day=f.DAY, why="replaced")
    perform(store, gone, facilities.close_facility)
    for told in (
        {"part": "place", "told": {"status": "not-declared"}, "settlement": "Havana"},
        {"part": "priorities", "told": {"priorities": ("toilets", "water")}, "number": 1},
    ):
        order = profiles.ProfileSettlement(day=f.DAY, **told)
        perform(store, order, profiles.profile_settlement)


def learn(store: Store) -> None:
    """An exchange, a card of our own, and one of another group that we use."""
    day = f.DAY
    visit = e.ExchangeHeld(
        day=day, exchange="x1", form="visit-out", topic="books", people=4, days=2,
        group="Tunombili", learned="count the box twice",
    )  # fmt: skip
    card = e.PracticeShared(day=day, practice="p1", title="Two count", did="two count the box")
    adopted = e.PracticeAdopted(day=day, practice="p2", adapted="three of us count")
    with store.writing() as db:
        enter(db, store.node, [Draft(kinds.REQUESTS, one) for one in (visit, card, adopted)], {})


def duplicates_found() -> list[Draft]:
    """One person in two groups, two that are two, two needs that were one and are not."""
    person = {"about": "person", "left": GROUP, "left_number": 1, "right": "d" * 32}
    needs = {"about": "request", "left": "q1", "right": "q2"}
    return [
        Draft(kinds.REGISTER, one)
        for one in (
            e.DuplicateLookedAt(day=f.DAY, user=1, right_number=7, **person),
            e.DuplicateLinked(day=f.DAY, user=1, right_number=7, **person),
            e.DuplicateToldApart(day=f.DAY, user=1, right_number=8, **person),
            e.DuplicateLinked(day=f.DAY, **needs),
            e.DuplicateReopened(day="2026-11-29", user=2, **needs),
        )
    ]


def merged() -> list[Draft]:
    """Two needs asked as one, of which the city was told, and two others that were split again."""
    one = {"merge": "m1", "number": "M1", "title": "Toilets", "requests": ("q1", "q2")}
    other = {"merge": "m2", "number": "M2", "title": "Taps", "requests": ("q3", "q4")}
    split = e.MergeSplit(day="2026-11-29", merge="m2", requests=("q3", "q4"), reason="two places")
    return [
        Draft(kinds.REGISTER, e.RequestsMerged(day=f.DAY, groups=2, counted_again=3, **one)),
        Draft(kinds.REGISTER, e.RequestsMerged(day=f.DAY, groups=2, **other)),
        Draft(kinds.REGISTER, split),
        Draft(kinds.PUBLICATION, e.RequestsMerged(day=f.DAY, groups=2, **one), partner=CITY),
    ]


def govern(store: Store, anna: int, beata: int, loan: int, owed: int = 6_000) -> None:
    """Rules, a decision, a loan asked for, one rescheduled, a cycle, checks, work, a round."""
    day = f.DAY
    told: tuple[tuple[e.Event, e.Record | None], ...] = (
        (e.DecisionTaken(day=day, decision=1, about="constitution", votes_for=2), None),
        (
            e.ConstitutionAdopted(day=day, version=1, decision=1, shares_out=True),
            e.Note(note="under the tree"),
        ),
        (e.CycleBegun(day=day, cycle=1, ends_on="2027-11-21"), None),
        (e.LoanAsked(day=day, application=1, member=beata, principal=5_000), None),
        (
            e.LoanRescheduled(
                day=day, member=anna, loan=loan, principal=owed, rate=0, per="month",
                method="flat", instalments=6, every="month", first_due_on="2026-12-22",
            ),
            None,
        ),
        (
            e.FundLoanAgreed(
                day=day, fund_loan=1, lender="Twahangana Fund", principal=50_000, rate=5_000,
                per="month", method="declining", instalments=132, every="month",
                first_due_on="2026-12-22",
            ),
            None,
        ),
        (e.RotationBegun(day=day, rotation=1, amount=500, order=(anna, beata)), None),
        (e.RotationPaidIn(day=day, rotation=1, turn=1, member=anna, amount=500), None),
        (
            e.PeerChecked(day=day, check=1, group="Tunombili", books_seen=2, compared=2),
            e.CheckRecord(note="one book unsigned", visitors="Selma", follow_up="sign it"),
        ),
        (e.BankDeposited(day=day, amount=1_000, slip="4711"), None),
        (e.BankStatementSeen(day=day, statement="2026/11", balance=6_000, entries=(1,)), None),
        (e.WorkDone(day=day, task="bricks", minutes=240, member=anna), e.Note(note="plot 4")),
        (e.WorkDone(day=day, task="blocks", minutes=60, member=beata, orig="d" * 64), None),
        (e.RoundAccepted(day=day, round=1, collector=2, sheet=100, handed=100), None),
        (e.HouseholdTold(day=day, member=anna), HOME),
        (
            e.HouseStepTaken(day=day, member=anna, step="materials", cost=900, materials=4_000),
            e.HouseRecord(note="bricks", plot="erf 4711", block="C"),
        ),
        (e.HouseStepTaken(day=day, member=beata, step="saving", labour_minutes=90), None),
        (e.SkillNoted(day=day, member=anna, skill="bricklaying", teaches=True), None),
        (e.DeputyNamed(day=day, role="treasurer", member=beata), None),
        (
            e.CorrectionAnswered(day=day, proposal="c9", answer="declined", member=anna, second=2),
            e.Note(note="her book says so, too"),
        ),
        (
            e.CorrectionAnswered(
                day=day, proposal="c8", answer="accepted", entries=(1, 2), member=anna, second=2
            ),
            None,
        ),
        (e.OwnWordChosen(day=day, thing="box", text="oshiketha"), None),
        (
            e.BadgeIssued(day=day, badge=1, member=anna, award="builder", task="bricks",
                          witness="chair", consents=True),
            None,
        ),
    )  # fmt: skip
    with store.writing() as db:
        drafts = [Draft(kinds.LEDGER, event, record) for event, record in told]
        enter(db, store.node, drafts, {})


def enrol_both(store: Store) -> None:
    """A group (G0001) and a city (C01) are enrolled at this hub, with made-up cards."""
    f.enrol(store, GROUP, "group", code="G0001", name="Ehangano")
    f.enrol(store, CITY, "city", code="C01", name="Windhoek", threshold=5)


def settle(store: Store) -> None:
    """A block of the hub's own, a name that means a place, networks, people with a duty, words."""
    day = f.DAY
    where = places.PlaceGroup(partner="G0001", place="NA-KH-S-HAVANA", day=day)
    perform(store, where, places.place_group)
    block = e.ListedPlace(
        code="NA-KH-S-HAVANA-B-C", level="block", name="Block C", parent="NA-KH-S-HAVANA",
        constituency="NA-KH-C-MOSES-GAROEB", population=900, year=2023,
    )  # fmt: skip
    told: tuple[tuple[e.Event, e.Record | None], ...] = (
        (e.PlacesListed(day=day, places=(block,)), None),
        (e.PartnerPlaced(day="2025-01-01", partner=GROUP, region="NA-KH"), None),
        (e.SettlementLinked(day=day, settlement="Havana Ext.", place="NA-KH-S-HAVANA"), None),
        (e.NetworkListed(day=day, network="n1", name="Coast", place="NA-ER"), None),
        (e.NetworkListed(day=day, network="n2", name="Windhoek", place="NA-KH"), None),
        (e.NetworkJoined(day=day, network="n1", partner=GROUP), None),
        (e.NetworkJoined(day=day, network="n2", partner=GROUP), None),
        (e.NetworkLeft(day="2026-11-30", network="n1", partner=GROUP), None),
        (
            e.CoordinatorNamed(
                day=day, term="t1", duty="coordinator", place="NA-KH", until="2028-11-22"
            ),
            e.CoordinatorRecord(name="Maria ǁGaroëb"),
        ),
        (
            e.CoordinatorNamed(day=day, term="t2", duty="facilitator", place="NA-KH"),
            e.CoordinatorRecord(name="Selma Iipinge"),
        ),
        (e.CoordinatorEnded(day="2026-11-30", term="t2"), None),
    )
    with store.writing() as db:
        drafts = [Draft(kinds.REGISTER, event, record) for event, record in told]
        enter(db, store.node, [*drafts, *desks.words()], {})


def busy_hub(store: Store) -> Store:
    """A group and a city enrolled, a release frozen, an answer from paper, a fork found."""
    enrol_both(store)
    settle(store)
    order = mapping.MapSettlements(places=(HAVANA,), day=f.DAY)
    perform(store, order, mapping.map_settlements)
    cell = e.PublishedCell(row="Havana", column="sanitation", requests=2, households=48)
    hidden = e.PublishedCell(row="Havana", column="water", requests=1)
    table = e.PublishedTable(name="kind", cells=(cell, hidden), totals=(cell,))
    drafts = [
        Draft(kinds.REGISTER, e.RequestReleased(day=f.DAY, request="q1", city=CITY)),
        Draft(
            kinds.REGISTER,
            e.SettlementEmbargoed(day=f.DAY, settlement="Goreangab", reason="an eviction"),
        ),
        Draft(
            kinds.REGISTER,
            e.SettlementEmbargoed(day=f.DAY, settlement="Okuryangava", reason="a court case"),
        ),
        Draft(kinds.REGISTER, e.EmbargoLifted(day=f.DAY, settlement="Okuryangava")),
        Draft(
            kinds.REGISTER,
            e.BeneficiariesPrinted(
                day=f.DAY, printing="p1", request="q1", members=(1, 3), decision=2
            ),
            e.PrintingRecord(recipient="M. Shikongo, Section Engineer", note="to survey the plots"),
        ),
        Draft(kinds.REPLIES, e.RequestReviewed(day=f.DAY, request="q1"), partner=GROUP),
        Draft(
            kinds.PUBLICATION,
            e.TablesPublished(
                day=f.DAY, release="2026-Q4", threshold=5, tables=(table,), certificate="c"
            ),
            partner=CITY,
        ),
        Draft(
            kinds.PUBLICATION,
            e.PlacePublished(
                release="2026-Q4", settlement="Havana", middle=HAVANA.middle,
                outline=HAVANA.outline, source="Made up", year=2024,
            ),
            partner=CITY,
        ),
        Draft(
            kinds.PUBLICATION,
            e.RequestPublished(
                request="q1", release="2026-Q4", number="1", group="Ehangano", need="sanitation",
                settlement="Havana", title="Toilets", raised_on=f.DAY, submitted_on=f.DAY,
            ),
            partner=CITY,
        ),
        Draft(
            kinds.PUBLICATION,
            e.FacilitiesPublished(
                day=f.DAY,
                release="2026-Q4",
                facilities=(
                    e.PublishedFacility(
                        settlement="Havana", facility_type="public_tap_standpipe", installed=3,
                        working=1, unchecked=1, checked_since=f.DAY,
                    ),
                ),
            ),
            partner=CITY,
        ),
        Draft(
            kinds.REPLIES,
            e.AnswerGiven(
                day=f.DAY, answer="a1", request="q1", verb="commit", text="Two", by="2027-03-31",
                department="Infrastructure", amount=500, budget_line="4711", on_paper=True,
                post="Section Engineer",
            ),
            partner=GROUP,
        ),
        Draft(
            kinds.REPLIES,
            e.PaymentTold(
                day=f.DAY, word="w1", request="q1", side="city", payer="group", amount=300_000,
                receipt="88231", about="land", on_paper=True, post="Cashier", channel="letter",
            ),
            partner=GROUP,
        ),
        Draft(
            kinds.REPLIES,
            e.PracticeListed(
                day=f.DAY, practice="p1", group="Ehangano", title="Two count", did="two count",
                adopted=1,
            ),
            partner=GROUP,
        ),
        Draft(
            kinds.REPLIES,
            e.ForkFound(writer=GROUP, stream=kinds.LEDGER, seq=7, head="0f" * 32),
            partner=GROUP,
        ),
    ]  # fmt: skip
    with store.writing() as db:
        enter(db, store.node, [*drafts, *looked_at(), *duplicates_found(), *merged()], {})
    return funds.lend_from_fund(store, 3, 1)


def looked_at() -> list[Draft]:
    """A look that is noted and told, one correction asked for, and one no more asked for."""
    look = e.EntriesLookedAt(day=f.DAY, look="l1", group=GROUP, member=3, asked_by="member")
    file = e.EntriesLookedAt(day=f.DAY, look="l2", group=GROUP, first=1, last=9)
    why = e.OfficeWords(name="Rosa", note="her book says five, not fifty")
    asked = e.CorrectionProposed(
        day=f.DAY, proposal="c1", group=GROUP, entry=6, head="0e" * 32, form="replace", amount=500,
        member=3, purpose="land", entered_on=f.DAY,
    )  # fmt: skip
    other = e.CorrectionProposed(
        day=f.DAY, proposal="c2", group=GROUP, entry=7, head="0d" * 32, form="question"
    )
    no_more = e.CorrectionWithdrawn(day=f.DAY, proposal="c1")
    told = ((look, why), (file, why), (asked, why), (other, why), (no_more, why))
    return [
        Draft(kinds.REGISTER, look, why),
        *(Draft(kinds.REPLIES, event, record, partner=GROUP) for event, record in told),
    ]


def busy_city(store: Store) -> Store:
    """A repair that was taken in, and one that nobody looked at yet."""
    told = repairs.ReportRepair(
        service="toilet-blocked", channel="open311", program="Call centre", note="Behind the tap",
        place="Havana", point=(-22_519_000, 17_044_000),
        details=(e.RepairDetail(code="cause", values=("pan",)),),
    )  # fmt: skip
    first = perform(store, told, repairs.report_repair).facts["repair"]
    for step, more in (
        ("taken", {"department": "Water", "by": "2026-12-01"}),
        ("closed", {"reason": "other", "text": "The tap was taken away."}),
    ):
        order = repairs.FollowRepair(repair=str(first), step=step, **more)
        perform(store, order, repairs.follow_repair)
    second = repairs.ReportRepair(service="drain-blocked", channel="phone", place="ǁKaras Street")
    perform(store, second, repairs.report_repair)
    return store
