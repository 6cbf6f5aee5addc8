"""The pages of the standards: what they show, at which addresses, at what cost, and that they need sign-in."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from frameworks.models import CrosswalkLink, Statement, Topic
from tests.frameworks.conftest import LOADED_AT, make_framework, make_resource, make_section

ADDRESSES = {
    "/frameworks/": "frameworks",
    "/frameworks/kss-2018/": "framework",
    "/frameworks/pcf-2018/asye/": "framework_level",
    "/frameworks/kss-2018/5.3/": "statement",
    "/frameworks/pcf-2018/asye/5.3/": "statement_level",
    "/frameworks/pcf-2018/domains/5/": "domain",
    "/frameworks/library/": "library",
    "/frameworks/library/topics/listening/": "topic",
    "/frameworks/library/resources/first-visit/": "resource",
}


def page(reader, address: str) -> str:
    response = reader.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("address", "name"), ADDRESSES.items())
def test_addresses_stay_and_need_sign_in(shipped, client, reader, address, name):
    assert reader.get(address).resolver_match.view_name == f"frameworks:{name}"
    client.logout()
    response = client.get(address)
    assert response.status_code == 302 and response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "address",
    [
        "/frameworks/pcf-1999/",
        "/frameworks/kss-2018/asye/",
        "/frameworks/kss-2018/11.1/",
        "/frameworks/pcf-2018/5.3/",
        "/frameworks/pcf-2018/asye/5.99/",
        "/frameworks/pcf-2018/domains/10/",
        "/frameworks/kss-2018/domains/1/",
        "/frameworks/library/topics/nowhere/",
        "/frameworks/library/resources/nowhere/",
        "/frameworks/library/resources/first-visit/file/",
    ],
)
def test_what_is_not_held_is_not_found(shipped, reader, address):
    assert reader.get(address).status_code == 404


def test_the_list_shows_every_edition_with_its_levels(shipped, reader):
    response = reader.get("/frameworks/")
    assert [edition.code for edition in response.context["editions"]] == [
        "pcf-2018",
        "pcf-2012",
        "kss-2018",
        "kss-2014",
        "nos-2002",
        "hcpc-sop",
        "hcpc-conduct",
        "employer-standards",
    ]
    first = response.context["editions"][0]
    assert [(row.level, size) for row, size in first.rows] == [("asye", 68), ("social-worker", 75), ("experienced", 77)]


@pytest.mark.parametrize(("day", "held"), [("2027-03-31 12:00", True), ("2027-04-01 12:00", False)])
def test_the_list_says_what_is_in_force_today(shipped, client, somebody, day, held):
    with time_machine.travel(f"{day}+00:00", tick=False):
        client.force_login(somebody)
        editions = {e.code: e.in_force for e in client.get("/frameworks/").context["editions"]}
    assert editions["kss-2018"] is held
    assert editions["pcf-2018"] and not editions["nos-2002"]


def test_with_nothing_loaded_the_list_says_so(reader):
    assert "No standards are loaded" in page(reader, "/frameworks/")


def test_an_edition_with_levels_opens_at_its_first(shipped, reader):
    response = reader.get("/frameworks/pcf-2018/")
    assert (response.status_code, response.url) == (302, "/frameworks/pcf-2018/asye/")


def test_a_framework_shows_each_statement_at_a_stable_anchor(shipped, reader):
    shown = page(reader, "/frameworks/pcf-2018/social-worker/")
    for number in ("1.1", "5.14", "9.6"):
        assert f'id="s{number}"' in shown
        assert f'href="/frameworks/pcf-2018/social-worker/{number}/"' in shown
    assert shown.count('id="s') == 75
    assert 'id="domain-5"' in shown
    assert 'href="/frameworks/pcf-2018/experienced/"' in shown
    assert 'href="/frameworks/pcf-2018/domains/5/"' in shown


def test_a_group_is_named_over_its_parts_and_an_empty_one_says_so(shipped, reader):
    shown = page(reader, "/frameworks/nos-2002/")
    assert shown.count("No statements are held under this heading") == 4
    assert 'id="unit-9"' in shown and 'id="key-role-3"' in shown and 'id="key-role-1"' not in shown
    assert "Key role 2: " in shown


def test_an_older_edition_leads_to_the_newer(shipped, reader):
    assert 'href="/frameworks/pcf-2018/asye/"' in page(reader, "/frameworks/pcf-2012/asye/")
    newer = page(reader, "/frameworks/pcf-2018/asye/")
    assert "A newer edition" not in newer
    assert 'It supersedes <a class="govuk-link" href="/frameworks/pcf-2012/asye/">' in newer


def test_search_in_one_framework(shipped, reader):
    parts = reader.get("/frameworks/kss-2018/", {"q": "poverty"}).context["parts"]
    assert [[s.number for s in part.statements] for part in parts] == [["6.3"]]
    assert "No statement here has all of these words" in page(reader, "/frameworks/kss-2018/?q=submarine")


def test_search_in_all_frameworks(shipped, reader):
    found = reader.get("/frameworks/", {"q": "5.3"}).context["found"].statements
    assert [(s.section.framework.code, s.section.framework.level) for s in found] == [
        ("pcf-2018", "asye"),
        ("pcf-2018", "social-worker"),
        ("pcf-2018", "experienced"),
        ("pcf-2012", "asye"),
        ("kss-2018", ""),
        ("kss-2014", ""),
        ("nos-2002", ""),
        ("employer-standards", ""),
    ]
    many = reader.get("/frameworks/", {"q": "people"})
    assert many.context["found"].more and len(many.context["found"].statements) == 50
    assert "The first 50 statements" in many.content.decode()
    assert "No statement has any of these words" in page(reader, "/frameworks/?q=submarine")
    assert "No statement has any of these words" in page(reader, "/frameworks/?q=the")


def test_search_finds_licensed_text_and_escapes_what_was_typed(shipped, reader):
    Statement.objects.filter(section__framework__code="kss-2018", number="1.1").update(
        licensed="A word like <b>zeppelin</b>", licensed_at=LOADED_AT
    )
    shown = page(reader, "/frameworks/?q=zeppelin")
    assert "&lt;b&gt;zeppelin&lt;/b&gt;" in shown and "<b>zeppelin" not in shown
    assert "<script>" not in page(reader, "/frameworks/?q=<script>")


def test_a_statement_says_whose_words_it_shows(shipped, reader):
    statement = Statement.objects.get(section__framework__code="kss-2018", number="5.3")
    shown = page(reader, statement.get_absolute_url())
    assert statement.summary.replace("'", "&#x27;") in shown and "own words" in shown
    assert 'href="/frameworks/kss-2018/5.2/"' in shown and "After this" not in shown
    Statement.objects.filter(pk=statement.pk).update(licensed="What the publisher wrote.", licensed_at=LOADED_AT)
    shown = page(reader, statement.get_absolute_url())
    assert "What the publisher wrote." in shown and "imported on 1 September 2026" in shown


def test_a_statement_leads_to_its_neighbours_its_part_and_other_levels(shipped, reader):
    shown = page(reader, "/frameworks/pcf-2018/asye/5.3/")
    for address in (
        "/frameworks/pcf-2018/asye/5.2/",
        "/frameworks/pcf-2018/asye/5.4/",
        "/frameworks/pcf-2018/asye/#domain-5",
        "/frameworks/pcf-2018/domains/5/",
    ):
        assert f'href="{address}"' in shown
    assert "/domains/" not in page(reader, "/frameworks/kss-2018/5.3/")


def test_an_element_shows_its_topics(shipped, reader):
    shown = page(reader, "/frameworks/nos-2002/9.2/")
    assert "Communication skills" in shown and "Gathering and sharing information" in shown


def test_a_domain_side_by_side(shipped, reader):
    response = reader.get("/frameworks/pcf-2018/domains/5/")
    columns = response.context["columns"]
    assert [(c.framework.level, len(c.statements)) for c in columns] == [
        ("asye", 15),
        ("social-worker", 14),
        ("experienced", 13),
    ]
    shown = response.content.decode()
    assert 'href="/frameworks/pcf-2018/experienced/5.13/"' in shown
    assert 'href="/frameworks/pcf-2018/domains/4/"' in shown and 'href="/frameworks/pcf-2018/domains/6/"' in shown


@pytest.mark.parametrize("address", [*ADDRESSES, "/frameworks/library/?q=rowing"])
def test_pages_cost_the_same_however_many_rows(reader, address, django_assert_max_num_queries):
    reader.get("/frameworks/")  # the first request of a session writes when it began
    counts = []
    for rows in (1, 3):
        for n in range(rows):
            make(rows, n)
        code = f"made-{rows}"
        made = address.replace("pcf-2018", code).replace("kss-2018", f"{code}-flat").replace("5.3", "1.1")
        made = (
            made.replace("/5/", "/1/").replace("listening", f"topic-{rows}").replace("first-visit", f"rowing-{rows}-0")
        )
        asked = {} if "library" in made else {"q": "part"}
        with django_assert_max_num_queries(15) as used:
            assert reader.get(made, asked).status_code == 200
        counts.append(len(used))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("address", "found"), [("/frameworks/library/?q=rowing", 1), ("/frameworks/?q=part", 2)])
def test_a_search_costs_the_same_however_much_it_finds(reader, django_assert_max_num_queries, address, found):
    """`found`: what one framework with one statement at its level and one without level brings."""
    make(1, 0)
    reader.get(address)  # what a first visit of a session asks once
    used = []
    for more in (False, True):
        if more:
            for n in range(3):
                make(3, n)
        with django_assert_max_num_queries(15) as queries:
            page = reader.get(address).context["found"]
        rows = page.resources if "library" in address else page.statements
        used.append((len(queries), len(rows) > found))
    assert used == [(used[0][0], False), (used[0][0], True)]


def make(rows: int, n: int) -> None:
    """Frameworks of as many sections and statements as `rows`, each linked, with a topic and its resources."""
    level = ("asye", "social-worker", "experienced")[n]
    older = make_framework(f"older-{rows}-{n}", level=level, in_force_to=date(2020, 6, 1))
    framework = make_framework(f"made-{rows}", level=level, order=900 + n, supersedes=older)
    for part in range(1, rows + 1):
        make_section(framework, str(part), rows)
    if n == 0:
        flat = make_framework(f"made-{rows}-flat", order=950)
        for part in range(1, rows + 1):
            make_section(flat, str(part), rows, kind="standard")
        Topic.objects.create(slug=f"topic-{rows}", heading="ethics", title=f"Rowing in {rows}", order=rows)
    one = Statement.objects.get(section__framework=framework, number="1.1")
    other = Statement.objects.get(section__framework__code=f"made-{rows}-flat", number="1.1")
    CrosswalkLink.objects.create(from_statement=one, to_statement=other, strength="strong", added_at=LOADED_AT)
    resource = make_resource(f"rowing-{rows}-{n}")
    resource.topics.set([Topic.objects.get(slug=f"topic-{rows}")])
    resource.statements.set([one, other])
