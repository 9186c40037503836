"""Networks of groups, and who is there for a place on behalf of the federation; both dated."""

from .base import Dated, Record


class NetworkListed(Dated, frozen=True, kw_only=True, tag="network-listed"):
    """A network of groups by its own id; what is said later counts. `place`: a code, "": none.

    `is_gone`: it is no more; who belonged to it is still known.
    """

    network: str
    name: str
    place: str = ""
    is_gone: bool = False


class NetworkJoined(Dated, frozen=True, kw_only=True, tag="network-joined"):
    """An enrolled group belongs to a network from `day` on."""

    network: str
    partner: str


class NetworkLeft(Dated, frozen=True, kw_only=True, tag="network-left"):
    """A group belongs to a network no more from `day` on."""

    network: str
    partner: str


class CoordinatorRecord(Record, frozen=True, kw_only=True):
    """Who has the duty. Never leaves the federation's office."""

    name: str


class CoordinatorNamed(Dated, frozen=True, kw_only=True, tag="coordinator-named"):
    """Somebody has a duty (a code of `core.places.DUTIES`) for a place from `day` on.

    `term` is its own id; `until`: for how long she was chosen ("": nobody said).
    """

    term: str
    duty: str
    place: str
    until: str = ""


class CoordinatorEnded(Dated, frozen=True, kw_only=True, tag="coordinator-ended"):
    """From `day` on she has that duty no more."""

    term: str


class CoordinatorForgotten(Dated, frozen=True, kw_only=True, tag="coordinator-forgotten"):
    """The name beside that duty (the records at `seqs` of this stream) was blanked; days stay."""

    term: str
    seqs: tuple[int, ...]
