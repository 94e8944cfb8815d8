"""What goes wrong."""

from __future__ import annotations

# Only a rule that is wrong needs them.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._rows import RuleProblem


class DehuskError(ValueError):
    """A page that gave no article, or rules that cannot be used. `code` is a name that no version changes."""

    code: str

    def __init__(self, message: str, code: str = "unknown") -> None:
        super().__init__(message)
        self.code = code


class Refused(DehuskError):
    """A page that was turned down by a limit or by what it is: nothing went wrong. `dehusk.CODES` has all codes."""


class Failed(DehuskError):
    """A page that something went wrong with: a damaged archive, or a defect of dehusk (`panicked`)."""


class RuleError(DehuskError):
    """Rules that cannot be used: all that is wrong with them. `str()` draws each with its line and a caret."""

    errors: list[RuleProblem]

    def __init__(self, message: str, errors: list[tuple[str, int, int, str, str]] | None = None) -> None:
        from ._rows import RuleProblem

        super().__init__(message, "rules")
        self.errors = [RuleProblem(*row) for row in errors or ()]
