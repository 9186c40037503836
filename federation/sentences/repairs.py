"""Sentences and words about repairs: what is broken, what is asked, what the city did."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "repair-not-here": "Repairs are told to a city. Tell it at the city's office.",
        "repair-service-unknown": "Nothing that the city repairs is called %(service)s. Choose one "
        "of its list of services.",
        "repair-channel-unknown": "Nothing comes to the city by %(channel)s. Choose how it came.",
        "repair-needs-place": "Say where it is: an address in words, or latitude and longitude.",
        "repair-point-off-earth": "Latitude is from -90 to 90 and longitude from -180 to 180, in "
        "degrees with a decimal point. Give both, or say in words where it is.",
        "repair-question-unasked": "Nothing is asked about %(question)s for this service, or it "
        "was told twice. Look at what the service asks.",
        "repair-question-untold": "Say something about %(question)s: this service needs it.",
        "repair-question-once": "Say just one thing about %(question)s.",
        "repair-question-unclear": "What was told about %(question)s does not fit. It takes: "
        "%(choices)s.",
        "repair-step-closed": "The repair has gone on in the meantime. Open its page again to see "
        "what can be done now.",
        "repair-number-once": "A repair gets its number once, when it is taken in. Open its page "
        "again.",
        "repair-needs-department": "Say which department looks after it.",
        "repair-needs-reason": "Choose why it is closed without being done.",
        "repair-needs-no-reason": "A reason is given only when it is closed without being done.",
        "repair-unknown": "No repair is known here under %(repair)s. Look for it in the list.",
        "repairs-waiting": "%(most)s reports wait here already, and the city takes no more until "
        "its people have looked at some. Call the city's office if it cannot wait.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "service toilet-blocked": "Blocked toilet",
        "service toilet-broken": "Broken toilet",
        "service sewer-overflow": "Sewer that runs over",
        "service tap-leaking": "Leaking tap",
        "service tap-dry": "Tap without water",
        "service drain-blocked": "Blocked drain",
        "service light-out": "Street light that is out",
        "service waste-left": "Waste that was not fetched",
        "service repair-other": "Something else that is broken",
        "about-service toilet-blocked": "A public or shared toilet that cannot be used because it "
        "is blocked or full.",
        "about-service toilet-broken": "A public or shared toilet of which something is broken or "
        "was taken.",
        "about-service sewer-overflow": "Sewage that comes out of a manhole or a pipe.",
        "about-service tap-leaking": "A public tap or its pipe that loses water.",
        "about-service tap-dry": "A public tap that gives no water.",
        "about-service drain-blocked": "A drain or culvert for rain that is blocked.",
        "about-service light-out": "A street light or mast that does not light.",
        "about-service waste-left": "Waste at a collection point that was not fetched.",
        "about-service repair-other": "Something else of the city's that is broken.",
        "keywords toilet-blocked": "toilet, blocked, full, pan, pipe, sanitation",
        "keywords toilet-broken": "toilet, broken, stolen, door, valve, sanitation",
        "keywords sewer-overflow": "sewer, manhole, overflow, sanitation",
        "keywords tap-leaking": "tap, leak, pipe, standpipe, water",
        "keywords tap-dry": "tap, dry, no water, standpipe",
        "keywords drain-blocked": "drain, culvert, rain, flood",
        "keywords light-out": "light, lamp, mast, dark",
        "keywords waste-left": "waste, refuse, skip, rubbish",
        "keywords repair-other": "repair, broken, other",
        "question cause": "Why can it not be used?",
        "question seats": "How many seats cannot be used?",
        "question parts": "Which parts are broken or gone?",
        "question near": "What is near to it?",
        "question strength": "How much water is lost?",
        "question since": "Since which day?",
        "question lamps": "How many lamps are out?",
        "told pan": "The pan is blocked",
        "told pipe": "The pipe",
        "told full": "It is full",
        "told unknown": "Not known",
        "told valve": "The valve",
        "told door": "The door",
        "told lock": "The lock",
        "told seat": "The seat",
        "told other": "Something else",
        "told homes": "Homes",
        "told road": "A road",
        "told river": "A river or a dry riverbed",
        "told drips": "It drips",
        "told runs": "It runs all the time",
        "told bursts": "It bursts out",
        "channel open311": "by a program",
        "channel phone": "by telephone",
        "channel counter": "at the counter",
        "channel paper": "on paper",
        "repair reported": "not looked at yet",
        "repair taken": "taken in",
        "repair started": "being repaired",
        "repair reopened": "open again",
        "repair done": "repaired",
        "repair closed": "closed without repair",
        "do-repair taken": "Take it in",
        "do-repair started": "The work has begun",
        "do-repair done": "It is repaired",
        "do-repair closed": "Close it without repair",
        "do-repair reopened": "Open it again",
        "closed duplicate": "it was told before",
        "closed not-our-duty": "it is not the city's to repair",
        "closed nothing-found": "nothing broken was found there",
        "closed unclear": "what was told is not clear enough",
        "closed needs-planning": "it needs planning first",
        "closed other": "another reason",
        "done repair": "That is written down.",
    }
)
