#!/usr/bin/env python3
"""tests/import-scale.py [--anthology PROGRAM] [N...]

Seconds and peak memory of an import of N generated posts of about 10 KB (tests/make_posts.py), and of the same import
again, which changes nothing. Default: 1000 10000. Needs a release build and GNU time; runs at low priority."""
import argparse, os, re, subprocess, sys, tempfile

here = os.path.dirname(os.path.abspath(__file__))
ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--anthology", default="target/release/anthology")
ap.add_argument("counts", nargs="*", type=int, metavar="N", default=[1000, 10000])
args = ap.parse_args()
for count in args.counts:
    with tempfile.TemporaryDirectory() as work:
        posts, book = os.path.join(work, "posts"), os.path.join(work, "book")
        subprocess.run(["nice", sys.executable, os.path.join(here, "make_posts.py"), str(count), posts], check=True)
        size = sum(entry.stat().st_size for entry in os.scandir(posts))
        for what, inputs in (("import", [posts]), ("again", [])):
            command = ["nice", "/usr/bin/time", "-f", "%e %U %M", args.anthology, "-q", "import", *inputs, "--into", book]
            run = subprocess.run(command, stderr=subprocess.PIPE, text=True)
            if run.returncode:
                sys.exit(run.stderr)
            wall, user, peak = re.search(r"([\d.]+) ([\d.]+) (\d+)\s*$", run.stderr).groups()
            peak = int(peak) * 1024
            print(f"{count} posts, {size / 1e6:.0f} MB, {what}: {wall} s ({user} s of processor), "
                  f"{peak / 1e6:.0f} MB at most, {peak / size:.2f} times the input", flush=True)
