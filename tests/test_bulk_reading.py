"""`qaraul read` at work: killed half-way and gone on with, and spread over a real Dask cluster."""

# ruff: noqa: S603  our own commands, run as an operator runs them

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from qaraul.config.cluster import alike
from qaraul.config.commands.read import command
from qaraul.errors import BadInput
from qaraul.reading.bulk import stamp

ROOT = Path(__file__).parent.parent
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT / "src")}
TEXTS = [
    "Two people were killed in Osh on Monday.",
    "В Оше в понедельник погибли два человека.",
    "Баткен облусунда эки киши жаракат алды.",
    "Four people were injured near Vorukh on Tuesday.",
]


def write_input(path: Path, count: int) -> Path:
    rows = [
        {"id": str(n), "text": f"{TEXTS[n % 4]} Report {n}.", "published": "2025-05-14"}
        for n in range(count)
    ]
    path.write_bytes(b"\n".join(orjson.dumps(row) for row in [*rows, rows[0]]) + b"\n")
    return path


def asked(source: Path, out: Path, *options: str) -> list[str]:
    code = "from qaraul.config.cli import main; main()"
    return [sys.executable, "-c", code, "read", str(source), "--out", str(out), *options]


def free_port() -> int:
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def has_saved(folder: Path) -> bool:
    """Whether more records stand there than the first 1,024, after which a run keeps its place."""
    lines = folder / "records.jsonl"
    return lines.exists() and lines.read_bytes().count(b"\n") > 1_024


@pytest.mark.alone
@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_a_run_that_was_killed_goes_on_and_ends_with_the_same_bytes(
    tmp_path: Path, kind: str
) -> None:
    source = write_input(tmp_path / "in.jsonl", 1_600)
    whole, out = tmp_path / f"whole.{kind}", tmp_path / f"out.{kind}"
    subprocess.run(asked(source, whole), check=False, env=ENVIRONMENT, capture_output=True)
    run = subprocess.Popen(
        asked(source, out, "--workers", "1"), env=ENVIRONMENT, stderr=subprocess.DEVNULL
    )
    folder = tmp_path / f".out.{kind}.reading"
    while run.poll() is None and not has_saved(folder):
        time.sleep(0.02)
    assert run.poll() is None
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert not out.exists()
    again = subprocess.run(
        asked(source, out, "--json"), check=False, env=ENVIRONMENT, capture_output=True
    )
    told = orjson.loads(again.stdout)
    assert 0 < told["resumed_at"] < told["documents"] == 1_600
    assert told["refused"] == 1
    assert "given before" in told["refusals"][0]["reason"]
    assert out.read_bytes() == whole.read_bytes()
    assert not folder.exists()


@pytest.mark.alone
def test_two_runs_do_not_write_one_output_at_the_same_time(tmp_path: Path) -> None:
    source, out = write_input(tmp_path / "in.jsonl", 1_600), tmp_path / "out.jsonl"
    run = subprocess.Popen(
        asked(source, out, "--workers", "1"), env=ENVIRONMENT, stderr=subprocess.DEVNULL
    )
    try:
        while run.poll() is None and not has_saved(tmp_path / ".out.jsonl.reading"):
            time.sleep(0.02)
        answer = CliRunner().invoke(command, [str(source), "--out", str(out)])
        assert run.poll() is None
        assert answer.exit_code == 1
        assert "another run is writing this output" in answer.stderr
    finally:
        run.send_signal(signal.SIGINT)
        run.wait()
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


@contextmanager
def dask(folder: Path) -> Iterator[str]:
    """A scheduler and two worker processes on this machine's loopback."""
    pytest.importorskip("distributed")
    address = f"tcp://127.0.0.1:{free_port()}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = [
        *(sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", address),
        *("--no-dashboard", "--no-show"),
    ]
    worker = [
        *(sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1"),
        *("--no-dashboard", "--no-nanny", "--host", "127.0.0.1"),
        *("--local-directory", str(folder)),
    ]
    started = [
        subprocess.Popen(each, env=ENVIRONMENT, cwd=folder, **quiet)  # type: ignore[call-overload]
        for each in (scheduler, worker, worker)
    ]
    try:
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:  # a worker that waits for its scheduler to come back
                process.kill()
                process.wait()


@pytest.mark.alone
def test_a_dask_cluster_writes_the_same_bytes_as_this_machine(tmp_path: Path) -> None:
    source = write_input(tmp_path / "in.jsonl", 700)
    alone, spread = tmp_path / "alone.jsonl", tmp_path / "spread.jsonl"
    subprocess.run(
        asked(source, alone, "--workers", "1"), check=False, env=ENVIRONMENT, capture_output=True
    )
    (tmp_path / "dask").mkdir()
    with dask(tmp_path / "dask") as address:
        ran = subprocess.run(
            asked(source, spread, "--scheduler", address, "--json"),
            check=False, env=ENVIRONMENT, capture_output=True,
        )  # fmt: skip
    assert ran.returncode == 1, ran.stderr  # the last row repeats an id
    assert orjson.loads(ran.stdout)["documents"] == 700
    assert spread.read_bytes() == alone.read_bytes()


def test_a_scheduler_that_is_not_there_is_said_clearly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("qaraul.config.cluster.WAIT_S", 0.5)
    source = write_input(tmp_path / "in.jsonl", 2)
    address = f"tcp://127.0.0.1:{free_port()}"
    asking = [str(source), "--out", str(tmp_path / "o.jsonl"), "--scheduler", address]
    answer = CliRunner().invoke(command, asking)
    assert answer.exit_code == 1
    assert f"No Dask scheduler answers at {address}" in answer.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_without_the_extra_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    source = write_input(tmp_path / "in.jsonl", 2)
    asking = [str(source), "--out", str(tmp_path / "o.jsonl"), "--scheduler", "tcp://x:1"]
    answer = CliRunner().invoke(command, asking)
    assert answer.exit_code == 1
    assert "pip install 'qaraul[dask]'" in answer.stderr


def test_a_worker_with_another_reader_refuses_its_piece() -> None:
    assert alike(len, [1, 2], stamp()) == 2
    with pytest.raises(BadInput, match="another version of the reader"):
        alike(len, [1, 2], "other")
