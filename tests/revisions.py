#!/usr/bin/env python3
"""tests/revisions.py [--anthology PROGRAM] [--least N] REPOSITORY...

Measures duplicate detection on posts' own histories. Of every post of a blog's git repository (Markdown or HTML files
with two states or more; renamed posts count as the same), the first and the last state are imported together. A post is
found if both states are one essay; two posts merged with each other are an error. Prints recall and precision of each
repository, and the pairs that were wrong. Exit 1 if recall is under .97 or precision under .98 over all.

States that share less than half of their words are another text under the old name and are left out; posts of fewer
than N words (100) too."""
import argparse, collections, json, os, re, subprocess, sys, tempfile

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--anthology", default="target/release/anthology")
ap.add_argument("--least", type=int, default=100)
ap.add_argument("repositories", nargs="+", metavar="REPOSITORY")
args = ap.parse_args()

POST = re.compile(r"\.(md|markdown|mdown)$", re.I)


def git(repository, *command):
    return subprocess.run(["git", "-C", repository, *command], check=True, capture_output=True).stdout


def histories(repository):
    """For each post of the last commit, its first state: (commit, path), through renames."""
    first, follows = {}, {}
    log = git(repository, "log", "--reverse", "--find-renames", "--name-status", "--no-merges", "--format=commit %H").decode("utf-8", "replace")
    commit = None
    for line in log.splitlines():
        if line.startswith("commit "):
            commit = line.split()[1]
            continue
        parts = line.split("\t")
        if len(parts) == 2 and parts[0] == "A" and POST.search(parts[1]):
            first[parts[1]] = (commit, parts[1])
        elif len(parts) == 3 and parts[0].startswith("R") and parts[1] in first:
            first[parts[2]] = first.pop(parts[1])
        elif len(parts) == 2 and parts[0] == "D":
            first.pop(parts[1], None)
    return first


def words(text):
    return re.findall(r"\w+", re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S).lower())


def alike(a, b):
    """The share of the shorter text's words that the other has."""
    a, b = collections.Counter(a), collections.Counter(b)
    return sum((a & b).values()) / max(1, min(sum(a.values()), sum(b.values())))


def measure(repository):
    pairs = {}
    with tempfile.TemporaryDirectory() as folder:
        posts = os.path.join(folder, "posts")
        os.mkdir(posts)
        for n, (path, (commit, old)) in enumerate(sorted(histories(repository).items())):
            try:
                states = [git(repository, "show", f"{commit}:{old}"), git(repository, "show", f"HEAD:{path}")]
            except subprocess.CalledProcessError:
                continue
            texts = [words(s.decode("utf-8", "replace")) for s in states]
            if states[0] == states[1] or min(map(len, texts)) < args.least or alike(*texts) < 0.5:
                continue
            pairs[n] = path
            for state, bytes_ in zip(("first", "last"), states):
                with open(os.path.join(posts, f"{n:05}-{state}{os.path.splitext(path)[1]}"), "wb") as file:
                    file.write(bytes_)
        if not pairs:
            print(f"{repository}: no post with two states")
            return 0, 0, 0, 0
        report = os.path.join(folder, "report.json")
        command = [args.anthology, "-q", "import", posts, "--into", os.path.join(folder, "book"), "--report", report]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        essays = json.load(open(report))["essays"]
    post = lambda id_: int(id_[:5])
    kept_with = {(e["id"], e["duplicate_of"]) for e in essays if e["decision"] == "duplicate"}
    merged = {frozenset((post(a), post(b))) for a, b in kept_with}
    found = sum(frozenset((n,)) in merged for n in pairs)
    wrong = sorted(tuple(sorted(m)) for m in merged if len(m) == 2)
    for n in pairs:
        if frozenset((n,)) not in merged:
            print(f"  missed: {pairs[n]}")
    for a, b in wrong:
        print(f"  merged: {pairs.get(a, a)} and {pairs.get(b, b)}")
    return len(pairs), found, len(merged), len(wrong)


total = [0, 0, 0, 0]
for repository in args.repositories:
    result = measure(repository)
    total = [t + r for t, r in zip(total, result)]
    count, found, merged, wrong = result
    print(f"{repository}: {count} posts, recall {found / max(1, count):.3f}, precision {1 - wrong / max(1, merged):.3f}")
count, found, merged, wrong = total
sys.exit(0 if count and found / count >= 0.97 and 1 - wrong / max(1, merged) >= 0.98 else 1)
