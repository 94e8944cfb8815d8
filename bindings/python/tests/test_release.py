"""The workflow of a release: checked by actionlint, and each of its shell steps run on the wheel and the sdist that were built."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import dehusk

WORKFLOW = Path(__file__).parents[3] / ".github" / "workflows" / "python.yml"
BESIDE = Path(sys.executable).parent


def steps():
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed: the steps of the workflow were not run")
    return [step for job in yaml.safe_load(WORKFLOW.read_text())["jobs"].values() for step in job["steps"]]


def test_actionlint_finds_nothing():
    actionlint = shutil.which("actionlint", path=f"{BESIDE}{os.pathsep}{os.environ['PATH']}")
    if actionlint is None:
        pytest.skip("there is no actionlint: the workflow was not checked")
    done = subprocess.run([actionlint, "-no-color", WORKFLOW], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheels_are_those_of_the_usual_matrix():
    text = WORKFLOW.read_text()
    for part in ('"2_28"', "x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "musllinux_1_2", "apple-darwin", "windows", "python3.13t"):
        assert part in text, part


def test_the_shell_steps_run(tmp_path):
    built = Path(os.environ.get("DEHUSK_WHEELS", ""))
    if "DEHUSK_WHEELS" not in os.environ:
        pytest.skip("DEHUSK_WHEELS names no folder of a wheel and an sdist: the steps of the workflow were not run")
    shutil.copytree(built, tmp_path / "dist")
    venv.create(tmp_path / "venv", with_pip=True)
    path = f"{tmp_path / 'venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    shell = [step for step in steps() if "run" in step]
    assert len(shell) >= 2
    for step in shell:
        call = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        env = {**os.environ, "PATH": path, "GITHUB_REF_NAME": f"v{dehusk.__version__}"}
        done = subprocess.run(call, cwd=tmp_path, env=env, capture_output=True, text=True)
        assert done.returncode == 0, f"{step['name']}: {done.stdout}{done.stderr}"
