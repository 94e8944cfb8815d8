"""The texts of the whole corpus, beside those of the command line: the same bytes."""

import os
import subprocess
import warnings
from pathlib import Path

import pytest

import dehusk

SHARED = Path(os.environ.get("DEHUSK_SHARED", Path(__file__).parents[4] / "shared"))
SETS = sorted(SHARED.glob("corpus/*/pages"))
COMMAND = os.environ.get("DEHUSK", "")

if not SETS:
    warnings.warn(f"there is no corpus at {SHARED}: its texts were not compared", stacklevel=1)
if not COMMAND or not Path(COMMAND).exists():
    pytest.skip("DEHUSK names no command: the texts of the corpus were not compared", allow_module_level=True)


@pytest.mark.parametrize("pages", SETS, ids=[pages.parent.name for pages in SETS])
def test_texts_are_the_bytes_that_the_command_writes(pages, tmp_path):
    call = [COMMAND, "--quiet", "--no-config", "--format", "text", "--output", tmp_path / "out", pages]
    done = subprocess.run(call, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    written = {path.name.removesuffix(".txt"): path.read_bytes() for path in (tmp_path / "out").rglob("*.txt")}
    row = list(dehusk.pages(pages))
    made = {}
    for page, result in zip(row, dehusk.Stripper().strip_many(row)):
        if isinstance(result, dehusk.Article):
            made[Path(page.place).name.removesuffix(".gz").removesuffix(".html")] = result.text.encode()
    assert len(row) >= len(made) > 0 and any(made.values())
    assert made.keys() == written.keys()
    assert [name for name in made if made[name] != written[name]] == []
