#!/usr/bin/env python3
"""webkit.py FILE.epub…: lays out every section of EPUBs in WebKitGTK (the engine of Debian's Foliate, and a relative of
Apple Books') through its WebDriver under Xvfb, 280 to 1000 pixels wide, with a reader's margin and justification on the
body, and looks each over as look.mjs does. Exit code 1 where something is wrong; 77 without WebKitWebDriver or Xvfb."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

PORT, DISPLAY = 4477, ":78"
READER = "document.body.style.padding = '0 12px'; document.body.style.textAlign = 'justify';"


def call(method, path, body=None):
    """A command of WebDriver; it is tried again until the driver answers."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", method=method, data=data, headers={"Content-Type": "application/json"})
    for _ in range(40):
        try:
            return json.load(urllib.request.urlopen(request, timeout=60))["value"]
        except urllib.error.HTTPError as error:
            sys.exit(f"WebKitWebDriver: {error.read().decode()[:300]}")
        except urllib.error.URLError:
            time.sleep(0.25)
    sys.exit("WebKitWebDriver doesn't answer")


def look(session, folder, code):
    """What is wrong with the sections of an unpacked book."""
    found = set()
    frame = folder / "frame.html"
    for section in sorted((folder / "OEBPS" / "text").glob("*.xhtml")):
        for width in (280, 360, 1000):
            frame.write_text(f'<!doctype html><iframe src="{section.as_uri()}" style="border: 0; width: {width}px; height: 800px"></iframe>')
            call("POST", f"{session}/url", {"url": frame.as_uri()})
            call("POST", f"{session}/frame", {"id": 0})
            faults = call("POST", f"{session}/execute/sync", {"script": f"{READER} {code}; return faults(false)", "args": []})
            found.update(f"{fault} ({width} px)" for fault in faults)
    return found


def main(files):
    browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    if not browsers or not shutil.which("WebKitWebDriver") or not shutil.which("Xvfb"):
        print("skipped: no WebKitWebDriver, MiniBrowser or Xvfb here, so WebKit was not run")
        return 77
    os.environ.update(WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS="1", WEBKIT_DISABLE_COMPOSITING_MODE="1", NO_AT_BRIDGE="1", DISPLAY=DISPLAY)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes = [subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "1280x900x24"], **quiet)]
    time.sleep(1)
    processes.append(subprocess.Popen(["WebKitWebDriver", "-p", str(PORT)], **quiet))
    faults = 0
    try:
        options = {"binary": str(browsers[-1]), "args": ["--automation"]}
        wanted = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options}
        opened = call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        session = f"/session/{opened['sessionId']}"
        call("POST", f"{session}/window/rect", {"width": 1100, "height": 850})
        code = Path(__file__).with_name("faults.mjs").read_text().split("export ", 1)[1]
        for file in files:
            with tempfile.TemporaryDirectory() as folder:
                zipfile.ZipFile(file).extractall(folder)
                found = look(session, Path(folder), code)
            print(f"WebKitGTK {opened['capabilities']['browserVersion']}: {Path(file).name}: {len(found)} faults")
            for fault in sorted(found)[:30]:
                print(f"  {fault}")
            faults += len(found)
        call("DELETE", session)
    finally:
        for process in reversed(processes):
            process.kill()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
