"""Keep the article of a saved web page and nothing else, and know why.

>>> import dehusk
>>> article = dehusk.extract("<nav>Home</nav><article><p>The ferry came in at dawn, full of sheep.</p></article>")
>>> article.text
'The ferry came in at dawn, full of sheep.\\n'
"""

from __future__ import annotations

from ._dehusk import CODES, FORMATS, LIMITS, POLICIES, Article, Explanation, Page, __version__
from ._errors import DehuskError, Failed, Refused, RuleError
from ._stripper import Html, Stripper, extract, pages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import rules
    from ._rows import RuleProblem

__all__ = [
    "CODES",
    "FORMATS",
    "LIMITS",
    "POLICIES",
    "Article",
    "DehuskError",
    "Explanation",
    "Failed",
    "Html",
    "Page",
    "Refused",
    "RuleError",
    "RuleProblem",
    "Stripper",
    "__version__",
    "extract",
    "pages",
    "rules",
]


def __getattr__(name: str) -> object:
    """What is imported when it is asked for, so that `import dehusk` takes some milliseconds."""
    if name == "rules":
        from importlib import import_module

        return import_module("dehusk.rules")
    if name == "RuleProblem":
        from ._rows import RuleProblem

        return RuleProblem
    raise AttributeError(f"module 'dehusk' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
