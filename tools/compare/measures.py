"""How near texts are to what they should be: the measures of the public benchmarks, with the standard library alone.

A measure takes pairs of a gold row and the text that was found for it, and gives figures by name, 1 where all is right.
`python3 -m doctest measures.py` runs the examples.
"""

import re
from collections import Counter


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def ratio(part, whole):
    return part / whole if whole else 0.0


def mean(values):
    return ratio(sum(values), len(values))


def shingles(text):
    """How often each row of four words is in a text; a shorter text is one row.

    >>> sorted(" ".join(row) for row in shingles("The ferry came in, the ferry"))
    ['The ferry came in', 'came in the ferry', 'ferry came in the']
    """
    words = re.findall(r"\w+", text)
    count = max(1, len(words) - 3) if words else 0
    return Counter(tuple(words[at : at + 4]) for at in range(count))


def shingle(pairs):
    """article-extraction-benchmark's: F1 of the mean precision, over pages with a text, and the mean recall.

    >>> shingle([({"body": "a b c d e"}, "a b c d"), ({"body": "a b c d"}, "")])
    {'F1': 0.4}
    """
    precision, recall = [], []
    for gold, found in pairs:
        wanted, told = shingles(gold["body"]), shingles(found)
        common = (wanted & told).total()
        precision += [common / told.total()] if told else []
        recall += [common / wanted.total()] if wanted else []
    return {"F1": f1(mean(precision), mean(recall))}


def segment(pairs):
    """trafilatura's: F1 over all segments, those that must be in the texts and those that must not.

    >>> segment([({"with": ["the  ferry", "the quay"], "without": ["Menu"]}, "So the ferry came. Menu")])
    {'F1': 0.5}
    """
    hits = wanted = faults = 0
    for gold, found in pairs:
        text = " ".join(found.split())
        within = lambda parts: sum(" ".join(part.split()) in text for part in parts) if text else 0
        hits, faults = hits + within(gold["with"] or []), faults + within(gold["without"] or [])
        wanted += len(gold["with"] or [])
    return {"F1": f1(ratio(hits, hits + faults), ratio(hits, wanted))}


def word(pairs):
    """WCXB's: the mean over the pages of the F1 of the words, however they are ordered. No text is right where none should be.

    >>> word([({"body": "The ferry came"}, "the ferry"), ({"body": ""}, ""), ({"body": ""}, "Menu")])
    {'F1': 0.6}
    """
    values = []
    for gold, found in pairs:
        wanted, told = (Counter(re.findall(r"\w+", text.lower())) for text in (gold["body"], found))
        common = (wanted & told).total()
        of_page = f1(ratio(common, told.total()), ratio(common, wanted.total()))
        values.append(of_page if wanted or told else 1.0)
    return {"F1": mean(values)}


def distance(one, other):
    """The fewest letters to put in, take out or change (Hyyrö's bit vectors).

    >>> distance("ferry", "fairy"), distance("", "quay"), distance("pier", "pier")
    (2, 4, 0)
    """
    if not one or not other:
        return len(one or other)
    places = {}
    for at, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << at
    every, last = (1 << len(one)) - 1, 1 << len(one) - 1
    more, less, total = every, 0, len(one)
    for letter in other:
        here = places.get(letter, 0)
        same = ((here & more) + more ^ more) | here | less
        up, down = less | every & ~(same | more), same & more
        total += bool(up & last) - bool(down & last)
        up, down = up << 1 | 1, down << 1
        more, less = (down | ~(same | up)) & every, up & same & every
    return total


FENCED = re.compile(r"```.*?```", re.S)
INLINE = re.compile(r"`[^`]*`")
FORMULAS = [re.compile(rf"(?<!\\){start}(.*?)(?<!\\){end}", re.S)
            for start, end in ((r"\$\$", r"\$\$"), (r"\\\[", r"\\\]"), (r"\$", r"\$"), (r"\\\(", r"\\\)"))]


INDENTED = re.compile(r"(?:\n\s*\n)((?:(?: {4,}|\t+)[^\n]*(?:\n|$)){2,})(?=\n\s*\n|$)", re.M)
# A list or sums of money are no code, though they are indented.
NO_CODE = re.compile(r"[-•*]\s|\d+\.\s|.*\$[\d,]|.*\b(?:million|billion|thousand)\b", re.I)


def code(markdown):
    """What stands in fences, then what is indented.

    >>> code("A text\\n```rust\\nlet a = 1;\\nlet b = 2;\\n```\\n")
    'let a = 1;\\nlet b = 2;'
    >>> code("So:\\n\\n    a = 1\\n    b = 2\\n")
    'a = 1\\nb = 2'
    """
    blocks = ["\n".join(match.group().split("\n")[1:-1]) for match in FENCED.finditer(markdown)]
    for match in INDENTED.finditer(markdown):
        lines = [line for line in match.group(1).split("\n") if line.strip()]
        if len(lines) >= 2 and not any(NO_CODE.match(line.strip()) for line in lines):
            blocks.append("\n".join(re.sub(r"^(?: {4}|\t)", "", line) for line in lines))
    return "\n".join(filter(None, blocks))


def formulas(markdown):
    r"""What stands between the signs of TeX, and not in code; as in the benchmark, the kinds of signs one after the other.

    >>> formulas(r"So $a^2$ and `$x$` and \(b\)")
    'a^2\nb'
    """
    text = INLINE.sub("", FENCED.sub("", markdown))
    found = (match.group(1).strip() for pattern in FORMULAS for match in pattern.finditer(text))
    return "\n".join(filter(None, found))


def tables(markdown):
    """The tables as HTML, whether they are in HTML or in pipes.

    >>> tables("| a | b |\\n| --- | --- |\\n| 1 | 2 |\\n")
    '<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>'
    """
    found = re.findall(r"<table\b.*?</table>", INLINE.sub("", FENCED.sub("", markdown)), re.S)
    if found:
        return "\n".join(found)
    rows = []
    for lines in re.findall(r"(?:^[^\n]*\|[^\n]*(?:\n|$))+", markdown, re.M):
        lines = lines.splitlines()
        if len(lines) >= 2 and all(re.fullmatch(r":?-{3,}:?|", cell.strip()) for cell in lines[1].split("|")):
            rows += [line for line in lines if not re.fullmatch(r"[\s|:-]+", line)]
    cells = [[cell.strip() for cell in row.split("|") if cell.strip()] for row in rows]
    made = ["".join(f"<{tag}>{cell}</{tag}>" for cell in row) for row, tag in zip(cells, ["th"] + ["td"] * len(cells))]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in made)}</table>" if made else ""


def edits(pairs):
    """WebMainBench's, but its TEDS: for code, formulas, tables and the whole, the mean of the share of letters that need no
    change, over the pages of which either side has one.

    >>> edits([({"body": "So\\n```\\na = 1\\n```"}, "So"), ({"body": "So"}, "So")])
    {'code': 0.0, 'text': 0.5625}
    """
    parts = {"code": code, "formulas": formulas, "tables": tables, "text": str}
    values = {name: [] for name in parts}
    for gold, found in pairs:
        for name, part in parts.items():
            wanted, told = part(gold["body"]), part(found)
            if longest := max(len(wanted), len(told)):
                values[name].append(1 - distance(wanted, told) / longest)
    return {name: round(mean(of_part), 4) for name, of_part in values.items() if of_part}


MEASURES = {"shingle": shingle, "segment": segment, "word": word, "edits": edits}
# What the figures of a measure are, for the line below the table.
MEANINGS = {
    "shingle": "F1 of shingles of four words (article-extraction-benchmark's)",
    "segment": "F1 of segments that must and must not be there (trafilatura's)",
    "word": "F1 of words (WCXB's)",
    "edits": "edit similarity of parts of the Markdown (WebMainBench's)",
}
