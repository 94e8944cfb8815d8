"""Keep the article of a saved web page and nothing else, and know why.

>>> import dehusk
>>> article = dehusk.extract("<nav>Home</nav><article><p>The ferry came in at dawn, full of sheep.</p></article>")
>>> article.text
'The ferry came in at dawn, full of sheep.\\n'
"""

from __future__ import annotations

from ._dehusk import CODES, FORMATS, LIMITS, POLICIES, Article, Explanation, Page, __version__
from ._errors import DehuskError, Failed, Refused, RuleError, RuleProblem
from ._stripper import Html, Stripper, extract, pages
from . import rules

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
