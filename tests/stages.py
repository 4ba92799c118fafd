#!/usr/bin/env python3
"""tests/stages.py [--anthology PROGRAM] [--posts N] [--engine NAME]...

Imports a generated corpus (tests/make_posts.py) on its own and by way of an engine: `anthology import --stages` writes
the tables, the engine runs crates/import/sql/edges.sql over them, `anthology import --edges` reads the result. Both
imports must write the same files. Engines: duckdb and datafusion (PyPI; skipped with a line where one is absent), and
spark (pyspark and a JRE) where it is named. Exit 1 if an import differs."""
import argparse, filecmp, importlib.util, os, subprocess, sys, tempfile, time

here = os.path.dirname(os.path.abspath(__file__))
ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--anthology", default="target/release/anthology")
ap.add_argument("--posts", type=int, default=2000)
ap.add_argument("--engine", action="append", choices=["duckdb", "datafusion", "spark"])
args = ap.parse_args()
SQL = open(os.path.join(here, "../crates/import/sql/edges.sql"), encoding="utf-8").read()


def duckdb(stages, edges):
    import duckdb

    db = duckdb.connect()
    for table in ("bands", "shingles"):
        db.execute(f"CREATE VIEW {table} AS SELECT * FROM read_csv('{stages}/{table}.csv')")
    db.execute(f"COPY ({SQL}) TO '{edges}' (HEADER)")


def datafusion(stages, edges):
    import datafusion

    context = datafusion.SessionContext()
    for table in ("bands", "shingles"):
        context.register_csv(table, f"{stages}/{table}.csv")
    with open(edges, "w") as out:
        out.write("a,b\n")
        for batch in context.sql(SQL).collect():
            columns = batch.to_pydict()
            out.writelines(f"{a},{b}\n" for a, b in zip(columns["a"], columns["b"]))


def spark(stages, edges):
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    for table in ("bands", "shingles"):
        session.read.csv(f"{stages}/{table}.csv", header=True, inferSchema=True).createOrReplaceTempView(table)
    rows = session.sql(SQL).collect()
    with open(edges, "w") as out:
        out.write("a,b\n")
        out.writelines(f"{row.a},{row.b}\n" for row in rows)
    session.stop()


def anthology(*arguments):
    subprocess.run([args.anthology, "-q", "import", *arguments], check=True)


def files(folder):
    return sorted(
        os.path.relpath(os.path.join(root, name), folder)
        for root, _, names in os.walk(folder)
        if ".anthology" not in root
        for name in names
    )


def book(work, name):
    """Two books of one name get one title."""
    os.mkdir(os.path.join(work, name))
    return os.path.join(work, name, "book")


failed = False
with tempfile.TemporaryDirectory() as work:
    posts, stages, alone = os.path.join(work, "posts"), os.path.join(work, "stages"), book(work, "alone")
    subprocess.run([sys.executable, os.path.join(here, "make_posts.py"), str(args.posts), posts], check=True)
    anthology(posts, "--into", alone)
    anthology(posts, "--into", book(work, "tables"), "--stages", stages)
    for name in args.engine or ["duckdb", "datafusion"]:
        if importlib.util.find_spec({"spark": "pyspark"}.get(name, name)) is None:
            print(f"{name}: skipped, the Python package is not installed (tools/requirements-engines.txt)")
            continue
        edges, by_engine = os.path.join(work, f"{name}.csv"), book(work, name)
        start = time.time()
        globals()[name](stages, edges)
        seconds = time.time() - start
        anthology(posts, "--into", by_engine, "--edges", edges)
        wanted, found = files(alone), files(by_engine)
        differ = sorted(set(wanted) ^ set(found))
        differ += [f for f in wanted if f in set(found) and not filecmp.cmp(f"{alone}/{f}", f"{by_engine}/{f}", False)]
        failed |= bool(differ)
        verdict = f"differs in {differ[:5]}" if differ else f"{len(found)} files, all the same"
        print(f"{name}: {sum(1 for _ in open(edges)) - 1} edges in {seconds:.1f} s; {verdict}")
sys.exit(1 if failed else 0)
