"""A node of one's own, from the command line: init, check, migrate, serve, work, verify."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from qaraul.config.secrets_on_disk import kept_secret
from qaraul.config.working import LONGEST_BACK_OFF, Worker
from qaraul.reading.ensemble import packaged_path

QARAUL = [sys.executable, "-c", "from qaraul.config.cli import main; main()"]
PATIENCE_S = 60  # a machine may be busy with other tests
INIT = ("node", "init", "--organisation", "Secretariat", "--code", "sec", "--kind", "un_entity")


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QARAUL_", "DJANGO_"))}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1", **more}


def settings_of(node: Path) -> dict[str, str]:
    lines = (node / "node.env").read_text(encoding="utf-8").splitlines()
    return dict(line.replace("'", "").split("=", 1) for line in lines)


def run(*words: str, node: Path | None = None, **more: str) -> "subprocess.CompletedProcess[str]":
    settings = settings_of(node) if node else {}
    return subprocess.run(  # noqa: S603  our own command
        [*QARAUL, *words],
        env=environment(**{**settings, **more}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def running(*words: str, node: Path, **more: str) -> "Iterator[subprocess.Popen[str]]":
    process = subprocess.Popen(  # noqa: S603  our own command
        [*QARAUL, *words],
        env=environment(**{**settings_of(node), **more}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_S)
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A node that was made once for all tests of this file."""
    folder = tmp_path_factory.mktemp("nodes") / "node"
    password = folder.parent / "password"
    password.write_text("a long plain phrase\n", encoding="utf-8")
    made = run(
        *INIT, "--data-dir", str(folder), "--username", "first", "--password-file", str(password)
    )
    assert made.returncode == 0, made.stderr
    return folder


def test_init_makes_a_private_directory_a_secret_and_settings(node: Path) -> None:
    assert oct(node.stat().st_mode)[-3:] == "700"
    for name in ("secret-key", "node.env"):
        assert oct((node / name).stat().st_mode)[-3:] == "600"
    assert settings_of(node)["QARAUL_OPERATOR"] == "sec"
    with closing(sqlite3.connect(node / "qaraul.sqlite3")) as database:
        roles = database.execute("SELECT role FROM members_membership").fetchall()
        assert roles == [("administrator",)]


def test_init_again_changes_neither_secret_nor_people(node: Path) -> None:
    secret = (node / "secret-key").read_text(encoding="utf-8")
    again = run(*INIT, "--data-dir", str(node))
    assert again.returncode == 0
    assert "has an administrator already" in again.stdout
    assert (node / "secret-key").read_text(encoding="utf-8") == secret


def test_init_without_a_terminal_says_what_is_missing_and_makes_nothing(tmp_path: Path) -> None:
    refused = run("node", "init", "--data-dir", str(tmp_path / "x"), "--code", "sec")
    assert refused.returncode == 2
    assert "--organisation" in refused.stderr
    assert not (tmp_path / "x").exists()
    no_password = run(*INIT, "--data-dir", str(tmp_path / "x"), "--username", "first")
    assert no_password.returncode == 2
    assert not (tmp_path / "x").exists()


def test_init_is_refused_where_a_demonstration_is_kept(tmp_path: Path) -> None:
    (tmp_path / "demonstration.json").write_text("{}", encoding="utf-8")
    refused = run(*INIT, "--data-dir", str(tmp_path))
    assert refused.returncode == 2
    assert "holds a demonstration" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["demonstration.json"]


def test_init_takes_the_directory_from_the_environment(tmp_path: Path) -> None:
    made = run(*INIT, QARAUL_DATA_DIR=str(tmp_path / "own"))
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "own" / "node.env").is_file()


def test_check_finds_a_demonstration_under_a_real_node(node: Path) -> None:
    trace = node / "demonstration.json"
    trace.write_text("{}", encoding="utf-8")
    try:
        found = run("check", node=node)
    finally:
        trace.unlink()
    assert found.returncode == 1
    assert "holds a demonstration" in found.stdout


def test_without_a_secret_nothing_starts() -> None:
    for words in (("check",), ("work", "--once"), ("serve",), ("migrate",), ("verify",)):
        refused = run(*words)
        assert refused.returncode == 1
        assert "QARAUL_SECRET_KEY is not set" in refused.stderr


def test_check_names_what_to_mend_and_falls_silent_when_it_is_mended(node: Path) -> None:
    bad = run("check", "--json", node=node)
    assert bad.returncode == 1
    assert any("is not https" in finding["what"] for finding in json.loads(bad.stdout))
    good = run("check", node=node, QARAUL_NODE_ADDRESS="https://node.example", QARAUL_PROXIES="1",
               QARAUL_HOSTS="node.example")  # fmt: skip
    assert good.returncode == 0, good.stdout
    assert "0 to mend" in good.stdout


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"QARAUL_OPERATOR": "nobody"}, "operator's code"),
        ({"QARAUL_HOSTS": "*"}, "every host name"),
        ({"QARAUL_DEMONSTRATION": "yes"}, "second factor"),
        ({"QARAUL_SECRET_KEY_FILE": "", "QARAUL_SECRET_KEY": "short"}, "security.W009"),
        ({"QARAUL_DATABASE": "postgres://nobody@127.0.0.1:1/none"}, "does not answer"),
    ],
)
def test_check_finds(node: Path, given: dict[str, str], expected: str) -> None:
    found = run("check", node=node, **given)
    assert (found.returncode, expected in found.stdout) == (1, True), found.stdout + found.stderr


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"nothing of the kind", "no file of reading weights"),
        (b'qaraul-reading-model 1\n{"features": 0}\n', "another version of the reader"),
        (b"qaraul-reading-model 1\n[]\n", "no file of reading weights"),
        (packaged_path().read_bytes()[:-1], "checksum differs"),
    ],
    ids=["another format", "another version", "no header", "cut short"],
)
def test_check_finds_reading_weights_that_cannot_be_used(
    node: Path, content: bytes, fault: str
) -> None:
    own = node / "models" / "reading.model"
    own.parent.mkdir(exist_ok=True)
    own.write_bytes(content)
    try:
        found = run("check", node=node)
    finally:
        own.unlink()
    assert found.returncode == 1
    assert fault in found.stdout
    assert "qaraul score retrain" in found.stdout
    assert "reading weights" not in run("check", node=node).stdout


def test_check_and_verify_find_a_journal_that_was_touched(node: Path, tmp_path: Path) -> None:
    whole = run("verify", "--export", str(tmp_path / "journal.jsonl"), node=node)
    assert whole.returncode == 0
    noted = re.search(r"\d+:[0-9a-f]{64}", whole.stdout)
    assert noted
    assert run("verify", "--noted", noted[0], node=node).returncode == 0
    file = str(tmp_path / "journal.jsonl")
    assert run("verify", "--file", file, "--noted", noted[0], node=node).returncode == 0
    with closing(sqlite3.connect(node / "qaraul.sqlite3")) as database:
        database.execute("UPDATE journal_entry SET reason = 'x' WHERE sequence = 2")
        database.commit()
    try:
        broken = run("verify", "--json", node=node)
        assert (broken.returncode, json.loads(broken.stdout)["broken_at"]) == (1, 2)
        assert "journal is broken at row 2" in run("check", node=node).stdout
        assert run("verify", "--file", file, node=node).returncode == 0
    finally:
        with closing(sqlite3.connect(node / "qaraul.sqlite3")) as database:
            database.execute("UPDATE journal_entry SET reason = '' WHERE sequence = 2")
            database.commit()
    assert run("verify", node=node).returncode == 0


def test_migrate_is_safe_to_repeat_and_check_tells_whether_it_is_needed(
    node: Path, tmp_path: Path
) -> None:
    assert "up to date" in run("migrate", node=node).stdout
    assert run("migrate", "--check", node=node).returncode == 0
    fresh = {"QARAUL_DATA_DIR": str(tmp_path)}
    behind = run("migrate", "--check", node=node, **fresh)
    assert behind.returncode == 1
    assert "pending: journal.0001_initial" in behind.stdout
    refused = run("serve", node=node, **fresh)
    assert (refused.returncode, "qaraul migrate" in refused.stderr) == (1, True)


def test_the_web_server_answers_and_stops_when_it_is_told(node: Path) -> None:
    port = free_port()
    with running("serve", "--port", str(port), node=node) as server:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            wait_for(client)
            assert client.get("/").headers["Location"].startswith("/account/login/")
            api = client.get("/api/v1/incidents")
            assert (api.status_code, api.headers["Content-Type"]) == (
                401,
                "application/problem+json",
            )
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE_S)
        assert server.returncode == 0


def test_the_worker_stops_after_the_batch_in_hand(node: Path) -> None:
    with running("work", node=node) as worker:
        assert worker.stdout
        assert worker.stdout.readline().startswith("Working on: ")
        worker.send_signal(signal.SIGTERM)
        rest, _ = worker.communicate(timeout=PATIENCE_S)
        assert worker.returncode == 0
        assert rest.splitlines()[-1] == "Stopped."
    assert run("work", "--once", node=node).returncode == 0
    unknown = run("work", "--once", "--step", "nonsense", node=node)
    assert (unknown.returncode, "journal facts" in unknown.stderr) == (1, True)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(client: httpx.Client) -> None:
    for _ in range(PATIENCE_S * 10):
        with suppress(httpx.HTTPError):
            if client.get("/healthz").status_code == httpx.codes.OK:
                return
        time.sleep(0.1)
    pytest.fail(f"the web server did not answer within {PATIENCE_S} seconds")


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.django_db  # a round lets go of old connections
def test_a_step_that_fails_rests_longer_each_time_and_holds_up_nobody() -> None:
    clock, tries, others = Clock(), [], []

    def failing(now: datetime) -> int:
        tries.append(now)
        raise RuntimeError("not today")

    def steady(now: datetime) -> int:
        others.append(now)
        return 1

    worker = Worker({"failing": failing, "steady": steady}, clock=clock)
    for _ in range(2_000):
        worker.one_round()
        clock.now += timedelta(seconds=1)
    gaps = [late - early for early, late in pairwise(tries)]
    assert gaps == sorted(gaps)
    assert gaps[-1] == LONGEST_BACK_OFF
    assert len(others) == 2_000
    assert worker.failing == ["failing"]


@pytest.mark.django_db  # a round lets go of old connections
def test_a_step_that_recovers_is_asked_every_round_again() -> None:
    clock, answers = Clock(), iter([1])
    moods = iter([RuntimeError("once")])

    def moody(now: datetime) -> int:  # noqa: ARG001  the worker's signature
        for mood in moods:
            raise mood
        return next(answers, 0)

    worker = Worker({"moody": moody}, clock=clock)
    assert worker.one_round() == 0
    clock.now += timedelta(minutes=10)
    assert (worker.one_round(), worker.failing) == (1, [])


@pytest.mark.django_db  # a round lets go of old connections
def test_a_worker_that_is_told_to_stop_begins_no_further_step() -> None:
    done: list[str] = []

    def first(now: datetime) -> int:  # noqa: ARG001  the worker's signature
        done.append("first")
        worker.stop()
        return 1

    def second(now: datetime) -> int:  # noqa: ARG001  the worker's signature
        done.append("second")
        return 1

    worker = Worker({"first": first, "second": second})
    worker.run()
    assert done == ["first"]


def test_a_kept_secret_is_made_once(tmp_path: Path) -> None:
    secret = kept_secret(tmp_path / "secret")
    assert len(secret) >= 60
    assert kept_secret(tmp_path / "secret") == secret
