"""Sentences and words of two that may be one: people, households, needs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "duplicates-not-here": "Only the federation's office looks for people who are in two "
        "groups. Ask there.",
        "duplicate-unknown": "One of these two is not in the books here, or her particulars were "
        "removed. Go back to the list, and choose from it again.",
        "duplicate-not-proposed": "These two were not found alike, so they are not shown. Go back "
        "to the list, and choose from it. Single entries of a member are shown for a reason: begin "
        "on the page of her group.",
        "duplicate-verdict-none": "Say whether these two are one, or two: press one of the two "
        "buttons.",
        "duplicate-already": "Somebody has said so already, on %(said_day)s. Go back to the list: "
        "under “What was decided” it can be taken back.",
        "duplicate-told-apart": "If these two were one, then so were %(others)s, who were told "
        "apart. Take that back first, under “What was decided”, or say that these are two.",
        "duplicate-linked-by-others": "These two are one already, by way of others with whom both "
        "are linked. Take one of those links back first, under “What was decided”.",
        "duplicate-not-said": "Nothing is decided of these two, so there is nothing to take back. "
        "Go back to the list.",
        "duplicate-not-looked": "Press “Look at both” first: who looks, and when, is written down "
        "before anything is shown.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "duplicates person": "People",
        "duplicates household": "Households",
        "duplicates request": "Requests",
        "duplicates-one person": "The same person",
        "duplicates-one household": "The same household",
        "duplicates-one request": "The same need",
        "duplicates-two person": "Two people",
        "duplicates-two household": "Two households",
        "duplicates-two request": "Two needs",
        "duplicates-state linked": "one",
        "duplicates-state apart": "two",
        "likely 3": "almost sure",
        "likely 2": "likely",
        "likely 1": "perhaps",
        "evidence document-same": "the same number of a paper",
        "evidence document-near": "numbers of a paper that differ in one place",
        "evidence document-other": "other numbers of a paper",
        "evidence phone-same": "the same telephone",
        "evidence phone-shared": "the same telephone, which many share",
        "evidence phone-other": "other telephones",
        "evidence name-same": "the same name",
        "evidence name-alike": "the same name, written otherwise",
        "evidence name-turned": "names in another order",
        "evidence name-part": "a part of the name is the same",
        "evidence name-other": "a part of the name is another",
        "evidence year-same": "born in the same year",
        "evidence year-near": "years of birth that differ by one, or by one figure",
        "evidence year-other": "other years of birth",
        "evidence gender-other": "a woman and a man",
        "evidence region-same": "groups of one region",
        "evidence region-other": "groups of two regions",
        "evidence settlement-same": "groups at work in one settlement",
        "evidence plot-same": "the same plot",
        "evidence plot-other": "other plots",
        "evidence surname-same": "the same surname",
        "evidence persons-same": "as many people",
        "evidence persons-other": "more people in one",
        "evidence home-same": "they live alike",
        "evidence home-other": "they live otherwise",
        "evidence title-same": "the same words",
        "evidence title-alike": "much the same words",
        "evidence title-other": "other words",
        "evidence number-other": "another number in the title",
        "evidence households-same": "as many households",
        "evidence households-near": "nearly as many households",
        "evidence households-other": "more than twice as many households in one",
        "evidence days-near": "raised at about the same time",
        "evidence days-far": "raised more than a year apart",
        "done one": "Written down: these two are one.",
        "done two": "Written down: these are two. They are not shown again.",
        "done open": "Taken back. Where the two are still alike, they are on the list again.",
        "done looked-through": "The books that changed were looked through.",
    }
)
