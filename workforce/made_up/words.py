"""Names and sentences for a generated authority: nobody's, but of the length and shape that real ones have."""

from __future__ import annotations

import random
from collections.abc import Sequence

FIRST = (
    "Aisha", "Alan", "Amara", "Anneka", "Bronagh", "Callum", "Carys", "Chidi", "Dalia", "Darren", "Deborah", "Ebony",
    "Eilidh", "Farah", "Fergus", "Gemma", "Grace", "Hamza", "Harriet", "Imogen", "Ioana", "Jamal", "Jodie", "Kamila",
    "Keeley", "Lamar", "Leanne", "Lorna", "Magda", "Marcus", "Megan", "Nadia", "Niall", "Olivia", "Omar", "Parveen",
    "Patrick", "Rhiannon", "Rosa", "Ruth", "Samuel", "Seren", "Shauna", "Tariq", "Temi", "Una", "Victor", "Wanda",
    "Yusuf", "Zoë",
)  # fmt: skip
LAST = (
    "Abara", "Allardyce", "Bamford", "Begum", "Birkett", "Bostock", "Castellane", "Chowdhury", "Clowes", "Dacosta",
    "Darby", "Dimitrova", "Eastham", "Ekwueme", "Fairclough", "Farrukh", "Gadsby", "Gorman", "Haldane", "Hussain",
    "Iqbal", "Jarrett", "Kaczmarek", "Kirkbride", "Lockyer", "Lomax", "Mbeki", "Mistry", "Nettleton", "Ní Bhriain",
    "Obi", "O’Hara", "Pargeter", "Popescu", "Quayle", "Ramsbottom", "Rashid", "Sadler", "Sithole", "Tattersall",
    "Thorne", "Uddin", "Varley", "Wadsworth", "Whitlock", "Xiang", "Yardley", "Zielinski",
)  # fmt: skip
SENTENCES = (
    "The visit began twenty minutes late because the lift was broken again.",
    "Both children were in the kitchen, the younger one under the table with a torch.",
    "I had read the file twice and still walked in with the wrong question ready.",
    "Their grandmother answered for them until I asked her, gently, to make the tea.",
    "Nobody said anything for what felt like a minute and was probably ten seconds.",
    "What I wrote down in the car afterwards was shorter than what I remember now.",
    "I noticed that I kept looking at the clock over the cooker.",
    "The older boy drew the house with no door and then laughed at me for asking.",
    "My colleague from health saw the same room and came away reassured.",
    "I was irritated, and I think it showed in how quickly I closed my notebook.",
    "On the way back I rehearsed the telephone call to the school three times.",
    "There was food in the fridge and a timetable on the wall in two languages.",
    "I had promised to ring on Thursday and rang on Friday, and that mattered to her.",
    "The meeting used eleven abbreviations before anybody explained one of them.",
    "I felt relieved when the manager agreed, which is not the same as being right.",
    "Looking at it through attachment made me slow down; looking at it through money made me stop.",
    "The father had been described to me as hard to engage and was simply at work.",
    "I asked him when he finished his shift and changed the appointment there and then.",
    "What I saw was a tired parent; what the referral described was a careless one.",
    "I wonder how the afternoon would have gone with an interpreter who was not a neighbour.",
    "The plan said weekly and the family heard whenever you like.",
    "It was the teaching assistant, not the form, who told me what had changed.",
    "I did not challenge the remark at the time, and I regret that more than anything else.",
    "In supervision we drew the family on paper and found two people nobody had spoken to.",
    "The risk was real, and so was the strength that the report left out.",
    "I had assumed the baby slept in the cot because there was a cot.",
    "Her answer was short because the question had been long.",
    "The younger sister showed me her reading book and skipped every page with a picture of a house.",
    "I wrote the chronology again from the beginning and the pattern was plain by page two.",
    "We agreed three things that could be checked and nothing that could not.",
    "Next time I will ask to see the bedroom before the conversation and not after it.",
    "I have put the health visitor and the school in the same message so that they can answer each other.",
    "By the end of the month I want to have met each child once without an adult in the room.",
    "I shall say at the start how long I have and what will happen to my notes.",
    "My own childhood had a locked door in it, and I need to know when I am standing in front of it.",
    "The decision was the team’s, but the explaining of it was mine.",
    "Reading the statements again, I can show the first half and only describe the second.",
    "A senior colleague sat in and later asked me what I had not seen.",
    "The email I sent at seven in the evening was correct and unkind.",
    "I will keep the plan on one page and read it aloud with them.",
)  # fmt: skip
POOL = 300


class Words:
    """Ready texts of one length, so that a hundred thousand of them cost little to draw."""

    def __init__(self, dice: random.Random, sentences: int) -> None:
        self.dice = dice
        self.texts = tuple(" ".join(dice.sample(SENTENCES, sentences)) for _ in range(POOL))

    def draw(self) -> str:
        return self.texts[self.dice.randrange(POOL)]


def name(dice: random.Random, first: Sequence[str] = FIRST, last: Sequence[str] = LAST) -> str:
    return f"{dice.choice(first)} {dice.choice(last)}"
