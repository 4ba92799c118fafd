#!/usr/bin/env python3
"""tests/make_posts.py N FOLDER

Writes N posts of about 10 KB of invented prose, the same at every run, as Markdown with front matter: a corpus on which
the import is measured (tests/import-scale.py) and compared (tests/stages.py). Of a hundred posts three are exact copies
of earlier ones, five edited copies, one is the beginning of one, one holds one whole, and all have one of ten notes on
their series."""
import os, random, sys

n, folder = int(sys.argv[1]), sys.argv[2]
os.makedirs(folder, exist_ok=True)
chance = random.Random(5)
SYLLABLES = [a + b for a in "b c d f g h l m n p r s t v w br st tr pl gr".split() for b in "a e i o u ai ea ou".split()]
WORDS = ["".join(chance.choices(SYLLABLES, k=chance.choice([1, 1, 2, 2, 2, 3]))) for _ in range(20000)]
COMMON = "the of and a to in that it was he for on are with as his they at be this from have or by one had not".split()


def sentence():
    words = [chance.choice(COMMON) if chance.random() < 0.4 else chance.choice(WORDS) for _ in range(chance.randint(6, 22))]
    return " ".join(words).capitalize() + "."


def paragraph():
    return " ".join(sentence() for _ in range(chance.randint(3, 7)))


def essay():
    return [paragraph() for _ in range(chance.randint(16, 28))]


NOTES = [paragraph() for _ in range(10)]
earlier = []
for i in range(n):
    kind = chance.random()
    model = list(chance.choice(earlier)) if earlier else essay()
    if kind < 0.03:
        body = model
    elif kind < 0.08:
        body = [p if chance.random() > 0.15 else p.replace(" the ", " that ") + " " + sentence() for p in model]
    elif kind < 0.09:
        body = model[: max(8, len(model) * 2 // 3)]
    elif kind < 0.10:
        body = essay()[:12] + model
    else:
        body = essay()
    # Copies of all ages, without all posts in memory.
    if len(earlier) < 2000:
        earlier.append(body)
    else:
        earlier[chance.randrange(2000)] = body
    day = f"{2000 + i % 20}-{i // 20 % 12 + 1:02}-{i % 28 + 1:02}"
    title = sentence()[:-1]
    with open(os.path.join(folder, f"{i:06}.md"), "w", encoding="utf-8") as out:
        out.write(f'---\ntitle: "{title}"\ndate: {day}\n---\n\n' + "\n\n".join([NOTES[i % 10], *body]) + "\n")
