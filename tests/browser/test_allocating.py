"""Every block and warning of CSL-01 to CSL-08, met in a browser; then a case is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from tests.browser.conftest import Visitor
from tests.browser.server import Server

Visit = Callable[..., Visitor]
# The published password opens twelve accounts; the managers of the other services get it here.
OPEN_MORE = """
from workforce.models import Person, Registration
given = Person.objects.get(email="nqsw@demo.example").password
names = ["andrzej.holub", "colette.dubarry-nash", "neil.ostrander"]
Person.objects.filter(email__in=[f"{name}@demo.example" for name in names]).update(password=given)
Registration.objects.filter(person__email="sophie.wrenfield@demo.example").delete()
"""


@dataclass(frozen=True, slots=True)
class Met:
    """A case for a worker, what the pages say to it, and by which rule; `told` changes what is sent."""

    rule: str
    manager: str
    worker: str
    kind: str
    children: int
    says: str
    told: dict[str, str] = field(default_factory=dict)


ABOVE = "Say why this worker should hold more than the limit"
RULES = [
    Met("CSL-01", "manager", "Roz Adeyemi", "CIN", 4, ABOVE),
    Met("CSL-02", "andrzej.holub", "Hamza Lodhi", "CIN", 12, ABOVE),
    Met("CSL-03", "colette.dubarry-nash", "Tyrone Okpara", "CIN", 12, ABOVE),
    Met("CSL-04", "manager", "Jodie Marriner", "CIN", 9, ABOVE),
    Met("CSL-05", "manager", "Hanna Virtanen-Cole", "CP", 1, "needs an experienced registered social worker"),
    Met("CSL-06", "manager", "Hanna Virtanen-Cole", "CLA", 1, "They do not visit alone"),
    Met("CSL-07", "manager", "Hanna Virtanen-Cole", "S47", 1, "shadows section 47 enquiries"),
    Met("CSL-07", "manager", "Jodie Marriner", "S47", 1, "A trainee does not carry out section 47 enquiries"),
    Met("CSL-07", "neil.ostrander", "Sophie Wrenfield", "S47", 1, "Somebody who is not registered does not"),
    Met("CSL-08", "manager", "Hanna Virtanen-Cole", "CIN", 1, "agrees every allocation", {"agreed": ""}),
    Met("CSL-08", "manager", "Hanna Virtanen-Cole", "CIN", 1, "how the worker sees their capacity", {"view": ""}),
]


@pytest.fixture(scope="module")
def opened(server: Server) -> Iterator[Server]:
    server.manage("shell", "-c", OPEN_MORE)
    yield server


@pytest.mark.parametrize("met", RULES, ids=[f"{met.rule} {met.worker}" for met in RULES])
def test_every_block_and_warning_is_met(visit: Visit, opened: Server, met: Met) -> None:
    me = visit(met.manager)
    me.open(f"/caseloads/allocate/?type={met.kind}&children={met.children}&role=allocated&reference=CS-980001")
    row = me.page.locator("tr", has=me.page.get_by_role("link", name=met.worker, exact=True))
    if met.rule != "CSL-08":
        assert met.rule in row.inner_text()
    if row.get_by_role("link", name="Choose").count():
        row.get_by_role("link", name="Choose").click()
    else:  # who is barred is not offered, so the address is typed
        address = row.get_by_role("link", name=met.worker).get_attribute("href")
        me.page.goto(f"{me.base}{address}allocate/?type={met.kind}&children={met.children}&role=allocated")
        me.page.get_by_label("Case-system reference").fill("CS-980001")
    me.look()
    me.page.get_by_label("There is room for it").check()
    me.page.get_by_label("How the worker sees their capacity").fill(met.told.get("view", "I have room"))
    if "agreed" not in met.told:
        me.page.get_by_label("I agree to this allocation as practice manager").check()
    me.press("Allocate")
    assert met.says in me.text()
    assert me.page.title().startswith("Error") or met.rule == "CSL-06"


def test_the_worker_is_asked_answers_and_the_case_is_given(visit: Visit, opened: Server) -> None:
    manager = visit("manager").open("/caseloads/allocate/?type=CIN&children=1&role=co&reference=CS-980002")
    row = manager.page.locator("tr", has=manager.page.get_by_role("link", name="Roz Adeyemi"))
    row.get_by_role("link", name="Choose").click()
    manager.page.get_by_label("Ask them to answer here first").check()
    manager.press("Allocate")
    assert "Nothing is allocated until they have answered" in manager.text()
    worker = visit("nqsw").look()
    worker.page.locator("main").get_by_role("link", name="Answer about a case offered").last.click()
    worker.look().press("Say how you see it")
    worker.page.get_by_label("It would be tight").check()
    worker.page.get_by_label("How do you see your capacity?").fill("After Friday I can")
    worker.press("Save and continue")
    assert "Your answer is with Imran Qadeer" in worker.text()
    manager.page.reload()
    assert "After Friday I can" in manager.text()
    manager.press("Go on with this case")
    manager.page.get_by_label("I agree to this allocation as practice manager").check()
    manager.press("Go on")
    assert "CS-980002 is allocated to Roz Adeyemi" in manager.text()


def test_a_limit_is_passed_on_the_record_and_confirmed(visit: Visit, opened: Server) -> None:
    manager = visit("manager").open("/caseloads/allocate/?type=EH&children=9&role=allocated&reference=CS-980003")
    row = manager.page.locator("tr", has=manager.page.get_by_role("link", name="Hanna Virtanen-Cole"))
    row.get_by_role("link", name="Choose").click()
    page = manager.page
    page.get_by_label("It would be tight").check()
    page.get_by_label("How the worker sees their capacity").fill("It is a lot")
    page.get_by_label("I agree to this allocation as practice manager").check()
    page.get_by_label("Why should this worker hold more than the limit?").fill("She knows the family")
    page.get_by_label("Who has authorised it?").select_option(label="Helen Marchbanks")
    page.get_by_label("How does the load come down again?").fill("Two cases close")
    manager.press("Allocate")
    assert "Enter the day by which the load is back within the limit" in manager.text()
    until = page.evaluate("new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10).split('-')")
    for label, part in zip(("Year", "Month", "Day"), until, strict=True):
        page.get_by_label(label, exact=True).fill(part)
    manager.press("Allocate")
    assert "CS-980003 is allocated to Hanna Virtanen-Cole" in manager.text()
    above = visit("groupmanager").look()
    above.follow("Confirm that you authorised a load above the limit: Hanna Virtanen-Cole")
    assert "She knows the family" in above.text()
    above.press("Confirm that I authorised it")
    assert "Confirmed" in above.text()


def test_at_capacity_in_two_clicks_without_scripts(visit: Visit, opened: Server) -> None:
    me = visit("socialworker", scripts=False)
    me.page.get_by_role("link", name="My caseload").click()
    for _ in range(2):
        me.page.get_by_role("button", name="I am at capacity").click()
    assert "It is said, and stands beside your number" in me.text()
    manager = visit("neil.ostrander").look()
    manager.page.locator("main").get_by_role("link", name="Answer “I am at capacity”").last.click()
    manager.look()
    assert "Not answered yet" in manager.text()
