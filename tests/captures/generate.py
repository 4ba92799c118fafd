#!/usr/bin/env python3
"""Writes the captures of this folder and expected.json, from words of this file alone.

usage: generate.py [DIR]   (default: the folder of this script)

Every run writes the same bytes. The essays are nonsense with the shape of prose: sentences of a subject's own words.
expected.json has the form that tools/score-import reads.
"""
import hashlib, json, os, sys

SUBJECTS = {
    "ovens": ("baker oven flour crust dough loaf yeast kitchen", "kneaded lit scraped weighed proved"),
    "swifts": ("swift roof nest gable insect chimney summer feather", "circled counted followed watched mapped"),
    "ladders": ("ladder gutter neighbour rung wall hook slate ridge", "borrowed leaned carried climbed lent"),
    "meters": ("meter stair dial reservoir inspector cellar lamp pipe", "read copied checked posted trusted"),
    "ferries": ("ferry rope quay ticket tide captain bell harbour", "boarded missed steered moored painted"),
    "queues": ("queue counter number window clerk bench stamp form", "joined timed shortened measured left"),
    "orchards": ("orchard apple graft cider wasp basket hedge blossom", "picked pressed pruned planted stored"),
    "maps": ("map contour footpath stile grid compass hill survey", "folded drew walked lost traced"),
    "clocks": ("clock tower pendulum minute spring dial gear noon", "wound oiled repaired set stopped"),
    "letters": ("letter envelope stamp postman address ink drawer reply", "wrote sealed kept answered burned"),
    "wells": ("well bucket spring drought stone pump village chalk", "dug drew sank drank tested"),
    "looms": ("loom thread shuttle weaver wool pattern bobbin cloth", "wove threaded tied dyed sold"),
}
FRAMES = [
    "The {0} beside the {1} had been {v} twice before anybody asked why it was there at all.",
    "Nobody who has ever {v} a {2} will believe that the {3} can be left to look after itself.",
    "In our street a {4} is worth more than the {5}, because people talk about it while it is being used.",
    "It took a whole afternoon until the {6} was where the {7} should have been, and even then it leaked.",
    "Whoever {v} the first {1} in the parish did so in the rain, and the {4} has been damp since.",
    "My grandmother {w} every {0} by hand and wrote the result on the back of the {5} in pencil.",
    "There is a rule for the {2} and another for the {6}, and the two of them have never met.",
    "Where the {3} ends the {7} begins, and between them lies a strip that belongs to no committee.",
    "A visitor {w} the {5} for an hour and then said that the {0} at home was larger and less loved.",
    "Most of what is known about the {4} was found out by people who only wanted a dry {1}.",
    "The council would like to count each {6}, though it has mislaid the {2} it counted last year.",
    "By the time the {7} arrived the {3} had been {v}, and there was cake for those who stayed.",
]

def pick(seed, n):
    return int.from_bytes(hashlib.blake2b(repr(seed).encode(), digest_size=8).digest(), "big") % n

def paragraph(subject, key, sentences):
    nouns, verbs = (words.split() for words in SUBJECTS[subject])
    start = pick((subject, key), len(FRAMES))
    out = []
    for i in range(sentences):
        turn = pick((subject, key, i), len(nouns))
        frame = FRAMES[(start + 5 * i) % len(FRAMES)]
        words = nouns[turn:] + nouns[:turn]
        v, w = verbs[(turn + i) % len(verbs)], verbs[(turn + i + 2) % len(verbs)]
        out.append(frame.format(*words, v=v, w=w))
    return " ".join(out)

def essay(subject, paragraphs=4, key=0):
    return [paragraph(subject, (key, n), 3 + pick((subject, key, n, "length"), 3)) for n in range(paragraphs)]

class Capture:
    """Lines of a capture with what a careful reader finds in them."""
    def __init__(self, name):
        self.name, self.lines, self.essays, self.dropped = name, [], [], []

    def put(self, text, drop=None, blank=True):
        self.lines.append(text)
        if drop:
            self.dropped.append({"lines": [len(self.lines)] * 2, "what": drop})
        if blank:
            self.lines.append("")
        return self

    def post(self, ident, title, body, before=(), below=(), after=(), kind="essay", date=None, heading=None):
        for text, what in before:
            self.put(text, what)
        start = len(self.lines) + 1
        if title:
            self.put(heading or title)
        for text, what in below:
            self.put(text, what)
        first = len(self.lines) + 1
        for text in body:
            self.put(text)
        self.essays.append({
            "id": ident, "start_line": start, "end_line": len(self.lines) - 1, "first_body_line": first,
            "title": title, "proposed_title": None if title else "any", "kind": kind, "date": date, "marks": [],
        })
        for text, what in after:
            self.put(text, what)
        return self

SHARE = [("Share this:", "sharing"), ("Twitter", "sharing"), ("Facebook", "sharing")]

def captures():
    dated = Capture("a-dated.txt")
    for ident, title, subject, date, iso in [
        ("ovens", "Who lights the oven", "ovens", "March 3, 2012", "2012-03-03"),
        ("swifts", "Counting swifts from a chair", "swifts", "February 20, 2012", "2012-02-20"),
        ("ladders", "On borrowed ladders", "ladders", "January 9, 2012", "2012-01-09"),
    ]:
        dated.post(ident, title, essay(subject), below=[(date, "date")], after=SHARE, date=iso)
    labels = Capture("b-labels.txt")
    for ident, title, subject in [
        ("meters", "The man who reads the meter", "meters"), ("ferries", "A ferry keeps its own time", "ferries"),
        ("queues", "Seven ways to stand in a queue", "queues"),
    ]:
        labels.post(ident, title, essay(subject), below=[("Standard", "label")])
    hashes = Capture("c-hashes.txt")
    for ident, title, subject in [("orchards", "The orchard in February", "orchards"), ("maps", "A map of one hill", "maps")]:
        body = essay(subject)
        hashes.post(ident, title, body[:2] + ["## What was left", *body[2:]], heading="# " + title)
    copy = Capture("d-copy.txt")
    copy.post("ovens-again", "Who lights the oven", essay("ovens"), below=[("March 3, 2012", "date")], after=SHARE)
    copy.post("clocks", "The clock that was never wrong", essay("clocks"), below=[("April 1, 2012", "date")], after=SHARE)
    broken = Capture("e-breaks-off.txt")
    swifts = essay("swifts")
    broken.post("swifts-cut", "Counting swifts from a chair", swifts[:2] + [swifts[2] + " […]"], after=[("Continue reading", "teaser")])
    first = Capture("f-revision-1.txt")
    first.post("letters-1", "Letters nobody answered", essay("letters"), below=[("May 5, 2012", "date")])
    second = Capture("f-revision-2.txt")
    body = essay("letters")
    body[1] = body[1].replace("pencil", "green ink")
    second.post("letters-2", "Letters nobody answered", body + ["Update: " + paragraph("letters", "update", 2)], below=[("May 5, 2012", "date")])
    templates = []
    for n, subject in enumerate(["wells", "looms"]):
        page = Capture(f"g-notice-{n + 1}.txt")
        page.post(f"notice-{subject}", f"Notice about the {subject}", [
            "This notice is given to all members and comes in three parts, as it does every year.",
            *essay(subject, 3, key="notice"),
            "Members who want to add to this notice may do so at the next meeting, as they do every year.",
        ], below=[(f"June {n + 3}, 2012", "date")])
        templates.append(page)
    stub = Capture("h-stub.txt")
    stub.post("stub", "Pictures from the harbour", ["These are from Sunday, and it rained."], below=[("July 1, 2012", "date")], kind="stub")
    stub.post("maps-two", "Maps we keep in the car", essay("maps", key="car"), below=[("July 8, 2012", "date")])
    untitled = Capture("i-untitled.txt")
    untitled.post("queues-plain", None, essay("queues", key="plain"))
    return [dated, labels, hashes, copy, broken, first, second, *templates, stub, untitled]

def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    os.makedirs(folder, exist_ok=True)
    found = captures()
    for capture in found:
        with open(os.path.join(folder, capture.name), "w", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(capture.lines).rstrip("\n") + "\n")
    expected = {
        "about": "What an importer finds in the captures of this folder; written by generate.py.",
        "captures": [{"file": c.name, "lines": len(c.lines), "dropped": c.dropped, "essays": c.essays} for c in found],
        "duplicates": [["ovens", "ovens-again"], ["swifts", "swifts-cut"], ["letters-1", "letters-2"]],
    }
    with open(os.path.join(folder, "expected.json"), "w", encoding="utf-8", newline="\n") as file:
        json.dump(expected, file, indent=1, ensure_ascii=False)
        file.write("\n")

main()
