"""A translation desk with a term in each state, as entries of the hub's register and replies."""

from federation.core import events as e
from federation.core import kinds
from federation.store import Draft
from tests import factories as f

GROUP = "a" * 32


def words() -> list[Draft]:
    """Terms of the desk in each state, two of them handed out, and the group told of it."""
    savings, loans, fines = "ed46218066a7", "0123456789ab", "0123456789ac"
    day, ng = f.DAY, "ng"
    told = (e.HandedWord(savings, ("Omapungulo",), True), e.HandedWord(loans, ("Iikongo",)))
    handed = e.WordsHandedOut(day=day, language=ng, issue=1, words=told)
    written = [
        e.TermTranslated(user=1, day=day, language=ng, term=term, english=one, forms=(form,))
        for term, one, form in (
            (savings, "Savings", "Omapungulo"),
            (loans, "Loans", "Iikongo"),
            (fines, "Fines", "Iihandulwa"),
        )
    ]
    sure = e.TermConfirmed(
        user=2, day=day, language=ng, term=savings, english="Savings", forms=("Omapungulo",)
    )
    back = e.TermSentBack(user=2, day=day, language=ng, term=fines, reason="too long")
    return [
        *(Draft(kinds.REGISTER, one) for one in (*written, sure, back, handed)),
        Draft(kinds.REPLIES, handed, partner=GROUP),
    ]
