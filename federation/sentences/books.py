"""Sentences about fields and spreadsheets: what was typed, where, and what to write instead."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # One field, in a form or a cell
        "field-missing": "This must be filled in.",
        "field-unknown": "There is no field called “%(field)s” here. Leave it out.",
        "field-unclear": "This cannot be read. Type it in again as a plain text, number or day.",
        "text-unclean": "There are hidden characters in this text. Type it in again by hand.",
        "text-too-long": "This is too long: write at most %(most)s characters.",
        "money-unclear": "“%(text)s” cannot be read as an amount. Write it like 1234.50 "
        "or 1 234,50.",
        "money-negative": "“%(text)s” has a minus. Write the amount without it: "
        "the kind of entry says whether money came in or went out.",
        "money-too-fine": "“%(text)s” has more than two figures for the cents, or its thousands "
        "are not clear. Write it like 1234.50.",
        "money-zero": "The amount must be more than nothing.",
        "money-too-large": "The amount is larger than any group's money. Check its figures.",
        "day-unclear": "“%(text)s” cannot be read as a day. Write year, month and day like "
        "2026-11-23, or day, month and year like 23/11/2026.",
        "day-none": "There is no such day as “%(text)s”. The day comes before the month: "
        "23/11/2026 is the 23rd of November.",
        "day-too-far": "“%(text)s” is too far off: the year must be from %(first)s to %(last)s.",
        "count-unclear": "“%(text)s” is not a whole number. Write it in figures, like 12.",
        "count-out-of-range": "“%(text)s” cannot be right: it must be from %(least)s to %(most)s.",
        "rate-unclear": "“%(text)s” cannot be read as a rate. Write the percentage with at most "
        "four decimals, like 12 or 9.4822.",
        "rate-too-large": "“%(text)s” is too high a rate: write at most %(most)s percent.",
        "phone-unclear": "“%(text)s” cannot be read as a telephone number. Write 3 to 15 figures, "
        "like 081 123 4567.",
        "id-number-unclear": "This cannot be read as an identity number. Write 4 to 20 figures or "
        "letters, or leave it out.",
        "choice-unknown": "“%(text)s” is not one of the words used here. Write one of: "
        "%(choices)s.",
        "roles-too-many": "These are too many roles for one member: write at most %(most)s.",
        # Where in the spreadsheets
        "books-at-cell": "Sheet %(sheet)s, row %(row)s, column %(column)s: %(what)s",
        "books-refused": "Nothing was taken from %(file)s. Things that are wrong: %(count)s; the "
        "first is in sheet %(sheet)s, row %(row)s, column %(column)s. Correct them and import "
        "it again.",
        "books-column-unknown": "This column is not known here. Take it out, or give it one of "
        "these names: %(columns)s.",
        "books-column-twice": "This column is there twice. Take one of them out.",
        "books-column-missing": "This column is required and is not there. Add it.",
        "books-cell-without-column": "There is something in this row without a heading above it. "
        "Clear the cell or give its column a name.",
        # Rows that cannot be entered
        "books-entry-number-twice": "The number %(entry)s stands at two rows. Give each row of "
        "the file its own number, or leave the column out.",
        "books-word-twice": "The word %(word)s stands at two rows. Give each row a word of its "
        "own, or leave it blank.",
        "books-word-differs": "The word %(word)s is in the books and says something else, and what "
        "was said stays. Take the row out, or leave its word blank if it was said besides.",
        "books-marked-twice": "Member %(member)s is marked twice at this meeting. Leave one of "
        "the two rows.",
        "books-belongs-to-nothing": "This row belongs to no row of the sheet %(sheet)s, or to "
        "several of them. Check the numbers in its first columns.",
        "books-ticked-twice": "Entry %(entry)s was ticked off on another bank statement already. "
        "Take its number out of one of the two rows.",
        "books-pieces-unclear": "“%(text)s” cannot be read as notes and coins. Write worth and how "
        "many, like 200.00 x 3; 0.50 x 4.",
        "member-left-before-joining": "This day is before the day on which the member joined. "
        "Correct one of the two days.",
        "books-not-here": "Books belong to a group. Take them in on the group's own machine.",
        # What is taken all the same: look at it
        "books-kept-in-note": "This kind of entry has no place for everything in the row; it is "
        "kept in the note: “%(note)s”.",
        "books-facility-kept": "“%(facility)s” is not one of the facilities known here, so it is "
        "kept in the description.",
        "books-before-joining": "This is before member %(member)s joined on %(joined_day)s. It is "
        "taken; check the two days.",
        "books-after-leaving": "This is after member %(member)s left on %(left_day)s. It is taken; "
        "check the two days.",
        "books-left-kept": "In the books this member left on %(left_day)s, and that stays. If it "
        "is wrong, admit her again under a new number.",
        "books-left-with-money": "Member %(member)s left with %(saved_minor)s saved and "
        "%(owes_minor)s owed. It is taken; check whether a row is missing.",
        "books-day-to-come": "This day has not come yet: today is %(today_day)s. It is taken; "
        "check the day.",
        "books-count-differs": "The box and the books differ by %(difference_minor)s on this day. "
        "The difference is entered as short or over.",
        "books-expected-differs": "The books come to %(expected_minor)s in the box at this count, "
        "which is not what this row says. The books' figure is taken; check the rows before it.",
        "books-loan-differs": "Loan %(loan)s was agreed for %(agreed_minor)s. The amount paid out "
        "is taken as it stands here.",
        "books-loan-over-limit": "With this, member %(member)s owes more than %(times)s times her "
        "savings of %(saved_minor)s (loan %(loan)s). It is taken.",
        "books-offer-above-pot": "%(offered_minor)s was offered, and %(free_minor)s could be on "
        "that day: no more than was saved and lay there, less what was offered elsewhere. It is "
        "taken; check the amount.",
        "books-option-unknown": "No row proposes option %(option)s of this request. It is taken; "
        "check whether a row is missing.",
        "books-interest-not-due": "Interest on loan %(loan)s comes to %(paid_minor)s by this day; "
        "its terms ask for %(due_minor)s at most. It is taken.",
        # What is refused on books that have begun, and who says yes
        "books-only-when-empty": "Only an empty machine takes this row in. These books have "
        "begun: do it on its own page, and take the row out here.",
        "books-share-not-savings": "Shares are not savings. Write the kind share, and leave the "
        "purpose out.",
        "books-need-second": "Two different officers take a spreadsheet in. Ask a second one to "
        "look at it with you and type her own PIN.",
        # A file as a whole
        "books-missing": "There is no file or folder called %(file)s. Check its name and "
        "where it is.",
        "books-neither": "%(file)s is neither a folder of CSV files nor an .xlsx file. Save the "
        "spreadsheet as .xlsx, or put its CSV files into a folder and give the folder.",
        "books-nothing": "There are no books in %(file)s. Name its sheets or CSV files: "
        "%(sheets)s.",
        "books-sheet-unknown": "The sheet “%(sheet)s” is not known here. Take it out, or give it "
        "one of these names: %(sheets)s.",
        "books-sheet-twice": "The sheet %(sheet)s is twice in %(file)s. Take one of them out.",
        "books-unreadable": "%(file)s cannot be read (%(reason)s). Check that it is all there and "
        "not open in another program.",
        "books-too-big": "%(file)s is too big: books may have %(most_mb)s MB. Split them into "
        "several imports, a year each.",
        "books-unpacks-too-big": "%(file)s is far larger inside than any spreadsheet for here "
        "(over %(most_mb)s MB). Save only the sheets that are needed as a new .xlsx.",
        "books-packed-oddly": "%(file)s would grow more than %(times)s times when it is opened; no "
        "spreadsheet for here does that. Save only the sheets that are needed as a new .xlsx.",
        "books-parts-many": "%(file)s consists of %(count)s parts, and a spreadsheet for here has "
        "at most %(most)s. Save only the sheets that are needed as a new .xlsx.",
        "books-brought-mixed": "Bring one .xlsx, or CSV files named after their sheets "
        "(members.csv, entries.csv …), and nothing else.",
        "books-draft-gone": "This spreadsheet is no longer kept here: it was entered, let be, or "
        "another was brought since. Look at the entries, or bring it again.",
        "books-too-long": "The sheet %(sheet)s is too long: books may have %(most)s rows in all. "
        "Split them into several imports, a year each.",
        "books-too-wide": "Sheet %(sheet)s, row %(row)s reaches beyond %(most)s columns. Clear "
        "what stands to the right of the books.",
        "books-locked": "%(file)s is locked with a password, or is an old .xls. Open it, save it "
        "as .xlsx without a password, and import that.",
        "books-not-xlsx": "%(file)s cannot be read as an .xlsx: it is damaged or something else. "
        "Open it in a spreadsheet program and save it as .xlsx again.",
        "books-not-utf8": "%(file)s, row %(row)s: the letters cannot be read. Save the file again "
        "as “CSV UTF-8”, or as .xlsx.",
        "books-not-text": "%(file)s, row %(row)s: this is not a text file. Save the spreadsheet "
        "again as “CSV UTF-8”, or as .xlsx.",
        "books-row-broken": "%(file)s, row %(row)s cannot be read: a quotation mark is open or in "
        "a wrong place, or a cell is far too long. Correct the row.",
        "books-not-written": "%(file)s was not written (%(reason)s). Check that there is room and "
        "that the file is not open in another program.",
    }
)

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "done books": "The spreadsheet was taken in. What it brought stands among all entries.",
    }
)
