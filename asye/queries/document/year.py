"""The year: who, from when to when, and its dates."""

from asye.models import Portfolio
from asye.queries.document.blocks import Section, facts, said
from asye.queries.year import year_of
from workforce.access import Access


def section(portfolio: Portfolio, access: Access) -> Section:
    year = year_of(portfolio, access.on)
    about = [
        ("Newly qualified social worker", portfolio.practitioner.name),
        ("Began on", said(portfolio.started_on)),
        ("Ends on", said(year.ends_on)),
        ("State of the portfolio", str(portfolio.get_status_display())),
        ("Standards", "; ".join(str(framework) for framework in portfolio.frameworks.all())),
    ]
    dates = [(mark.label, said(mark.date)) for mark in year.marks]
    return {"title": "The year", "blocks": [facts(about), facts(dates, "Dates of the year")]}
