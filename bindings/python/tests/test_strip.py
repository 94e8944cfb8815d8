"""Pages in, articles out."""

import collections.abc
import copy
import io
import json
import pickle
import subprocess
import sys
import threading
import time
import typing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest
from pages import FERRY, POISON, RULE

import dehusk
from dehusk import Article, DehuskError, Refused, RuleError, Stripper


def test_an_article_has_its_texts_and_its_metadata():
    article = dehusk.extract(FERRY)
    assert article and isinstance(article, Article)
    assert "after six weeks in the yard" in article.text and "Listen Live" not in article.text
    assert (article.title, article.authors, article.site) == ("Ferry returns", ["Ada Quill"], "The Harbour Gazette")
    assert (article.date, article.language) == ("2026-11-16T08:30:00Z", "en")
    assert article.url == "https://gazette.example/ferry"
    assert article.state == "generic" and article.rule is None and 0 < article.confidence <= 1
    assert article.words == len(article.text.replace("Day", "").split()) or article.words > 30
    assert article.comments == [] and article.comments_text == ""
    assert article.blocks[0]["type"] in ("paragraph", "heading")
    assert article.to_dict() == json.loads(article.json)
    assert article.meta["canonical"] == "https://gazette.example/ferry"
    assert str(article) == article.text and "Ferry returns" in repr(article)
    assert "<p>" in article._repr_html_() and "<script" not in article._repr_html_()


def test_a_page_without_an_article_is_false_and_no_error():
    article = dehusk.extract("<nav>Home</nav>")
    assert not article and article.text == "" and article.warnings == ["no-article"]


@pytest.mark.parametrize("make", [bytes, bytearray, memoryview, lambda b: memoryview(bytearray(b)), lambda b: b.decode()])
def test_a_page_may_come_as_anything_that_holds_bytes_or_text(make):
    assert dehusk.extract(make(FERRY.encode())).text == dehusk.extract(FERRY).text


def test_text_is_not_decoded_again_and_bytes_are():
    html = FERRY.replace("<head>", "<head><meta charset=windows-1251>").replace("yard", "Wärft")
    assert "Wärft" in dehusk.extract(html).text
    assert "Wärft" in dehusk.extract(FERRY.replace("yard", "Wärft").encode("cp1252")).text


def test_what_is_no_page_is_a_type_error():
    with pytest.raises(TypeError, match="bytes, str"):
        dehusk.extract(17)  # type: ignore[arg-type]


def test_choices_are_those_of_the_table():
    assert "fine crossing" not in dehusk.extract(FERRY).text
    kept = dehusk.extract(FERRY, comments="keep")
    assert "fine crossing" in kept.comments_text and kept.comments and "fine crossing" in kept.text
    assert "Boats" in dehusk.extract(FERRY).text and "Boats" not in dehusk.extract(FERRY, tables="drop").text
    assert "old pier." not in dehusk.extract(FERRY).markdown
    assert "old pier." in dehusk.extract(FERRY, format="markdown").markdown
    assert dehusk.extract(FERRY, format="markdown").markdown.startswith("# Ferry returns")
    with pytest.raises(ValueError, match="keep"):
        Stripper(comments="perhaps")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match='"True" is no choice of comments'):
        Stripper(comments=True)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="known are"):
        Stripper(prefer="luck")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="markdown"):
        dehusk.extract(FERRY).render("docx")


def test_the_arguments_of_a_stripper_are_the_rows_of_the_table():
    import inspect
    from typing import get_args, get_type_hints

    # As a type checker reads them: `typing` is not imported with dehusk.
    types = {"typing": typing, **vars(typing), **vars(collections.abc), "KeepOrDrop": typing.Literal["keep", "drop"], "Rule": object}
    hints = get_type_hints(Stripper.__init__, {**vars(dehusk._stripper), **types})
    assert set(dehusk.POLICIES) <= set(inspect.signature(Stripper).parameters)
    for name, (choices, about) in dehusk.POLICIES.items():
        said = [choice for part in get_args(hints[name]) for choice in get_args(part)]
        assert sorted(said) == sorted(choices), name
        assert about
    assert sorted(get_args(hints["format"])) == sorted(dehusk.FORMATS)


def test_own_rules_go_before_those_that_ship(tmp_path):
    (tmp_path / "gazette.example.toml").write_text(RULE)
    for rules in [[tmp_path], [str(tmp_path / "gazette.example.toml")], [("gazette.example.toml", RULE)]]:
        article = Stripper(rules).strip(FERRY)
        assert (article.state, article.rule) == ("rule", "gazette.example") and "Sail with us" not in article.text
    assert "Sail with us" in Stripper([tmp_path], site_rules=False).strip(FERRY).text
    assert "Sail with us" not in Stripper(drop=[".promo", "p:has-text(\"x\\\\\")"]).strip(FERRY).text
    with pytest.raises(OSError, match="no-such-folder"):
        Stripper(["no-such-folder"])
    with pytest.raises(TypeError, match="list"):
        Stripper(str(tmp_path))


def test_a_rule_that_is_wrong_is_told_with_its_place():
    with pytest.raises(RuleError) as caught:
        Stripper([("bad.toml", RULE.replace("drop", "drp"))])
    (problem,) = caught.value.errors
    assert (problem.file, problem.line, problem.column) == ("bad.toml", 3, 1)
    assert "`drp`" in problem.message and "`drop`" in problem.remedy
    assert "^^^" in str(caught.value) and isinstance(caught.value, ValueError)
    back = pickle.loads(pickle.dumps(caught.value))
    assert back.errors == caught.value.errors and str(back) == str(caught.value)
    with pytest.raises(RuleError):
        Stripper(drop=["div["])


def test_a_limit_refuses_and_says_so_by_its_code():
    with pytest.raises(Refused) as caught:
        Stripper(limits={"bytes": 100}).strip(FERRY)
    assert caught.value.code == "too-many-bytes" and dehusk.CODES[caught.value.code][0] == "refusal"
    assert pickle.loads(pickle.dumps(caught.value)).code == "too-many-bytes"
    with pytest.raises(ValueError, match="known are"):
        Stripper(limits={"luck": 1})
    assert dehusk.LIMITS["bytes"] == 32 << 20


def test_a_page_is_stopped_by_the_cpu_time_of_its_thread():
    assert dehusk.LIMITS["cpu_seconds"] == 10
    long, hurried = FERRY * 200, Stripper(limits={"cpu_seconds": 0})
    with pytest.raises(Refused) as caught:
        hurried.strip(long)
    assert caught.value.code == "stopped" and dehusk.CODES["stopped"][0] == "refusal"
    with pytest.raises(Refused, match="stopped"):
        hurried.explain(long)
    assert all(isinstance(one, Refused) for one in hurried.strip_many([long, long], threads=2))
    assert Stripper().strip(long)


def test_articles_strippers_and_explanations_are_pickled():
    stripper = Stripper([("gazette.example.toml", RULE)], comments="keep", limits={"depth": 100})
    again = pickle.loads(pickle.dumps(stripper))
    article, explanation = stripper.strip(FERRY), stripper.explain(FERRY)
    assert again.strip(FERRY) == article == pickle.loads(pickle.dumps(article)) == copy.deepcopy(article)
    assert article != dehusk.extract(FERRY)
    assert pickle.loads(pickle.dumps(explanation)) == explanation
    assert Article.from_json(json.dumps(article.to_dict())) == article
    with pytest.raises(ValueError):
        Article.from_json("{}")


def test_why_is_told_of_each_text():
    explanation = Stripper([("gazette.example.toml", RULE)]).explain(FERRY)
    reasons = {text: (kept, reason) for text, kept, reason, _ in explanation.texts}
    kept, reason = next(value for text, value in reasons.items() if text.startswith("Sail with us"))
    assert not kept and reason == "gazette.example.toml:3 drop .promo"
    assert "- Sail with us" in str(explanation)
    assert explanation.to_dict()["texts"][0]["reason"]["by"]
    assert explanation._repr_html_().startswith("<iframe sandbox") and "<script" not in explanation.html


def test_many_pages_come_out_in_their_order_on_any_number_of_threads():
    def page(n):
        return f"<article><p>Boat {n} came in at dawn, with its nets full and its crew in good spirits.</article>"

    stripper = Stripper()
    for threads in (1, 2, 5, None):
        texts = [article.text for article in stripper.strip_many((page(n) for n in range(300)), threads=threads)]
        assert [int(text.split()[1]) for text in texts] == list(range(300))
    with pytest.raises(ValueError):
        list(stripper.strip_many([FERRY], threads=0))


def test_urls_choose_the_rules_of_many_pages():
    stripper = Stripper([("other.example.toml", RULE.replace("gazette", "other"))])
    urls = ["https://other.example/", None]
    assert [article.state for article in stripper.strip_many([FERRY] * 2, urls)] == ["rule", "generic"]
    with pytest.raises(ValueError, match="fewer urls"):
        list(stripper.strip_many([FERRY] * 3, urls))


@pytest.mark.parametrize("pages", [FERRY, FERRY.encode(), memoryview(b"<p>")])
def test_one_page_is_not_taken_for_many(pages):
    with pytest.raises(TypeError, match=r"\[html\]"):
        Stripper().strip_many(pages)
    with pytest.raises(TypeError):
        Stripper().strip_many([FERRY], "https://gazette.example/ferry")


def test_pages_are_taken_as_they_are_needed():
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield FERRY

    row = Stripper().strip_many(endless(), threads=2)
    assert next(row) and len(taken) == 64


@pytest.mark.parametrize("name", POISON)
def test_a_poisoned_page_is_one_result_and_little_work(name):
    began = time.process_time()
    (result,) = Stripper().strip_many([POISON[name]], threads=1)
    took = time.process_time() - began
    assert isinstance(result, (Article, DehuskError))
    assert took <= 2, f"{took:.2f} s of CPU"


def test_poison_is_one_result_a_page():
    results = list(Stripper().strip_many(POISON.values(), threads=2))
    assert len(results) == len(POISON) >= 12
    codes = {name: getattr(result, "code", None) for name, result in zip(POISON, results)}
    assert codes["nothing"] == codes["number"] == "no-html"
    assert codes["pdf"] == codes["random bytes"] == "not-text" and codes["forty megabytes"] == "too-many-bytes"
    assert all(isinstance(result, (Article, DehuskError)) for result in results)
    assert "\ufffd" in results[list(POISON).index("lone surrogate")].text


def test_python_goes_on_while_a_page_is_stripped():
    page = FERRY.replace("<nav>", "<nav>Home</nav><p>One more line of the harbour's long chronicle.</p>" * 3000)
    stripper, turns, done = Stripper(), 0, threading.Event()

    def work():
        stripper.strip(page)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.wait(0.001):
        turns += 1
    thread.join()
    assert turns > 0


def test_threads_and_processes_share_a_stripper():
    stripper = Stripper([("gazette.example.toml", RULE)])
    expected = stripper.strip(FERRY)
    with ThreadPoolExecutor(4) as pool:
        assert all(article == expected for article in pool.map(stripper.strip, [FERRY] * 40))
    for method in ("fork", "spawn"):
        with ProcessPoolExecutor(2, mp_context=get_context(method)) as pool:
            assert list(pool.map(stripper.strip, [FERRY] * 3)) == [expected] * 3


def test_a_panic_is_an_error_of_its_page():
    with pytest.raises(dehusk.Failed) as caught:
        dehusk._dehusk.panicked()
    assert caught.value.code == "panicked" and "by a test" in str(caught.value)


def test_lone_surrogates_are_taken_wherever_a_text_is():
    url = "https://gazette.example/\ud800"
    stripper = Stripper([("gazette.example.toml", RULE)])
    assert stripper.strip(FERRY, url=url).state == "rule"
    assert [article.state for article in stripper.strip_many([FERRY, FERRY], [url, float("nan")])] == ["rule", "rule"]
    assert stripper.strip(FERRY, site="gazette.example", content_type="\udfff", file_name="\udfff").state == "rule"


def test_what_is_dropped_everywhere_is_no_rule_of_a_site():
    assert (Stripper(drop=[".promo"]).strip(FERRY).state, Stripper(drop=[".promo"]).strip(FERRY).rule) == ("generic", None)
    ruled = Stripper([("gazette.example.toml", RULE)], drop=["table"]).strip(FERRY)
    assert (ruled.state, ruled.rule) == ("rule", "gazette.example")
    assert "Boats" not in ruled.text and "Sail with us" not in ruled.text
    missed = Stripper(drop=["article"]).strip(FERRY)
    assert (missed.state, missed.warnings) == ("rule-missed", ["rule-too-short"]) and "six weeks" in missed.text
    with pytest.raises(TypeError, match="list"):
        Stripper(drop=".promo")


def test_the_strippers_of_extract_are_kept_and_few():
    of = dehusk._stripper._stripper
    assert of({"comments": "keep", "title": "keep"}) is of({"title": "keep", "comments": "keep"}) is not of({})
    for number in range(40):
        of({"drop": (f".x{number}",)})
    assert len(dehusk._stripper._MADE) <= 32
    assert "Sail with us" not in dehusk.extract(FERRY, drop=[".promo"]).text  # a list is not kept


def test_import_imports_nothing_else():
    code = "import sys; before = set(sys.modules); import dehusk; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    own = {"dehusk", "dehusk._dehusk", "dehusk._errors", "dehusk._stripper"}
    assert set(done.stdout.split()) <= own | {"__future__", "itertools"}
    assert dehusk.rules.Finding and dehusk.RuleProblem and {"rules", "RuleProblem"} <= set(dir(dehusk))
    with pytest.raises(AttributeError, match="luck"):
        dehusk.luck


def test_extracted_text_goes_by_the_text_rules_of_its_site():
    rule = 'schema = 2\nhosts = ["gazette.example"]\ncontent = ["body"]\ndrop_text = ["^Get short URL$"]\n'
    stripper = Stripper([("gazette.example.toml", rule)])
    article = stripper.strip_text("The ferry came in.\nGet short URL\nIt left again.", site="gazette.example")
    assert (article.text, article.state) == ("The ferry came in.\n\nIt left again.\n", "rule")
    with pytest.raises(TypeError):
        stripper.strip_text(b"x")  # type: ignore[arg-type]


def test_memory_does_not_grow_with_pages():
    code = """
import resource, sys
sys.path.insert(0, "tests")
import dehusk
from pages import FERRY
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
stripper = dehusk.Stripper()
def run(pages):
    for article in stripper.strip_many((FERRY for _ in range(pages)), threads=2): article.text
run(500); before = peak(); run(10_000)
print(peak() - before)
"""
    grown = int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert grown < 4000, f"{grown} KiB more after 10,000 pages"


def test_the_docstrings_examples_hold():
    import doctest

    for module in (dehusk, dehusk._stripper):
        assert doctest.testmod(module).failed == 0
    assert doctest.testmod(dehusk._stripper).attempted > 3


def test_a_stream_has_no_buffer_and_is_told():
    with pytest.raises(TypeError, match="BytesIO"):
        dehusk.extract(io.BytesIO(b"<p>"))  # type: ignore[arg-type]
