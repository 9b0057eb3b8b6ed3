"""Chromium, and what axe-core finds in a page."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from support.cases import ROOT

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)


class Browser:
    """A real one, with what it said, asked for and showed."""

    def __init__(self, playwright, folder: Path) -> None:
        self.browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        self.file = folder / "page.html"

    def open(self, html: str, width: int):
        self.file.write_text(html, encoding="utf-8")
        sheet = self.browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=False)
        self.told, self.asked = [], []
        sheet.on("console", lambda m: self.told.append(m.text))
        sheet.on("pageerror", lambda e: self.told.append(str(e)))
        sheet.on("dialog", lambda d: self.told.append(d.message))
        sheet.on("request", lambda r: self.asked.append(r.url))
        sheet.goto(self.file.as_uri())
        assert self.told == [] and self.asked == [self.file.as_uri()]
        return sheet


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = Browser(playwright, tmp_path_factory.mktemp("page"))
        yield made
        made.browser.close()


@pytest.fixture(scope="session")
def axe(tmp_path_factory) -> str:
    """The source of axe-core: installed for the test by npm, kept nowhere."""
    if shutil.which("npm") is None:
        pytest.skip("no npm on this machine, so no axe-core")
    folder = tmp_path_factory.mktemp("axe")
    shutil.copy(ROOT / "tests/axe/package.json", folder)
    made = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=80,
    )
    if made.returncode:
        pytest.skip("npm could not install axe-core")
    return (folder / "node_modules/axe-core/axe.min.js").read_text("utf-8")
