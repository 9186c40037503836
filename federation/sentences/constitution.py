"""Sentences of the group's rules and of what was there when its books began; words for both."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # The rules
        "rules-unchanged": "Nothing is different from the rules of now, so there is nothing to "
        "vote on. Change a rule first.",
        "rules-none": "There are no rules yet. Set up the group's books first.",
        "rules-day-before": "The rules of now hold since %(since_day)s. Rules that take their "
        "place begin on that day or later: look at the day.",
        "rules-day-ahead": "%(day)s is still to come. Write the day on which the group voted.",
        "rules-without-votes": "Rules hold when the group has voted. Count the hands: how many "
        "say yes?",
        "rules-without-present": "Write how many members are here, so that everybody can see "
        "later whether enough were.",
        "rules-votes-too-many": "%(votes)s voted, but only %(present)s are here. Count again.",
        "rules-quorum": "%(present)s of %(members)s members are here, and the rules ask for "
        "%(needed)s. Vote when enough are here.",
        "rules-share-price-fixed": "Members hold shares at %(price_minor)s. Another price can "
        "begin when the shares have been paid out.",
        "rules-purposes-none": "Choose at least one thing to save for.",
        "rules-purpose-share": "“%(purpose)s” already means shares. Write another word for what "
        "you save for.",
        "rules-too-many": "That is more than %(most)s. Leave some out.",
        "rules-twice": "“%(text)s” stands here twice. Write it once.",
        "rules-fine-half": "A fine needs both: what it is for, and how much.",
        "rules-times-missing": "How many times her own savings? Write a number, such as 3.",
        "rules-times-range": "Write a number from 0.5 to 100.",
        "rules-step-open": "The question “%(question)s” is not answered yet. Answer it, then come "
        "back here.",
        "setup-done": "The group's books are set up already. Rules are changed by a vote, on the "
        "page of the rules.",
        "setup-officers": "Two different officers confirm what was counted, each with her own PIN.",
        # What was there at the beginning
        "opening-done": "These books have begun already: money stands in them. What was there at "
        "the beginning cannot be written down a second time.",
        "opening-nothing": "Nothing was written down. Go back and count the box, or choose that "
        "the group begins with nothing.",
        "opening-day-ahead": "%(day)s is still to come. Write the day on which the money was "
        "counted.",
        "opening-twice": "Member %(member)s stands twice in the list for the same purpose. Write "
        "one amount.",
        "opening-loan-more": "%(owed_minor)s still owed is more than the %(principal_minor)s that "
        "were lent. Look at both.",
        "opening-loan-late": "The loan was paid out after the day of the count, %(counted_day)s. "
        "Write it down as a new loan later.",
        "opening-aside-short": "In box and bank are %(here_minor)s together, but %(aside_minor)s "
        "of it should belong to the social fund and the federation's fund. Count again, or write "
        "less there.",
        "opening-short": "%(short_minor)s is missing: members' savings and the pots are more than "
        "box, bank and loans together. Count again. If it stays so, write why.",
        "opening-figures-changed": "The figures changed after this page was opened. Look at them "
        "again, then confirm.",
        "name-line-unclear": "In line %(line)s: “%(text)s” cannot be read. Write the name, and if "
        "you like a comma and woman or man.",
        "names-none": "Write at least one name.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kind opening-shares-stated": "Shares at the start",
        "kind opening-social-stated": "Social fund at the start",
        # Kinds of groups
        "template saving": "We save for what we need: land, a house, services",
        "template shares": "We buy shares, and share everything out after a year",
        "template pot": "We save, and beside it a pot goes round",
        "template-hint saving": "Saving goes on for years, each amount for its purpose. Members "
        "can take savings out. Loans of the federation's fund go through the group.",
        "template-hint shares": "Each member buys one to five shares at a meeting. At the end of "
        "the cycle savings and what was earned are divided.",
        "template-hint pot": "Everybody pays the same at each turn and one member takes it all. "
        "What is saved besides stays saved.",
        # How the group saves
        "rule-savings free": "Any amount, whatever each can",
        "rule-savings shares": "Shares at a fixed price",
        "rule-savings both": "Both: shares, and other savings beside them",
        # Who decides, where money goes
        "rule-loans-by meeting": "The whole meeting votes",
        "rule-loans-by committee": "A committee that the group has chosen",
        "rule-fines-to pool": "Into the group's money",
        "rule-fines-to social-fund": "To the social fund",
        "rule-social keep": "It stays for the next cycle",
        "rule-social equal": "It is divided, to everybody the same",
        "rule-shares-out yes": "Yes, everything is divided at the end of a cycle",
        "rule-shares-out no": "No, savings go on from year to year",
        "rule-share-out proportional": "In proportion to what each saved",
        "rule-share-out equal": "What was earned to everybody the same",
        "rule-share-out interest-back": "What was earned back to those who paid interest",
        "rule-share-out duration": "By how much and how long each saved",
        "rule-leaving savings": "She takes what she saved",
        "rule-leaving with-surplus": "She takes what she saved and her part of what was earned",
        "rule-meets day": "every day",
        "rule-meets week": "every week",
        "rule-meets 2-weeks": "every two weeks",
        "rule-meets month": "every month",
        "rule-weekday 0": "no fixed day",
        "rule-weekday 1": "Monday",
        "rule-weekday 2": "Tuesday",
        "rule-weekday 3": "Wednesday",
        "rule-weekday 4": "Thursday",
        "rule-weekday 5": "Friday",
        "rule-weekday 6": "Saturday",
        "rule-weekday 7": "Sunday",
        "fine late": "coming late",
        "fine absent": "not coming, without word",
        "fine savings-missed": "not saving",
        "fine loan-late": "paying a loan late",
        "fine noise": "disturbing the meeting",
        "fine other": "something else",
        # Chapters of the rules
        "chapter saving": "How we save",
        "chapter purposes": "What we save for",
        "chapter price": "Shares",
        "chapter limit": "How much a member may borrow",
        "chapter interest": "What a loan costs",
        "chapter payback": "Paying back",
        "chapter approval": "Who agrees to a loan",
        "chapter social": "Social fund",
        "chapter fines": "Fines",
        "chapter sharing": "Sharing out",
        "chapter leaving": "Leaving the group",
        "chapter officers": "Officers and the box",
        "chapter meeting": "Meetings and votes",
        # The questions of the set-up and of the rules
        "question kind": "What kind of group are you?",
        "question saving": "How do members save?",
        "question purposes": "What do you save for?",
        "question price": "What does one share cost?",
        "question limit": "How much may a member borrow?",
        "question interest": "What does borrowing cost?",
        "question payback": "How long may paying back take?",
        "question approval": "Who says yes to a loan?",
        "question social": "Do you have a social fund?",
        "question fines": "What are the fines?",
        "question sharing": "Is everything shared out at some time?",
        "question leaving": "What does a member get who leaves?",
        "question officers": "How many officers close a meeting?",
        "question meeting": "When and where do you meet?",
        "question members": "Who belongs to the group?",
        "question money": "Is there money already?",
        "question box": "How much is in the box?",
        "question bank": "How much is in the bank?",
        "question savings": "What has each member saved?",
        "question shares": "How many shares has each member?",
        "question loans": "Who still owes on a loan?",
        "question pots": "What of it belongs to somebody else?",
        "question read": "Read it all out",
        "question vote": "Now the group votes",
        "question confirm": "Two officers confirm",
        "done set-up": "The books are set up. Everybody can read the rules here, and print them.",
        "done rules": "The new rules hold from the day of the vote.",
        "done many": "The members are in the books.",
        "begin now": "Yes. We count it now, in front of everybody",
        "begin nothing": "No. We begin with nothing",
        "begin later": "Yes, but we count it another day",
    }
)
