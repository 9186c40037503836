"""What happens at each step and what to do there: for the help on pages, the tour and the guides.

By topic: its title, what happens, what to do. `%(name)s` in a sentence is a word of a screen, from
`SCREEN`; so a guide names a button in every language as the button itself does.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

GUIDES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "treasurer": "Guide for treasurers",
        "collector": "Guide for collectors",
        "secretary": "Guide for secretaries",
        "chair": "Guide for chairpersons",
        "staff": "Guide for the federation's staff",
        "official": "Guide for officials of the city",
    }
)

TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "login": "Log in",
        "trouble": "If something is not right",
        "group-home": "First page",
        "setup": "Set up the group's books",
        "setup-rules": "One question, one rule",
        "setup-members": "Who belongs to the group?",
        "setup-money": "Is there money already?",
        "setup-read": "Read it all out",
        "setup-vote": "Now the group votes",
        "opening": "Start the meeting",
        "attendance": "Attendance",
        "savings": "Savings",
        "social": "Social fund",
        "fines": "Fines",
        "repayments": "Loan repayments",
        "loans": "Loans paid out",
        "decisions": "Requests and decisions",
        "count": "Counting the box",
        "read-out": "Reading out",
        "close": "Closing",
        "loan-ask": "Who asks for a loan?",
        "loan-decide": "Deciding on a loan",
        "loan": "A loan that runs",
        "wrong": "That was wrong",
        "daily": "Daily savings",
        "rounds": "Daily rounds",
        "other-money": "Bank and other money",
        "share-out": "Share-out",
        "share-out-close": "Closing the share-out",
        "share-out-pay": "Paying the parts",
        "members": "Members",
        "request": "Raise a request",
        "papers": "Papers",
        "send": "Send and receive",
        "copies": "Copies of everything",
        "practice": "Practise",
        "looks": "When the office looked",
        "hub-home": "First page",
        "inbox": "Inbox",
        "enrol": "Make a group or a city known",
        "release": "Read and release",
        "publish": "Publish",
        "replies": "Replies",
        "twice": "Told twice?",
        "waits": "Who waits longest",
        "groups": "Groups",
        "city-home": "First page",
        "city-in": "Take in a file",
        "city-tables": "What is asked where",
        "city-request": "One request",
        "city-answer": "Answer",
        "city-bundle": "One answer for several requests",
        "city-sheet": "Answer by a spreadsheet",
        "city-paper": "Sheet for the council's agenda",
        "city-repairs": "Repairs",
        "city-out": "Files",
    }
)

HAPPENS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "login": "Each person has her own name and her own PIN. Nobody tells hers to others.",
        "trouble": "What you typed is kept, also when the power goes.",
        "group-home": "Here you see where the money is and what comes next.",
        "setup": "The machine asks one question after another and keeps every answer.",
        "setup-rules": "Each answer is one rule of your group. Nothing holds before the vote.",
        "setup-members": "Every member gets a number, in the order of the savings books.",
        "setup-money": "What is there today is the beginning of these books.",
        "setup-read": "Everybody hears the rules and the figures before they count.",
        "setup-vote": "With the vote the rules hold, and the money stands in the books.",
        "opening": "A meeting begins with what the members remember of the last one.",
        "attendance": "The books keep who came, who was late and who sent somebody.",
        "savings": "What each member gives goes into the box and onto her own page.",
        "social": "The social fund helps members in need. It is counted with the box.",
        "fines": "What your rules say about being late is listed. Nobody pays unasked.",
        "repayments": "What is due stands beside each name. Interest is paid first.",
        "loans": "The meeting decides on each loan. Then the money leaves the box.",
        "decisions": "What the group decides is kept with its votes.",
        "count": "Box and books are compared. Both must say the same.",
        "read-out": "Everybody hears what was saved and lent and what is in the box.",
        "close": "After this, nothing in this meeting can be changed.",
        "loan-ask": "Her wish is written down. No money moves before the meeting agrees.",
        "loan-decide": "You see what she saved, what she owes and what the rules allow.",
        "loan": "Every payment stands here with its day, and what is still owed.",
        "wrong": "Nothing is rubbed out. Both entries stay, and all can see why.",
        "daily": "What you gather stays on your sheet until an officer counted it.",
        "rounds": "A round counts when sheet, amounts and money are the same.",
        "other-money": "Money between box and bank, and all that is not a member's savings.",
        "share-out": "The money is divided by your rules, and reckoned in two ways.",
        "share-out-close": "With the vote everybody's part is fixed.",
        "share-out-pay": "One after another gets her part. Her debts are taken off already.",
        "members": "Each member has a page with all that she saved and owes.",
        "request": "The federation reads your request and brings it to the city.",
        "papers": "Every list can be printed, and the empty sheets to fill in by hand.",
        "send": "The file holds what the office does not have yet. Nobody else can open it.",
        "copies": "A copy brings the books back when the machine is lost or broken.",
        "practice": "You play in a copy of the books. The real books do not change.",
        "looks": "The office sees sums. It must say why before it looks at one entry.",
        "hub-home": "Here stands what waits for this office, the most urgent first.",
        "inbox": "Each file is checked, then taken in whole or not at all.",
        "enrol": "A card says whose machine it is. Only machines that are known count.",
        "release": "What you release goes to the city as it is written.",
        "publish": "You see what each city will see. Small figures are kept private.",
        "replies": "Everybody who has something coming gets a file.",
        "twice": "Two groups may have written down the same woman or household.",
        "waits": "The request that has waited longest stands first.",
        "groups": "Each group has a page: its sums, its files, what it asks for.",
        "city-home": "What the city owes stands here, by the day on which it is due.",
        "city-in": "The federation's file brings requests and figures, and no names.",
        "city-tables": "Households by place and by need. “…” is a figure kept private.",
        "city-request": "Who asks, what they offer, and how long each side has waited.",
        "city-answer": "The group reads exactly what you write here.",
        "city-bundle": "All the requests that you marked get the same answer, or none does.",
        "city-sheet": "Open requests go out as a table and come back with your answers.",
        "city-paper": "All open requests on paper, with room for what is decided.",
        "city-repairs": "Blocked toilets, leaking taps: each has a number and a department.",
        "city-out": "Your answers travel in a file. No internet is needed.",
    }
)

TO_DO: Final[Mapping[str, str]] = MappingProxyType(
    {
        "login": "Open the address that the machine shows, on a telephone in the same Wi-Fi, too. "
        "Write your name and PIN, press %(log_in)s.",
        "trouble": "Read the sentence beside the field, mend it, press again. If you are lost, "
        "press the name on top of the page.",
        "group-home": "Press the big button: it is the next thing to do. Everything else is "
        "under %(everything)s.",
        "setup": "Sit together, press the big button, and answer. You may stop and go on another "
        "day.",
        "setup-rules": "Ask everybody, choose the answer, press %(keep_on)s.",
        "setup-members": "Write one name on each line. Press %(write_them)s, then %(all_in)s.",
        "setup-money": "Two people count the box, and everybody watches. Then write the bank, what "
        "each has saved and who still owes.",
        "setup-read": "Read every line aloud. What is wrong is changed at its question.",
        "setup-vote": "Count the hands and write the votes. Two officers write their PINs. Press "
        "%(adopt)s.",
        "opening": "Let them say the figures. Tick %(said_back)s and press %(start)s.",
        "attendance": "Tap what is so beside a name, then %(all_here)s.",
        "savings": "Write the money beside each name. When all is right, press %(confirm)s.",
        "social": "Press %(all_paid)s, or write each amount.",
        "fines": "Tick who is fined and press %(charge)s. Below, write what is paid now.",
        "repayments": "Write what each one pays. What is more than she owes is kept for her.",
        "loans": "Press %(decide)s beside the one who asks. For somebody new, first press "
        "%(asks)s.",
        "decisions": "Press %(decision)s and count the hands, or %(raise)s.",
        "count": "Two people count. Write how many there are of each note and coin, and press "
        "%(in_box)s.",
        "read-out": "Read every figure aloud. Each member writes the eight letters into her book.",
        "close": "Each officer writes her own PIN. Press %(close)s.",
        "loan-ask": "Write who asks, how much and what for. Press %(write_wish)s.",
        "loan-decide": "Write the votes and press %(payments)s. Read her each payment, then press "
        "%(agree)s.",
        "loan": "Print %(agreement)s. She pays in the meeting, at %(repayments)s.",
        "wrong": "Write why. A second officer writes her PIN. Press %(take_back)s, then enter it "
        "rightly.",
        "daily": "Write what each one gives. At home add up your paper, write the total and press "
        "%(hand_in)s.",
        "rounds": "Count the money with the collector, write how much it is, press %(accept)s. "
        "Nobody accepts her own round.",
        "other-money": "Choose what happened, write how much and the number of the slip.",
        "share-out": "Look whether both say the same. Print %(wall_sign)s and hang it up before "
        "you vote.",
        "share-out-close": "Count the box, write the votes, each officer writes her PIN. Press "
        "%(share)s.",
        "share-out-pay": "She signs the list, you tick %(signed)s and press %(pay)s.",
        "members": "Press %(new_member)s for a new one. At the end of her page is %(passbook)s.",
        "request": "Write what is needed, where, for how many households, and what you offer. The "
        "group votes on it.",
        "papers": "Choose a paper, then %(print)s. Hang up %(wall)s.",
        "send": "Put in the stick or choose the chat. Press %(write_office)s and tell the office "
        "the short code. Take in their answer on the same page.",
        "copies": "Once a month press %(make_copy)s and carry it to another house.",
        "practice": "Everybody's PIN there is 1111. Make every mistake once, then press "
        "%(leave_practice)s.",
        "looks": "Read out who looked and why. Then press %(read_it)s.",
        "hub-home": "Begin with %(take_files)s. Then go through what stands below it, from the "
        "top.",
        "inbox": "Put in the stick and press %(take_stick)s, or choose all files together. The "
        "same file twice changes nothing.",
        "enrol": "Choose their card. Ring them and type the 30 figures that they read out. Press "
        "%(make_known)s.",
        "release": "Read title and description: no name of a person may stand in them. Then press "
        "%(release)s.",
        "publish": "Look at every table and at what is kept private. Press %(publish)s. What is "
        "published stays as it is.",
        "replies": "Press %(write_all)s and print %(who_what)s for those who carry.",
        "twice": "Press %(both)s, compare, and say whether they are one. Who looked is kept for "
        "good.",
        "waits": "Begin there: ask the city, or visit the group.",
        "groups": "Open the one that did not send for long, and ring it.",
        "city-home": "Open what stands first. Under %(settings)s set the day of the council.",
        "city-in": "Open %(files)s, choose the file, press %(take_these)s.",
        "city-tables": "Choose a settlement to see its requests. %(map)s shows the same figures.",
        "city-request": "Read it, then press %(answer)s.",
        "city-answer": "Choose what the city says, fill in what is asked, press %(give)s. A "
        "refusal needs a reason.",
        "city-bundle": "Mark them on the list, press %(answer_marked)s, write once, press "
        "%(who_reads)s, then give it.",
        "city-sheet": "Press %(save_xlsx)s, fill in the last columns, choose the sheet again, "
        "press %(look_sheet)s.",
        "city-paper": "Print it for the sitting. Afterwards enter the answers one by one or as a "
        "spreadsheet.",
        "city-repairs": "Press %(take_in)s, name a department, and follow it until it is repaired.",
        "city-out": "Press %(write_office)s, send the file or carry it, and tell the office the "
        "short code.",
    }
)

# Words of screens that the sentences above name, written just as the screens have them.
SCREEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "log_in": "Log in",
        "everything": "Everything",
        "keep_on": "Keep, and go on",
        "write_them": "Write them down",
        "all_in": "Everybody is here: go on",
        "adopt": "Adopt the rules",
        "said_back": "We said them back",
        "start": "Start: who is here?",
        "all_here": "All others are here",
        "confirm": "Confirm, then %(step)s",
        "all_paid": "All who are here paid %(money)s (%(count)s)",
        "charge": "Charge those who are ticked",
        "decide": "Decide on %(money)s",
        "asks": "Somebody asks for a loan",
        "decision": "Write down a decision",
        "raise": "Raise a request",
        "in_box": "This is what is in the box",
        "close": "Close the meeting of %(day)s",
        "write_wish": "Write down what she asks for",
        "payments": "Show the payments",
        "agree": "Agree and pay out %(money)s",
        "agreement": "The agreement, to print and sign",
        "repayments": "Loan repayments",
        "take_back": "Take back %(money)s",
        "hand_in": "Hand in the sheet",
        "accept": "Accept the round",
        "wall_sign": "Sheet for the wall, to sign",
        "share": "Share out %(money)s",
        "signed": "She has signed",
        "pay": "Pay %(name)s",
        "new_member": "Write down a member",
        "passbook": "Page for the savings book",
        "print": "Print this page",
        "wall": "Sheet for the wall",
        "write_office": "Write for the office",
        "make_copy": "Make the copy",
        "leave_practice": "Leave practice",
        "read_it": "We have read it",
        "take_files": "Take in files",
        "take_stick": "Take in from the stick %(stick)s",
        "make_known": "Make them known",
        "release": "Release it for the city",
        "publish": "Publish this for %(period)s",
        "write_all": "Write all files",
        "who_what": "Print who gets what",
        "both": "Look at both",
        "settings": "Settings",
        "files": "Files",
        "take_these": "Take in these files",
        "map": "Map",
        "answer": "Answer",
        "give": "Give this answer",
        "answer_marked": "Answer those that are marked",
        "who_reads": "Look at who will read it",
        "save_xlsx": "Save as .xlsx",
        "look_sheet": "Look at what would be answered",
        "take_in": "Take it in",
    }
)
