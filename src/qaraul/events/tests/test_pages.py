"""The pages of incidents, as people of several organisations open them."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from qaraul.events.models import Evidence, Incident, IncidentFile
from qaraul.events.services import create_incident
from qaraul.events.testing import make_document, make_incident
from qaraul.formats import long_day
from qaraul.members.choices import Role
from qaraul.members.models import Organisation, Person
from qaraul.members.testing import make_organisation, make_person
from qaraul.members.viewers import viewer_for
from qaraul.places.models import Area
from qaraul.places.services import load_starter_areas
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience

pytestmark = pytest.mark.django_db
BUDGET = 12
FORM = {
    "title": "Lorries are held",
    "event_type": "border_incident",
    "status": "new",
    "occurred_on": "2026-11-21",
    "date_precision": "day",
    "place_precision": "unknown",
    "credibility": "3",
    "actors": "State border service\nFreight drivers",
    "killed_best": "0",
}


@pytest.fixture
def home() -> Organisation:
    return make_organisation()


@pytest.fixture
def analyst(client: Client, home: Organisation) -> Client:
    client.force_login(make_person(home, Role.ANALYST))
    return client


def signed_in(*roles: Role) -> Client:
    other = Client()
    other.force_login(make_person(make_organisation(), *roles))
    return other


def opened(client: Client, name: str, *args: object, query: str = "") -> Any:
    return client.get(reverse(f"events:{name}", args=args) + query)


def test_an_incident_is_written_seen_and_taken_back(analyst: Client) -> None:
    answer = analyst.post(reverse("events:new"), FORM, follow=True)
    incident = Incident.objects.get()
    assert incident.actors == ["State border service", "Freight drivers"]
    assert (incident.killed_low, incident.injured_best) == (0, None)
    page = answer.content.decode()
    assert "Lorries are held" in page
    undo = reverse("events:undo", args=[incident.changes.get().batch])
    assert undo in page
    analyst.post(undo)
    assert opened(analyst, "detail", incident.pk).status_code == 404
    assert "Lorries are held" not in opened(analyst, "list").content.decode()


def test_a_form_that_breaks_a_rule_keeps_what_was_written(analyst: Client) -> None:
    wrong = FORM | {"killed_low": "5", "killed_best": "2", "title": "Kept words"}
    answer = analyst.post(reverse("events:new"), wrong)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Kept words" in page
    assert "At least ≤ best estimate ≤ at most" in page
    assert not Incident.objects.exists()


@pytest.mark.parametrize("roles", [(Role.OBSERVER,), (Role.PROGRAMME_OFFICER,)])
def test_who_may_not_write_finds_no_form(roles: tuple[Role, ...]) -> None:
    assert opened(signed_in(*roles), "new").status_code == 404


def test_strangers_are_asked_to_sign_in_and_see_only_what_is_public(client: Client) -> None:
    make_incident(title="Inside")
    public = make_incident(
        title="For all", tlp=TLP.CLEAR, audience=Audience.of(public=True), stage=Stage.RELEASED
    )
    assert opened(client, "new").status_code == 302
    page = opened(client, "list").content.decode()
    assert "For all" in page
    assert "Inside" not in page
    assert opened(client, "detail", public.pk).status_code == 200


def test_a_hidden_incident_answers_like_one_that_is_not_there(analyst: Client) -> None:
    hidden = make_incident(title="Hidden words")
    missing = "01890000-0000-7000-8000-000000000000"
    names = ("detail", "edit", "evidence", "merge", "split")
    for name in names:
        there, nowhere = opened(analyst, name, hidden.pk), opened(analyst, name, missing)
        assert (there.status_code, nowhere.status_code) == (404, 404), name
        if name == "detail":
            assert "Hidden words" not in there.content.decode()


def test_a_recipient_reads_and_cannot_change(home: Organisation) -> None:
    incident = make_incident(
        home,
        title="Shared",
        tlp=TLP.AMBER,
        audience=Audience.of(network=True),
        stage=Stage.RELEASED,
    )
    Incident.objects.filter(pk=incident.pk).update(tlp=TLP.GREEN)
    reader = signed_in(Role.ANALYST)
    page = opened(reader, "detail", incident.pk).content.decode()
    assert "Shared" in page
    assert reverse("events:edit", args=[incident.pk]) not in page
    assert opened(reader, "edit", incident.pk).status_code == 404


def test_two_who_edit_at_once_see_both_texts(analyst: Client, home: Organisation) -> None:
    incident = make_incident(home, title="As it was")
    address = reverse("events:edit", args=[incident.pk])
    first = analyst.post(address, FORM | {"version": 1, "title": "What the first wrote"})
    assert first.status_code == 302
    second = analyst.post(address, FORM | {"version": 1, "title": "What the second wrote"})
    page = second.content.decode()
    assert second.status_code == 409
    assert "What the first wrote" in page
    assert "What the second wrote" in page
    assert 'name="version" value="2"' in page
    analyst.post(address, FORM | {"version": 2, "title": "What the second wrote"})
    incident.refresh_from_db()
    assert incident.title == "What the second wrote"


def test_documents_are_offered_with_their_day_to_readers_of_dari(
    analyst: Client, home: Organisation
) -> None:
    incident = make_incident(home)
    document = make_document(viewer_for(make_person(home, Role.ANALYST), home))
    Person.objects.update(language="fa")
    page = analyst.get(reverse("events:evidence", args=[incident.pk])).content.decode()
    assert long_day_in("fa", document.published_at.date()) in page


def long_day_in(language: str, day: date) -> str:
    with translation.override(language):
        return long_day(day)


def test_evidence_is_chosen_brought_and_taken_out(analyst: Client, home: Organisation) -> None:
    incident = make_incident(home)
    viewer = viewer_for(make_person(home, Role.ANALYST), home)
    near, far = make_document(viewer), make_document(viewer)
    address = reverse("events:evidence", args=[incident.pk])
    assert str(near.pk) in analyst.get(address).content.decode()
    analyst.post(
        address,
        {"documents": [str(near.pk)], "addresses": f"http://node/x/{far.pk}/", "credibility": "2"},
    )
    assert set(incident.evidence.values_list("document", flat=True)) == {near.pk, far.pk}
    row = incident.evidence.first()
    assert row is not None
    analyst.post(reverse("events:remove_evidence", args=[incident.pk, row.pk]))
    assert incident.evidence.filter(is_removed=False).count() == 1


def zipped(*names: str) -> bytes:
    """An archive with empty files of these names."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return content.getvalue()


def test_an_office_file_is_known_by_what_is_inside(
    analyst: Client, home: Organisation, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    content = zipped("[Content_Types].xml", "word/document.xml")
    address = reverse("events:evidence", args=[make_incident(home).pk])
    analyst.post(address, {"file": SimpleUploadedFile("note.docx", content)})
    assert IncidentFile.objects.get().media_type.endswith("wordprocessingml.document")


def test_a_file_is_checked_kept_and_given_only_to_those_who_may(
    analyst: Client, home: Organisation, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    incident = make_incident(
        home, tlp=TLP.GREEN, audience=Audience.of(network=True), stage=Stage.RELEASED
    )
    address = reverse("events:evidence", args=[incident.pk])
    refused = {"run.exe": b"MZ\x00", "trick.pdf": b"<script>", "a.png": b"%PDF-"}
    refused |= {"a.docx": zipped("macro.vbs"), "b.xlsx": b"PK\x03\x04 no archive"}
    for name, content in refused.items():
        answer = analyst.post(address, {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 200
        assert "Only these kinds of files" in answer.content.decode()
    assert not IncidentFile.objects.exists()
    analyst.post(address, {"file": SimpleUploadedFile("r\u202eeport.pdf", b"%PDF-1.7 x")})
    row = Evidence.objects.get()
    answer = opened(analyst, "file", incident.pk, row.pk)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"
    assert answer["Content-Disposition"] == 'attachment; filename="report.pdf"'
    reader = signed_in(Role.ANALYST)
    assert opened(reader, "detail", incident.pk).status_code == 200
    assert opened(reader, "file", incident.pk, row.pk).status_code == 404
    Evidence.objects.update(is_shared=True)
    answer = opened(reader, "file", incident.pk, row.pk)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"


def test_a_file_that_is_too_large_is_refused(
    analyst: Client, home: Organisation, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    incident = make_incident(home)
    large = SimpleUploadedFile("large.txt", b"x" * (10 * 1024 * 1024 + 1))
    answer = analyst.post(reverse("events:evidence", args=[incident.pk]), {"file": large})
    assert "at most 10 MB" in answer.content.decode()


def test_merging_and_taking_out_by_page(analyst: Client, home: Organisation) -> None:
    kept, gone = make_incident(home), make_incident(home, title="Twin")
    address = reverse("events:merge", args=[kept.pk])
    assert "Twin" in analyst.get(address).content.decode()
    analyst.post(address, {"others": [str(gone.pk)], "reason": "the same"})
    assert "Twin" in opened(analyst, "detail", kept.pk).content.decode()
    assert "merged into another" in opened(analyst, "detail", gone.pk).content.decode()
    assert "Twin" not in opened(analyst, "list").content.decode()
    analyst.post(reverse("events:take_out", args=[kept.pk, gone.pk]))
    assert "Twin" in opened(analyst, "list").content.decode()


def test_merging_what_is_released_is_refused_in_words(analyst: Client, home: Organisation) -> None:
    kept, gone = make_incident(home), make_incident(home, stage=Stage.RELEASED)
    answer = analyst.post(reverse("events:merge", args=[kept.pk]), {"others": [str(gone.pk)]})
    assert "recall it first" in answer.content.decode()


def test_splitting_by_page_leads_to_the_facts_of_the_other(
    analyst: Client, home: Organisation
) -> None:
    incident = make_incident(home)
    row = Evidence.objects.create(
        incident=incident, note="another bridge", added_at=datetime(2026, 11, 22, tzinfo=UTC)
    )
    answer = analyst.post(
        reverse("events:split", args=[incident.pk]), {"evidence": [str(row.pk)], "title": "Other"}
    )
    part = Incident.objects.get(title="Other")
    assert answer["Location"] == reverse("events:edit", args=[part.pk])
    assert list(part.evidence.all()) == [row]


def test_an_undo_that_is_late_says_so(analyst: Client, home: Organisation) -> None:
    person = home.memberships.get().person
    incident = create_incident(
        viewer=viewer_for(person, home),
        at=datetime(2026, 11, 22, tzinfo=UTC),
        title="Long ago",
        event_type="riot",
        occurred_on=date(2026, 11, 21),
    )
    answer = analyst.post(reverse("events:undo", args=[incident.changes.get().batch]))
    assert answer.status_code == 409
    assert Incident.objects.get().is_listed


@pytest.mark.parametrize("name", ["list", "map", "points"])
def test_an_address_that_cannot_be_read_is_a_clear_refusal(analyst: Client, name: str) -> None:
    assert opened(analyst, name, query="?type=war").status_code == 400
    assert opened(analyst, "list", query="?after=nonsense").status_code == 400
    assert opened(analyst, "list", query="?size=1000000").status_code == 400


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson"])
def test_files_are_offered_and_marked(analyst: Client, home: Organisation, kind: str) -> None:
    make_incident(home, tlp=TLP.AMBER_STRICT)
    answer = opened(analyst, "export", kind, query="?type=protest")
    assert answer.status_code == 200
    assert f"_TLP-AMBER-STRICT.{kind}" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content)
    assert opened(analyst, "export", "exe").status_code == 404


def test_lists_keep_to_their_number_of_queries(
    analyst: Client, home: Organisation, django_assert_max_num_queries: Any
) -> None:
    load_starter_areas()
    viewer = viewer_for(home.memberships.get().person, home)
    for code in ("KG-O", "TJ-SU", "UZ"):
        incident = make_incident(home, area=Area.objects.get(code=code))
        Evidence.objects.create(
            incident=incident,
            document=make_document(viewer),
            added_at=datetime(2026, 11, 22, tzinfo=UTC),
        )
    opened(analyst, "map")  # the drawing is made once for each edition of the areas
    for name, query in (("list", ""), ("list", "?area=KG&type=protest&cred=1-6"), ("map", "")):
        with django_assert_max_num_queries(BUDGET) as counted:
            page = opened(analyst, name, query=query).content.decode()
        assert "KG-O" in page or "Osh" in page
        print(name, query, len(counted))  # noqa: T201  shown by pytest -s


def test_pages_speak_every_language_of_the_frame(analyst: Client, home: Organisation) -> None:
    load_starter_areas()
    incident = make_incident(home, area=Area.objects.get(code="KG-O"), lat=40.5, lon=72.8)
    for language in ("ru", "fa"):
        home.memberships.get().person.__class__.objects.update(language=language)
        for name, args in (("list", ()), ("map", ()), ("detail", (incident.pk,)), ("types", ())):
            answer = opened(analyst, name, *args)
            assert answer.status_code == 200
            assert f'lang="{language}"' in answer.content.decode()[:200]
