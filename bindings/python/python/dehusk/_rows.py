"""What is told of rules, as rows: imported where one is asked for."""

from __future__ import annotations

from typing import NamedTuple


class RuleProblem(NamedTuple):
    """One thing that is wrong with a rule file. Lines and columns are counted from 1, columns in characters."""

    file: str
    line: int
    column: int
    message: str
    remedy: str


class Finding(NamedTuple):
    """What is wrong with a rule. Lines and columns are counted from 1; `str()` draws it with its line and a caret."""

    file: str
    line: int
    column: int
    message: str
    shown: str

    def __str__(self) -> str:
        return self.shown


class Checked(NamedTuple):
    """How many rules and tests there were, and what is wrong."""

    rules: int
    tests: int
    findings: list[Finding]


class SiteRule(NamedTuple):
    """The rule of a site: its name, its hosts, and its file as it is written."""

    name: str
    hosts: list[str]
    text: str
