"""Tokens: shown once, bound to a scope, an organisation and an end."""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from qaraul.errors import BadInput, Conflict, NotAllowed, NotFound
from qaraul.journal.models import Entry
from qaraul.members import tokens
from qaraul.members.choices import Role, Scope
from qaraul.members.middleware import find_viewer
from qaraul.members.models import ApiToken
from qaraul.members.services import tokens as services
from qaraul.members.testing import make_viewer
from qaraul.members.tests.conftest import Side
from qaraul.members.viewers import PUBLIC, Viewer

YEAR = timedelta(days=365)
pytestmark = pytest.mark.django_db


def issue(viewer: Viewer, *scopes: Scope, lasts: timedelta = YEAR, feed: str = "") -> str:
    """The secret of a new token."""
    return services.issue_token(
        viewer, name="test", scopes=scopes, at=timezone.now(), lasts=lasts, feed_query=feed
    )[1]


def test_a_token_stands_for_its_owner_within_its_scopes() -> None:
    viewer = make_viewer()
    seen = tokens.viewer_of_token(issue(viewer, Scope.READ))
    assert (seen.person_id, seen.organisation_id) == (viewer.person_id, viewer.organisation_id)
    assert seen.scopes == frozenset({"read"})


def test_revoked_ended_and_unknown_tokens_stand_for_the_public() -> None:
    viewer = make_viewer()
    revoked, ended = issue(viewer, Scope.READ), issue(viewer, Scope.READ)
    row = ApiToken.objects.get(digest=tokens.token_digest(revoked))
    services.revoke_token(viewer, row, at=timezone.now())
    ApiToken.objects.filter(digest=tokens.token_digest(ended)).update(expires_at=timezone.now())
    for secret in (revoked, ended, "qrl_unknown", "", "x" * 5_000, "\ud800"):
        assert tokens.viewer_of_token(secret) == PUBLIC


def test_a_feeds_token_is_not_the_apis_and_the_reverse() -> None:
    viewer = make_viewer()
    feed = issue(viewer, Scope.FEED, feed="incidents?")
    api = issue(viewer, Scope.READ, Scope.WRITE)
    assert tokens.open_feed_token(feed)
    assert tokens.open_api_token(feed) is None
    assert tokens.open_api_token(api)
    assert tokens.open_feed_token(api) is None


@given(st.sets(st.sampled_from(Scope)), st.sampled_from(["", "incidents?"]))
def test_no_mixture_of_scopes_opens_both_doors(scopes: set[Scope], query: str) -> None:
    viewer = make_viewer()
    try:
        secret = issue(viewer, *scopes, feed=query)
    except BadInput:
        return
    assert bool(tokens.open_api_token(secret)) != bool(tokens.open_feed_token(secret))


@pytest.mark.parametrize(
    ("scopes", "lasts", "feed"),
    [
        ([], YEAR, ""),
        ([Scope.FEED], YEAR, ""),
        ([Scope.READ], YEAR, "incidents?"),
        ([Scope.READ, Scope.FEED], YEAR, "incidents?"),
        ([Scope.READ], YEAR + timedelta(seconds=1), ""),
        ([Scope.READ], timedelta(0), ""),
    ],
)
def test_what_cannot_be_issued_is_refused_with_words(
    scopes: list[Scope], lasts: timedelta, feed: str
) -> None:
    with pytest.raises(BadInput):
        issue(make_viewer(), *scopes, lasts=lasts, feed=feed)


def test_observers_do_not_write_the_public_has_no_token_and_a_token_makes_none() -> None:
    observer = make_viewer(None, Role.OBSERVER)
    with pytest.raises(NotAllowed):
        issue(observer, Scope.WRITE)
    with pytest.raises(NotAllowed):
        issue(PUBLIC, Scope.READ)
    with pytest.raises(NotAllowed):
        issue(tokens.viewer_of_token(issue(observer, Scope.READ)), Scope.READ)


def test_fifty_tokens_in_force_are_enough() -> None:
    viewer = make_viewer()
    for _ in range(services.MOST_TOKENS):
        issue(viewer, Scope.READ)
    with pytest.raises(Conflict):
        issue(viewer, Scope.READ)


def test_a_token_dies_with_the_role_and_with_the_account() -> None:
    viewer = make_viewer()
    secret = issue(viewer, Scope.READ)
    row = ApiToken.objects.select_related("person").get(digest=tokens.token_digest(secret))
    row.person.is_active = False
    row.person.save()
    assert tokens.viewer_of_token(secret) == PUBLIC
    row.person.is_active = True
    row.person.save()
    row.person.memberships.all().delete()
    assert tokens.viewer_of_token(secret) == PUBLIC


def test_the_page_shows_the_secret_once(operator: Side) -> None:
    form = {"name": "notebook", "scopes": ["read"], "days": 30}
    shown = operator.client.post("/admin/tokens/new/", form)
    secret = shown.context["secret"]
    assert secret in shown.content.decode()
    assert secret not in operator.client.get("/admin/tokens/").content.decode()
    assert secret not in str(ApiToken.objects.values()) + str(Entry.objects.values())


@pytest.mark.parametrize(
    "wrong",
    [{"days": 366}, {"scopes": ["feed"]}, {"scopes": []}, {"scopes": ["root"]}, {"name": ""}],
)
def test_a_wrong_form_makes_no_token(operator: Side, wrong: dict[str, object]) -> None:
    form = {"name": "notebook", "scopes": ["read"], "days": 30, **wrong}
    assert operator.client.post("/admin/tokens/new/", form).status_code == 200
    assert not ApiToken.objects.exists()


def test_nobody_revokes_the_token_of_another_organisation(operator: Side, member: Side) -> None:
    issue(operator.viewer, Scope.READ)
    row = ApiToken.objects.get()
    assert member.client.post(f"/admin/tokens/{row.pk}/revoke/").status_code == 404
    with pytest.raises(NotFound):
        services.revoke_token(member.viewer, row, at=timezone.now())
    assert operator.client.post(f"/admin/tokens/{row.pk}/revoke/").status_code == 302
    assert not ApiToken.objects.get().is_open(timezone.now())


def test_a_token_opens_no_page_and_a_session_no_machine_door(operator: Side) -> None:
    secret = issue(operator.viewer, Scope.READ, Scope.WRITE)
    answer = Client().get("/admin/people/", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 302
    request = RequestFactory().get("/api/v1/incidents")
    request.user = operator.administrator
    assert find_viewer(request).person_id is None
