"""A model is asked late, within a budget, only about texts that may leave, and changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_viewer
from qaraul.members.viewers import PUBLIC
from qaraul.pipeline.budget import spent
from qaraul.pipeline.choices import AskedStage
from qaraul.pipeline.leaving import Terms, may_leave
from qaraul.pipeline.models import DocumentReading, ModelCall, ModelTask, Signal, Suggestion
from qaraul.pipeline.queries.advice import advice_for
from qaraul.pipeline.services import read_due_documents
from qaraul.pipeline.services.asking import ask_due
from qaraul.pipeline.testing import NOW, make_document, make_source
from qaraul.pipeline.tests.test_reading_documents import CLASH, CLASH_RU
from qaraul.reading.tiers import Answer, NoAnswer, Question
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience
from qaraul.sources.models import Document

TERMS = Terms(
    model="tiny",
    highest=TLP.GREEN,
    requests_a_day=50,
    tokens_a_month=1_000_000,
    languages=("en",),
)
Reply = Callable[[Question], Any]


class Model:
    """Answers as a test says, and keeps every text that it was given."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.seen: list[str] = []

    def ask(self, question: Question) -> Answer:
        self.seen.append(question.messages[1]["content"])
        said = self.reply(question)
        if isinstance(said, NoAnswer):
            raise said
        return Answer(orjson.dumps(said).decode(), "tiny (fake-1)", tokens=100)


def facts(question: Question) -> Any:
    """Two answers that the text bears out and two that it does not; prose that adds a place."""
    if question.kind != "extract":
        return {"text": "Two border guards were killed in Moscow."}
    text = orjson.loads(question.messages[1]["content"])["text"]
    words = text.split("\n")[0]
    return {
        "places": [{"name": "Moscow", "evidence": words}],
        "event_type": {"value": "armed_clash", "evidence": words},
        "event_status": None,
        "counts": [{"kind": "killed", "value": 999, "evidence": words}],
    }


def silent(question: Question) -> Any:  # noqa: ARG001  a reply is given its question
    return NoAnswer("server_fails", "HTTP 500", again_in_s=5)


@pytest.fixture
def read_clash(areas: None, home: Organisation) -> Signal:  # noqa: ARG001  areas come first
    source = make_source(home, tlp=TLP.GREEN)
    make_document(*CLASH, source=source)
    make_document(*CLASH_RU, source=source)
    read_due_documents(NOW)
    return Signal.objects.get()


def ask_all(model: Model, terms: Terms = TERMS, *, rounds: int = 12) -> int:
    at = NOW + timedelta(minutes=1)
    return sum(ask_due(at, ask=model.ask, terms=terms) for _ in range(rounds))


TLPS, STAGES = list(TLP), list(Stage)


@given(
    own=st.sampled_from(TLPS),
    standing=st.sampled_from(TLPS),
    highest=st.none() | st.sampled_from(TLPS),
    stage=st.sampled_from(STAGES),
    caveats=st.sampled_from(["", "eyes only"]),
    sealed=st.booleans(),
    operator=st.sampled_from(["", "home", "other"]),
)
def test_a_text_leaves_only_under_a_label_the_operator_allows(
    own: TLP, standing: TLP, highest: TLP | None, stage: Stage, caveats: str, sealed: bool,  # noqa: FBT001  hypothesis gives them
    operator: str,
) -> None:  # fmt: skip
    document: Any = SimpleNamespace(
        tlp=own,
        source=SimpleNamespace(tlp=standing),
        origin=SimpleNamespace(code="home"),
        stage=stage,
        caveats=caveats,
        is_origin_sealed=sealed,
    )
    leaves = may_leave(document, Terms(model="m", highest=highest, operator=operator))
    if leaves:
        assert highest is not None
        assert max(own, standing) <= highest <= TLP.AMBER
        assert stage == Stage.RELEASED
        assert not caveats
        assert not sealed
        assert max(own, standing) < TLP.AMBER or operator == "home"
    elif stage == Stage.RELEASED and not caveats and not sealed:
        is_allowed = highest is not None and max(own, standing) <= highest <= TLP.AMBER
        assert not is_allowed or (max(own, standing) == TLP.AMBER and operator != "home")


@pytest.mark.parametrize(("tlp", "highest"), list(product(TLP, [None, *TLP])))
def test_no_text_above_the_allowed_label_reaches_the_model(
    areas: None, home: Organisation, tlp: TLP, highest: TLP | None  # noqa: ARG001  areas come first
) -> None:  # fmt: skip
    source = make_source(home, tlp=TLP.CLEAR)
    make_document(*CLASH, source=source, tlp=tlp)
    read_due_documents(NOW)
    model = Model(facts)
    ask_all(model, Terms(**{**vars_of(TERMS), "highest": highest}), rounds=3)
    may = highest is not None and tlp <= highest <= TLP.AMBER and tlp < TLP.AMBER
    assert bool(model.seen) is may


def vars_of(terms: Terms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in Terms.__dataclass_fields__}


@pytest.mark.usefixtures("read_clash")
def test_suggestions_stand_beside_the_reading_and_change_nothing() -> None:
    before = list(DocumentReading.objects.order_by("id").values())
    signal = Signal.objects.values().get()
    model = Model(facts)
    # Facts of two documents, one translation (the other is English), one summary of their story.
    assert ask_all(model) == 4
    assert ModelTask.objects.filter(stage=AskedStage.ANSWERED).count() == 4
    assert list(DocumentReading.objects.order_by("id").values()) == before
    assert Signal.objects.values().get() == signal
    kept = Suggestion.objects.filter(refusal="")
    assert {s.field for s in kept} == {"event_type"}
    assert {(s.tier, s.model) for s in kept} == {(2, "tiny (fake-1)")}
    refused = Suggestion.objects.exclude(refusal="")
    assert {s.value for s in refused} == {None}
    assert {(s.field, s.refusal) for s in refused} == {
        ("place", "not_in_text"),
        ("killed", "not_in_text"),
        ("translate", "number_not_in_text"),
        ("summarise", "place_not_in_text"),
    }
    assert ask_all(model) == 0


@pytest.mark.usefixtures("read_clash")
def test_with_the_budget_used_up_nothing_is_asked_and_the_work_goes_on() -> None:
    model = Model(facts)
    ask_all(model, Terms(**{**vars_of(TERMS), "requests_a_day": 2}))
    assert len(model.seen) == 2
    assert spent(NOW + timedelta(minutes=1)).requests == 2
    assert ModelTask.objects.filter(stage=AskedStage.WAITING, attempts=0).count() == 2
    make_document("Quiet day in Osh", source=make_source())
    assert read_due_documents(NOW) == 1
    tomorrow = NOW + timedelta(days=1)
    assert ask_due(tomorrow, ask=model.ask, terms=TERMS) == 1


@pytest.mark.usefixtures("read_clash")
def test_tokens_of_the_month_are_a_limit_too() -> None:
    model = Model(facts)
    ask_all(model, Terms(**{**vars_of(TERMS), "tokens_a_month": 100}))
    assert model.seen == []
    assert not ModelCall.objects.exists()


@pytest.mark.usefixtures("read_clash")
def test_a_server_that_fails_is_left_alone_for_a_while_and_given_up_in_the_end() -> None:
    model, at = Model(silent), NOW + timedelta(minutes=1)
    assert ask_due(at, ask=model.ask, terms=TERMS) == 1
    assert ask_due(at + timedelta(seconds=30), ask=model.ask, terms=TERMS) == 0
    assert len(model.seen) == 1
    for hour in range(1, 40):
        ask_due(at + timedelta(hours=hour), ask=model.ask, terms=TERMS)
    assert set(ModelTask.objects.values_list("stage", "reason")) == {
        (AskedStage.FAILED, "server_fails")
    }
    assert not Suggestion.objects.exists()
    assert ModelCall.objects.exclude(fault="server_fails").count() == 0


@pytest.mark.usefixtures("read_clash")
def test_an_answer_about_a_text_that_has_changed_meanwhile_is_dropped() -> None:
    def change(question: Question) -> Any:
        Document.objects.update(text_hash="0" * 64)
        return facts(question)

    assert ask_due(NOW + timedelta(minutes=1), ask=Model(change).ask, terms=TERMS) == 1
    assert not Suggestion.objects.exists()


@pytest.mark.usefixtures("read_clash")
def test_a_recall_before_the_question_withholds_the_text() -> None:
    model = Model(facts)
    ask_due(NOW + timedelta(minutes=1), ask=Model(silent).ask, terms=TERMS)
    Document.objects.update(stage=Stage.RECALLED)
    at = NOW + timedelta(hours=2)
    for _ in range(6):
        ask_due(at, ask=model.ask, terms=TERMS)
    assert model.seen == []
    assert set(ModelTask.objects.values_list("stage", flat=True)) == {AskedStage.WITHHELD}


def test_advice_is_for_members_while_a_model_is_set_up(read_clash: Signal, settings: Any) -> None:
    ask_all(Model(facts))
    document = Document.objects.filter(title=CLASH[0]).get()
    member = make_viewer(document.origin)
    at = NOW + timedelta(minutes=2)
    assert advice_for(member, document, story=read_clash.story, at=at) is None
    settings.MODEL_URL = "http://127.0.0.1:1/v1"
    assert advice_for(PUBLIC, document, story=read_clash.story, at=at) is None
    advice = advice_for(member, document, story=read_clash.story, at=at)
    assert advice is not None
    assert [(fact.label, fact.words) for fact in advice.facts] == [("event type", CLASH[0])]
    assert advice.refused == 3


def test_a_summary_is_shown_only_to_who_sees_all_it_was_made_of(
    read_clash: Signal, settings: Any
) -> None:
    settings.MODEL_URL = "http://127.0.0.1:1/v1"

    def reply(question: Question) -> Any:
        return {"text": "Border guards exchanged fire."} if question.kind == "summarise" else {}

    ask_all(Model(reply))
    story = read_clash.story
    one = Document.objects.order_by("id")[0]
    at, member = NOW + timedelta(minutes=2), make_viewer(one.origin)
    advice = advice_for(member, one, story=story, at=at)
    assert advice is not None
    assert advice.summary is not None
    guest = make_organisation()
    Document.objects.filter(pk=one.pk).update(audience=Audience.of(organisations=[guest]))
    found = advice_for(make_viewer(guest), one, story=story, at=at)
    assert found is None or found.summary is None
