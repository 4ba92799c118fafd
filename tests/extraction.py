#!/usr/bin/env python3
"""tests/extraction.py [--anthology PROGRAM] [--worst N] FOLDER

Measures how well the essay of a saved page is found. FOLDER has `ground-truth.json`, an object with an entry for each
page whose `articleBody` is the text that a person would keep, and the pages as `html/KEY.html` or `html/KEY.html.gz`
under the keys of that file: the layout of scrapinghub/article-extraction-benchmark on GitHub. Nothing is fetched.

Each page is imported into one book. A page's text is that of its chapters, without the descriptions and captions of
images; it and the wanted text are compared as bags of four words in a row. Prints precision, recall and their F1, each
the mean over the pages, and the N worst pages (10). Exit 1 if F1 is under .94."""
import argparse, collections, gzip, json, os, re, shutil, statistics, subprocess, sys, tempfile

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--anthology", default="target/release/anthology")
ap.add_argument("--worst", type=int, default=10)
ap.add_argument("folder")
args = ap.parse_args()
LEAST_F1 = 0.94
RUN = 4


def plain(chapter):
    """The words of a chapter without front matter, images, addresses and markup."""
    text = re.sub(r"\A\+\+\+\n.*?\n\+\+\+\n", "", chapter, flags=re.S)
    text = re.sub(r"^ *::: lost-image.*?^ *:::$", "", text, flags=re.M | re.S)
    text = re.sub(r"^:::.*$|<https?:[^>]*>", " ", text, flags=re.M)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)(\{[^}]*\})?", " ", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"<[^>]+>", " ", re.sub(r"[\\*_`>#~]", "", text))


def runs(text):
    words = re.findall(r"\w+", text)
    return collections.Counter(tuple(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))) if words else collections.Counter()


truth = {key: entry["articleBody"] for key, entry in json.load(open(os.path.join(args.folder, "ground-truth.json"))).items()}
with tempfile.TemporaryDirectory() as work:
    pages = os.path.join(work, "pages")
    os.mkdir(pages)
    for key in truth:
        path = os.path.join(args.folder, "html", key + ".html")
        with open(os.path.join(pages, key + ".html"), "wb") as out:
            with (open(path, "rb") if os.path.exists(path) else gzip.open(path + ".gz")) as page:
                shutil.copyfileobj(page, out)
    book, report = os.path.join(work, "book"), os.path.join(work, "report.json")
    subprocess.run([args.anthology, "import", "--into", book, "--report", report, pages], check=True, capture_output=True)
    found = collections.defaultdict(str)
    for essay in json.load(open(report))["essays"]:
        if essay.get("chapter"):
            with open(os.path.join(book, essay["chapter"]), encoding="utf-8") as chapter:
                found[essay["capture"].rsplit("--", 1)[-1].removesuffix(".html")] += plain(chapter.read()) + "\n"

scores = []
for key, text in truth.items():
    wanted, got = runs(text), runs(found[key])
    same = sum((wanted & got).values())
    precision = same / got.total() if got else float(not wanted)
    recall = same / wanted.total() if wanted else float(not got)
    scores.append((2 * same / max(1, wanted.total() + got.total()), precision, recall, key))
precision, recall = statistics.mean(s[1] for s in scores), statistics.mean(s[2] for s in scores)
f1 = 2 * precision * recall / (precision + recall)
for f, p, r, key in sorted(scores)[: args.worst]:
    print(f"{f:.2f} (P {p:.2f} R {r:.2f}) {key}")
print(f"{len(scores)} pages: F1 {f1:.3f} (P {precision:.3f} R {recall:.3f})")
sys.exit(f1 < LEAST_F1)
