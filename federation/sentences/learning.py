"""Sentences and words of skills, deputies, badges, exchanges and ideas that worked."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "skills-empty": "Nothing new was noted: choose what she can do, or can teach. To take a "
        "skill back, press the name behind it on the list.",
        "skill-unclear": "It is not clear whose this is, or it is too long. Choose the member and "
        "what she can do from the list.",
        "deputy-holds-role": "%(member)s holds this office herself. Choose somebody who can step "
        "in for her.",
        "deputy-already": "That is how it stands already. Choose somebody else, or leave it.",
        "badge-needs-evidence": "Choose what shows that she did it: a peer check, an exchange or "
        "work that is written down.",
        "badge-evidence-unknown": "What should show it is not in these books. Choose from the "
        "list; work must be her own.",
        "badge-twice": "She has this badge already: it is number %(badge)s. Choose another badge.",
        "badge-without-consent": "It is not written down that she agrees to badge %(badge)s as a "
        "file. Ask her; then take the badge back and give it anew with her yes.",
        "badge-taken-back": "Badge %(badge)s was taken back (%(why)s), so it is not given out. "
        "Look at the list of badges.",
        "badge-needs-phone": "In the file she is known by her telephone number, and none of member "
        "%(member)s is written down. Write it on her page first.",
        "sharing-unclear": "“%(field)s” is missing, or it is not clear. Look at it again.",
        "exchange-needs-people": "Write how many people went, came or were trained.",
        "exchange-needs-group": "Write which group you visited, or which visited you.",
        "sharing-of-another": "Another group told this first, and only that group may say more of "
        "it. Ask the federation's office.",
        "sharing-unknown": "This visit or idea is not one of yours, or was taken back already. "
        "Choose one from the list.",
        "idea-unknown": "This idea is not in the catalogue, or was taken back. Choose one from "
        "the list.",
        "idea-own": "This idea is your own. Choose one of another group.",
        "idea-adopted": "It is written down already that you do this. Choose another idea.",
        "catalogue-sent": "Every group was told already how the ideas stand. Come back when there "
        "is something new.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kind skill-noted": "Skill noted",
        "kind deputy-named": "Deputy named",
        "kind badge-issued": "Badge given",
        "numbered badge": "badge",
        "rule officers_for_months": "how long officers serve",
        "done skills": "The skills are noted.",
        "done deputy": "The deputy is written down.",
        "done badge": "The badge is given.",
        "done exchange": "It is written down.",
        "done idea": "It goes to the federation with your next file.",
        "done adopted": "It is written down that you do this too.",
        "done sharing-back": "It is taken back.",
        "done catalogue": "The groups are told with their next files.",
        "skill bricklaying": "laying bricks",
        "skill plumbing": "pipes and plumbing",
        "skill electricity": "electricity",
        "skill carpentry": "carpentry",
        "skill mapping": "drawing maps",
        "skill counting": "counting households",
        "skill bookkeeping": "keeping books",
        "skill languages": "several languages",
        "skill city-talk": "speaking with the city",
        "skill first-aid": "first aid",
        "skill cooking": "cooking for many",
        "skill child-care": "looking after children",
        "award peer-checker": "Peer checker",
        "award treasurer-trained": "Trained treasurer",
        "award enumerator": "Enumerator",
        "award builder": "Builder",
        "award trainer": "Trainer",
        "award negotiator": "Negotiator",
        "criterion peer-checker": "Compared every member's book of another group with its books, "
        "and told that group what differs.",
        "criterion treasurer-trained": "Was trained in keeping the books and kept them in a "
        "meeting, with the box in the end as the books say.",
        "criterion enumerator": "Counted and mapped households with others, and brought the "
        "results back to those who live there.",
        "criterion builder": "Built with others on a site of the group, and what was built stands.",
        "criterion trainer": "Showed people of another group how it is done, and they do it now.",
        "criterion negotiator": "Spoke for the group in a meeting with the city, and brought back "
        "what was said.",
        "witness treasurer": "the treasurer",
        "witness secretary": "the secretary",
        "witness chair": "the chairperson",
        "witness collector": "a collector",
        "witness visitor": "somebody of another group",
        "witness trainer": "the trainer",
        "witness federation": "somebody of the federation",
        "exchange visit-out": "We visited",
        "exchange visit-in": "Visited us",
        "exchange training": "Training",
        "topic savings": "saving",
        "topic books": "books and peer checks",
        "topic loans": "loans",
        "topic counting": "counting and mapping",
        "topic building": "building",
        "topic sanitation": "toilets and water",
        "topic land": "land and titles",
        "topic negotiating": "speaking with the city",
        "topic computer": "this program and computers",
        "topic other": "something else",
        "together-short skills-used": "Skills used",
        "together skills-used": "Skills that our work used",
        "together-about skills-used": "Of the skills that members have, those that the work of the "
        "year asked for, by what was written down as work.",
        "together-from skills-used": "Not used",
        "together-short skills-taught": "Skills taught",
        "together skills-taught": "Skills that somebody teaches",
        "together-about skills-taught": "Of the skills that members have, those that at least one "
        "of them can teach.",
        "together-from skills-taught": "Nobody teaches",
        "together-short visits-made": "Visits made",
        "together visits-made": "Visits we made",
        "together-about visits-made": "How often people of this group went to learn from another.",
        "together-short visits-had": "Visits had",
        "together visits-had": "Visits we had",
        "together-about visits-had": "How often people of another group came to learn here.",
        "together-short trained": "People trained",
        "together trained": "People trained",
        "together-about trained": "People of groups who were trained, each counted at each "
        "training.",
        "together-short officials-trained": "Officials with us",
        "together officials-trained": "Officials who learned with us",
        "together-about officials-trained": "People of the city or the state who were at a visit "
        "or a training.",
        "together-short badges": "Badges",
        "together badges": "Badges",
        "together-about badges": "Badges that members have and that were not taken back.",
        "together-from badges": "For",
        "together-short ideas-shared": "Ideas shared",
        "together ideas-shared": "Ideas we shared",
        "together-about ideas-shared": "Cards that this group wrote for others.",
        "together-short ideas-adopted": "Ideas taken up",
        "together ideas-adopted": "Ideas we took up",
        "together-about ideas-adopted": "Cards of other groups whose way is used here.",
        "together-short one-capable": "Offices of one",
        "together one-capable": "Offices that one person alone can do",
        "together-about one-capable": "Of the offices that are held, those with one holder and no "
        "deputy: if she is ill, the work stops.",
        "together-from one-capable": "Alone",
        "together-short past-term": "Past their time",
        "together past-term": "Officers past their time",
        "together-about past-term": "Of all who hold an office, those who hold it longer than the "
        "group's rules say, counted from the last vote on offices.",
        "together-from past-term": "Offices",
        "together-short under-quorum": "Votes of too few",
        "together under-quorum": "Votes with too few people",
        "together-about under-quorum": "Of the votes where it was written down how many were "
        "there, those with fewer than the group's rules ask for.",
        "together-from under-quorum": "Decisions no.",
    }
)
