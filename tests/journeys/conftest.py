"""One demonstration node as a newcomer starts it, and a headless Chromium to walk through it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "test-artifacts"
PASSWORD = "lantern-in-the-window"
READY_WITHIN_S = 300
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)


@dataclass(frozen=True, slots=True)
class Node:
    """A running demonstration."""

    address: str
    data: Path
    log: Path

    def path(self, path: str) -> str:
        """The full address of a path."""
        return self.address + path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys need Chromium: without it they are skipped, except in CI, where they fail."""
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        item.add_marker(pytest.mark.journey)
        if CHROMIUM is None and os.environ.get("CI") != "true":
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Start `qaraul demo`, wait until it is ready, and stop it as Ctrl-C would."""
    data = tmp_path_factory.mktemp("demonstration")
    port = free_port()
    log = data / "log.txt"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QARAUL_", "DJANGO_"))}
    command = [str(Path(sys.executable).with_name("qaraul")), "demo", "--data-dir", f"{data}/node"]
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603  our own command
            [*command, "--port", str(port)],
            env={**kept, "QARAUL_DEMO_PASSWORD": PASSWORD},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            running = Node(f"http://127.0.0.1:{port}", data / "node", log)
            wait_until_ready(running, process)
            yield running
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_until_ready(node: Node, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the demonstration stopped:\n{node.log.read_text()[-4_000:]}")
        try:
            if httpx.get(node.path("/healthz"), timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    pytest.fail(f"the demonstration was not ready in time:\n{node.log.read_text()[-4_000:]}")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("Chromium is not installed; journeys may not be skipped in CI")
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
    ]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
    yield browser
    browser.close()


@dataclass(slots=True)
class Visitor:
    """Somebody at the screen; pictures of what they saw are kept in test-artifacts/."""

    page: Page
    node: Node

    def goes_to(self, path: str) -> int:
        """Open a path; the status of the answer."""
        response = self.page.goto(self.node.path(path))
        assert response is not None
        return response.status

    def signs_in(self, account: str, language: str = "en") -> None:
        """Sign in at the door, and choose the language of the account."""
        self.goes_to("/account/login/")
        self.page.fill("input[name=login]", account)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(lambda address: "/account/login" not in address)
        if self.page.locator("html").get_attribute("lang") != language:
            self.goes_to("/you/")
            self.page.select_option("main select[name=language]", language)
            self.page.locator("main form:has(select[name=language]) button").first.click()
            self.page.wait_for_selector(f"html[lang={language}]")

    def picture(self, name: str) -> None:
        """Keep a picture of the whole page."""
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


class Door:
    """Lets visitors in, each in a browser of their own."""

    def __init__(self, browser: Browser, node: Node) -> None:
        self.browser, self.node = browser, node

    def opens(self, *, width: int = 1280, height: int = 900, scripts: bool = True) -> Visitor:
        """A new visitor with nothing in the pockets."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=scripts
        )
        context.set_default_timeout(15_000)
        return Visitor(context.new_page(), self.node)


@pytest.fixture
def door(browser: Browser, node: Node) -> Iterator[Door]:
    opened = Door(browser, node)
    yield opened
    for context in browser.contexts:
        context.close()
