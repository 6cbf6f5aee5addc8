"""The door for questions: each app registers those its rules can answer, and a command or a page asks them by name.

A question takes a payload as read from JSON and gives back a table fit for JSON. What is wrong with a payload is a
BadQuestion whose text names the field.
"""

from workforce.explain.asking import (
    answer,
    answer_text,
    described,
    dumps,
    parse,
    question,
    questions,
    register,
    timeline,
)
from workforce.explain.own import QUESTIONS
from workforce.explain.reading import (
    EARLIEST,
    LATEST,
    MOST,
    boolean,
    choice,
    clock,
    codes,
    day,
    day_or_none,
    integer,
    number,
    only,
    pack,
    period,
    table,
    tables,
    to_day,
)
from workforce.explain.shapes import (
    ON,
    PACK,
    PAUSES,
    START,
    BadQuestion,
    Field,
    FieldKind,
    Mark,
    Payload,
    Question,
    Reply,
    Stretch,
    Timeline,
)
from workforce.explain.telling import iso, told

__all__ = [
    "EARLIEST",
    "LATEST",
    "MOST",
    "ON",
    "PACK",
    "PAUSES",
    "START",
    "BadQuestion",
    "Field",
    "FieldKind",
    "Mark",
    "Payload",
    "Question",
    "Reply",
    "Stretch",
    "Timeline",
    "answer",
    "answer_text",
    "boolean",
    "choice",
    "clock",
    "codes",
    "day",
    "day_or_none",
    "described",
    "dumps",
    "integer",
    "iso",
    "number",
    "only",
    "pack",
    "parse",
    "period",
    "question",
    "questions",
    "register",
    "table",
    "tables",
    "timeline",
    "to_day",
    "told",
]

register(QUESTIONS)
