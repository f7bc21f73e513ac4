"""Reading through the API: what one may see, page by page, and nothing else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qaraul.events.models import Incident
from qaraul.events.testing import make_document, make_incident
from qaraul.exchange.tests.conftest import YEAR, Caller, make_caller
from qaraul.members.choices import Role, Scope
from qaraul.members.models import ApiToken
from qaraul.members.services.tokens import issue_token, revoke_token
from qaraul.pipeline.testing import make_signal, make_source
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience

PROBLEM = "application/problem+json"
NOBODY = "01980000-0000-7000-8000-000000000000"  # an id of nothing, the same in every process


def shared(origin: Caller, *others: Caller, tlp: TLP = TLP.AMBER, **fields: Any) -> Incident:
    """A released incident for these organisations."""
    audience = Audience.of(organisations=[other.organisation for other in others])
    return make_incident(
        origin.organisation, tlp=tlp, audience=audience, stage=Stage.RELEASED, **fields
    )


def ids(answer: Any) -> set[str]:
    return {item["id"] for item in answer.json()["items"]}


def test_the_audience_reads_it_and_nobody_else_does(
    origin: Caller, partner: Caller, stranger: Caller
) -> None:
    incident = shared(origin, partner)
    assert ids(partner.get("incidents")) == ids(origin.get("incidents")) == {str(incident.pk)}
    assert ids(stranger.get("incidents")) == set()
    assert partner.get(f"incidents/{incident.pk}").status_code == 200


def test_hidden_recalled_unknown_and_merged_are_the_same_404(
    origin: Caller, partner: Caller, stranger: Caller
) -> None:
    incident = shared(origin, partner)
    hidden = stranger.get(f"incidents/{incident.pk}")
    unknown = stranger.get(f"incidents/{uuid4()}")
    Incident.objects.filter(pk=incident.pk).update(stage=Stage.RECALLED)
    recalled = partner.get(f"incidents/{incident.pk}")
    Incident.objects.filter(pk=incident.pk).update(stage=Stage.RELEASED, is_listed=False)
    unlisted = partner.get(f"incidents/{incident.pk}")
    bodies = {answer.content for answer in (hidden, unknown, recalled, unlisted)}
    assert len(bodies) == 1
    assert {a.status_code for a in (hidden, unknown, recalled, unlisted)} == {404}
    assert hidden.headers["Content-Type"] == PROBLEM


def test_a_token_never_sees_red_and_an_observers_token_not_amber_strict(
    origin: Caller, partner: Caller
) -> None:
    make_incident(origin.organisation, tlp=TLP.RED)
    assert ids(origin.get("incidents")) == set()
    observer = make_caller(Role.OBSERVER, scopes=(Scope.READ,))
    strict = shared(origin, observer, partner, tlp=TLP.AMBER_STRICT)
    assert ids(observer.get("incidents")) == set()
    assert ids(partner.get("incidents")) == {str(strict.pk)}


def test_a_sealed_origin_is_not_told(origin: Caller, partner: Caller) -> None:
    delegate = make_caller()
    incident = shared(
        origin, partner, is_origin_sealed=True, delegate=delegate.organisation, external_id="ORG-7"
    )
    for address in ("incidents", f"incidents/{incident.pk}"):
        told = partner.get(address).content.decode()
        assert origin.organisation.code not in told
        assert "ORG-7" not in told
        assert delegate.organisation.code in told
        assert origin.organisation.code in origin.get(address).content.decode()


def test_evidence_that_one_may_not_see_is_not_listed(origin: Caller, partner: Caller) -> None:
    incident = shared(origin, partner)
    hidden, open_ = (
        make_document(origin.viewer),
        make_document(origin.viewer, audience=Audience.of(network=True)),
    )
    for document in (hidden, open_):
        incident.evidence.create(document=document, added_at=timezone.now())
    assert partner.get(f"incidents/{incident.pk}").json()["documents"] == [str(open_.pk)]
    assert len(origin.get(f"incidents/{incident.pk}").json()["documents"]) == 2


def test_pages_give_every_row_once_however_many_share_a_day(origin: Caller) -> None:
    for n in range(13):
        day = date(2026, 11, 1) + timedelta(days=n // 5)
        make_incident(origin.organisation, tlp=TLP.GREEN, occurred_on=day)
    seen: list[str] = []
    address = "incidents?limit=4"
    while address:
        page = origin.get(address).json()
        assert len(page["items"]) <= 4
        seen += [item["id"] for item in page["items"]]
        address = f"incidents?limit=4&cursor={page['next']}" if page["next"] else ""
    expected = Incident.objects.order_by("-occurred_on", "-id").values_list("pk", flat=True)
    assert seen == [str(pk) for pk in expected]


@pytest.mark.parametrize("name", ["documents", "signals", "sources"])
def test_every_list_pages_through_all_its_rows_once(origin: Caller, name: str) -> None:
    everyone = Audience.of(network=True)
    for n in range(5):
        document = make_document(origin.viewer, audience=everyone)
        make_signal(document)
        make_source(origin.organisation, code=f"followed-{n}")
    total = {"documents": 5, "signals": 5, "sources": 10}[name]
    seen: list[str] = []
    address = f"{name}?limit=2"
    while address:
        page = origin.get(address).json()
        seen += [item["id"] for item in page["items"]]
        address = f"{name}?limit=2&cursor={page['next']}" if page["next"] else ""
    assert len(seen) == len(set(seen)) == total


def test_a_cursor_is_good_for_its_own_list_and_filter_only(origin: Caller) -> None:
    for _ in range(3):
        make_incident(origin.organisation, tlp=TLP.GREEN)
    cursor = origin.get("incidents?limit=1").json()["next"]
    assert origin.get(f"incidents?limit=2&cursor={cursor}").status_code == 200
    for address in (
        f"incidents?type=riot&cursor={cursor}",
        f"documents?cursor={cursor}",
        f"incidents?cursor={cursor}x",
        f"incidents?cursor={cursor[2:]}",
        "incidents?cursor=nonsense",
    ):
        answer = origin.get(address)
        assert (answer.status_code, answer.json()["field"]) == (409, "cursor")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("typ=riot", "typ"),
        ("type=", "type"),
        ("type=nonsense", "type"),
        ("from=yesterday", "from"),
        ("from=", "from"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=1&limit=2", "limit"),
        ("limit=%C2%B2", "limit"),
        ("cred=7", "cred"),
        ("bbox=1,2,3", "bbox"),
        ("tlp=PURPLE", "tlp"),
        ("%00=1", "\x00"),
        ("q=%20", "q"),
        ("q=%00", "q"),
        ("area=KG,", "area"),
    ],
)
def test_what_cannot_be_read_of_a_query_is_refused_and_named(
    origin: Caller, query: str, field: str
) -> None:
    answer = origin.get(f"incidents?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, PROBLEM)
    assert answer.json()["field"] == field
    assert answer.json()["type"] == "urn:qaraul:problem:bad-input"


@pytest.mark.parametrize(("query", "field"), [("area=XX-1", "area"), ("bbox=10,10,5,5", "bbox")])
def test_what_can_be_read_and_names_nothing_is_at_odds(
    origin: Caller, query: str, field: str
) -> None:
    answer = origin.get(f"incidents?{query}")
    assert (answer.status_code, answer.json()["field"]) == (409, field)


def test_the_filters_are_those_of_the_pages(origin: Caller) -> None:
    riot = make_incident(origin.organisation, tlp=TLP.GREEN, event_type="riot")
    make_incident(origin.organisation, tlp=TLP.AMBER, event_type="protest", credibility=1)
    assert ids(origin.get("incidents?type=riot,attack")) == {str(riot.pk)}
    assert ids(origin.get("incidents?type=riot&type=attack")) == {str(riot.pk)}
    assert ids(origin.get("incidents?tlp=green")) == {str(riot.pk)}
    assert ids(origin.get("incidents?cred=2,3")) == set()
    assert ids(origin.get("incidents?from=2026-11-21&to=2026-11-21&casualties=yes")) == set()


@pytest.mark.parametrize(
    "address",
    ["areas", "documents", "incidents", "signals", "sources", f"incidents/{NOBODY}", "areas/KG"],
)
def test_without_a_token_in_force_every_door_answers_401(origin: Caller, address: str) -> None:
    revoked = make_caller()
    row = ApiToken.objects.get(person=revoked.person)
    revoke_token(revoked.viewer, row, at=timezone.now())
    ended = make_caller()
    ApiToken.objects.filter(person=ended.person).update(expires_at=datetime(2020, 1, 1, tzinfo=UTC))
    feed = issue_token(
        origin.viewer, name="f", scopes=[Scope.FEED], at=timezone.now(), lasts=YEAR,
        feed_query="incidents?",
    )[1]  # fmt: skip
    gone = make_caller()
    gone.person.memberships.all().delete()
    headers = [f"Bearer {c.secret}" for c in (revoked, ended, gone)]
    headers += [f"Bearer {feed}", "Bearer", "Bearer nonsense", "Basic eDp5", ""]
    for header in headers:
        answer = Client().get(f"/api/v1/{address}", headers={"Authorization": header})
        assert answer.status_code == 401, header
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["type"] == "urn:qaraul:problem:no-token"


def test_a_session_is_no_token(origin: Caller) -> None:
    client = Client()
    client.force_login(origin.person)
    assert client.get("/api/v1/incidents").status_code == 401


def test_a_token_that_may_only_write_does_not_read(db: None) -> None:  # noqa: ARG001  a fixture asked for
    answer = make_caller(scopes=(Scope.WRITE,)).get("incidents")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:qaraul:problem:missing-scope")


def test_signals_are_for_those_who_work_in_triage(origin: Caller) -> None:
    make_signal(make_document(origin.viewer, audience=Audience.of(network=True)))
    officer = make_caller(Role.PROGRAMME_OFFICER)
    assert officer.get("signals").status_code == 404
    assert len(origin.get("signals").json()["items"]) == 1


def test_sources_are_those_that_reach_the_caller(
    origin: Caller, partner: Caller, stranger: Caller
) -> None:
    everyone = make_source(
        origin.organisation, code="for-everyone", audience=Audience.of(network=True)
    )
    some = make_source(
        origin.organisation,
        code="for-some",
        tlp=TLP.AMBER,
        audience=Audience.of(organisations=[partner.organisation]),
    )
    own = make_source(origin.organisation, code="for-us", audience=None)
    assert ids(origin.get("sources")) == {str(s.pk) for s in (everyone, some, own)}
    assert ids(partner.get("sources")) == {str(s.pk) for s in (everyone, some)}
    assert ids(stranger.get("sources")) == {str(everyone.pk)}
    assert stranger.get(f"sources/{some.code}").status_code == 404
    assert partner.get(f"sources/{some.code}").status_code == 200


def test_an_unchanged_answer_is_a_304_and_a_recall_is_not(origin: Caller, partner: Caller) -> None:
    incident = shared(origin, partner)
    for address in ("incidents", f"incidents/{incident.pk}"):
        first = partner.get(address)
        assert first.headers["Cache-Control"] == "private, no-cache"
        again = partner.get(address, If_None_Match=first.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")
    etag = partner.get("incidents").headers["ETag"]
    Incident.objects.filter(pk=incident.pk).update(stage=Stage.RECALLED)
    assert partner.get("incidents", If_None_Match=etag).json()["items"] == []


def test_a_limit_is_per_token_and_says_when_to_come_back(
    origin: Caller, partner: Caller, settings: Any
) -> None:
    settings.API_REQUESTS_A_MINUTE = 3
    assert [origin.get("areas").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = origin.get("areas")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Content-Type"] == PROBLEM
    assert partner.get("areas").status_code == 200


def test_guessing_tokens_is_counted_by_address(origin: Caller, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 3
    answers = [
        Client().get("/api/v1/areas", headers={"Authorization": f"Bearer guess-{n}"}).status_code
        for n in range(5)
    ]
    assert answers == [401, 401, 401, 429, 429]
    assert origin.get("areas").status_code == 200


def test_other_methods_and_addresses_are_problem_documents_too(origin: Caller) -> None:
    wrong = origin.send("delete", "incidents", {})
    assert (wrong.status_code, wrong.headers["Content-Type"]) == (405, PROBLEM)
    assert set(wrong.headers["Allow"].split(", ")) == {"GET", "POST"}
    nowhere = origin.get("nowhere")
    assert (nowhere.status_code, nowhere.headers["Content-Type"]) == (404, PROBLEM)
    assert origin.get("incidents/not-an-id").status_code == 404
    head = Client().head("/api/v1/areas", headers={"Authorization": f"Bearer {origin.secret}"})
    assert head.status_code == 200


@pytest.mark.parametrize(
    ("address", "budget"), [("incidents", 8), ("documents", 7), ("signals", 7), ("areas", 5)]
)
def test_a_list_asks_the_database_no_more_for_many_rows_than_for_few(
    origin: Caller, address: str, budget: int
) -> None:
    everyone = Audience.of(network=True)
    for _ in range(30):
        make_signal(make_document(origin.viewer, audience=everyone))
        make_incident(origin.organisation, tlp=TLP.GREEN)
    origin.get(address)
    with CaptureQueriesContext(connection) as asked:
        origin.get(address)
    assert len(asked) <= budget
