"""The one place that speaks to a model: bounded in time and size, and nothing it says surprises."""

import json
import time
from typing import Any

import pytest
from django.test import override_settings

from qaraul.config import modelserver
from qaraul.config.modelserver import ModelServer, terms
from qaraul.reading.tiers import NoAnswer, extraction
from qaraul.sharing.choices import TLP
from tests.model_server import Handler, drip, fake_model

QUESTION = extraction("Two people were killed in Osh.")


def test_a_question_goes_out_once_and_its_answer_comes_back() -> None:
    with fake_model(lambda h, _: h.say({"places": []}, usage={"total_tokens": 321})) as model:
        answer = ModelServer(model.address, "tiny", key="s3cret").ask(QUESTION)
    assert json.loads(answer.text) == {"places": []}
    assert (answer.model, answer.tokens) == ("tiny (fake-1)", 321)
    assert len(model.asked) == 1
    assert model.asked[0]["temperature"] == 0
    assert model.asked[0]["response_format"]["json_schema"]["name"] == "extract"
    assert model.headers[0]["Authorization"] == "Bearer s3cret"
    assert "Cookie" not in model.headers[0]


def redirect(handler: Handler, _: Any) -> None:
    handler.answer(b"", 307, Location="http://127.0.0.1:9/elsewhere")


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (lambda h, _: h.answer(b"oops", 500), "server_fails"),
        (lambda h, _: h.answer(b"", 401), "closed"),
        (redirect, "redirected"),
        (lambda h, _: h.answer(b"{", 200), "bad_answer"),
        (lambda h, _: h.answer(b"[]", 200), "bad_answer"),
        (lambda h, _: h.answer(b'{"choices": []}', 200), "bad_answer"),
        (lambda h, _: h.answer(b'{"choices": [{"message": {"content": 7}}]}', 200), "bad_answer"),
        (lambda h, _: h.answer(b"[" * 100_000, 200), "bad_answer"),
        (lambda h, _: h.answer(b"x" * 600_000, 200), "too_large"),
        (lambda h, _: h.wfile.write(b"garbage\r\n\r\n"), "bad_answer"),
    ],
)
def test_what_a_server_can_do_wrong_is_one_fault_each(reply: Any, fault: str) -> None:
    with fake_model(reply) as model, pytest.raises(NoAnswer) as caught:
        ModelServer(model.address, "tiny", seconds=5).ask(QUESTION)
    assert caught.value.fault == fault
    assert len(model.asked) == 1


def test_a_server_that_asks_to_wait_says_for_how_long() -> None:
    with (
        fake_model(lambda h, _: h.answer(b"", 429, Retry_After="99999999")) as model,
        pytest.raises(NoAnswer) as caught,
    ):
        ModelServer(model.address, "tiny").ask(QUESTION)
    assert (caught.value.fault, caught.value.again_in_s) == ("asked_to_wait", 86_400)


@pytest.mark.parametrize("reply", [drip, lambda *_: time.sleep(3)])
def test_a_server_that_hangs_or_drips_is_left_in_time(reply: Any) -> None:
    with fake_model(reply) as model:
        started = time.monotonic()
        with pytest.raises(NoAnswer) as caught:
            ModelServer(model.address, "tiny", seconds=0.6).ask(QUESTION)
        assert time.monotonic() - started < 2.5
    assert caught.value.fault == "too_slow"


def test_a_server_that_is_not_there_is_said() -> None:
    with fake_model(lambda h, _: h.say({})) as model:
        address = model.address
    with pytest.raises(NoAnswer) as caught:
        ModelServer(address, "tiny").ask(QUESTION)
    assert caught.value.fault == "no_connection"


@pytest.mark.parametrize("usage", [None, [], {"total_tokens": -5}, {"total_tokens": "9"}])
def test_a_cost_that_cannot_be_is_not_believed(usage: Any) -> None:
    with fake_model(lambda h, _: h.say({}, usage=usage, model="a\x00b")) as model:
        answer = ModelServer(model.address, "tiny").ask(QUESTION)
    assert (answer.tokens, answer.model) == (0, "tiny")


GIVEN = {"MODEL_URL": "http://127.0.0.1:1/v1", "MODEL_NAME": "tiny"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"MODEL_URL": "ftp://x"}, "http or https"),
        ({"MODEL_URL": "http://me:pass@x/v1"}, "http or https"),
        ({"MODEL_URL": "http://model.example/v1", "MODEL_KEY": "k"}, "over https only"),
        ({"MODEL_NAME": ""}, "QARAUL_MODEL_NAME"),
        ({"MODEL_TLP": "red"}, "clear, green or amber"),
        ({"MODEL_TLP": "amber+strict"}, "clear, green or amber"),
        ({"MODEL_LANGUAGES": ["de"]}, "not one of ours: de"),
    ],
)
def test_a_setting_that_cannot_be_stops_the_start(changed: dict[str, Any], says: str) -> None:
    with override_settings(**{**GIVEN, **changed}), pytest.raises(SystemExit, match=says):
        terms()


def test_without_an_address_there_is_no_model_and_without_a_label_nothing_leaves() -> None:
    assert terms() is None
    with override_settings(**GIVEN):
        found = terms()
    assert found is not None
    assert (found.tier, found.highest) == (1, None)


@pytest.mark.parametrize(
    ("address", "tier"),
    [
        ("http://127.0.0.1:11434/v1", 1),
        ("http://[::1]:8080/v1", 1),
        ("http://localhost:1/v1", 2),
        ("https://model.example/v1", 2),
    ],
)
def test_a_model_on_this_machine_is_of_tier_one(address: str, tier: int) -> None:
    with override_settings(MODEL_URL=address, MODEL_NAME="tiny", MODEL_TLP="Green"):
        found = terms()
    assert found is not None
    assert (found.tier, found.highest) == (tier, TLP.GREEN)
    assert modelserver.is_local(address) is (tier == 1)
