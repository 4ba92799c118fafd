"""calendars.py MODULES FILE…: calendars as three programs read them. icalendar (Python), ical.js (Thunderbird) and khal find
the same events, with the same beginnings in UTC, in each file. What isn't there is left out, with the reason."""

import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import icalendar

NODE = """
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const [modules, file] = process.argv.slice(2);
const found = createRequire(modules + "/").resolve("ical.js");
const ICAL = (await import(pathToFileURL(found).href)).default;
const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return [event.uid, event.summary, event.startDate.isDate ? event.startDate.toString() : event.startDate.toJSDate().toISOString().slice(0, 19)];
});
console.log(JSON.stringify(events));
"""


def python_events(path):
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    events = []
    for event in calendar.walk("VEVENT"):
        start = event.decoded("DTSTART")
        if isinstance(start, datetime.datetime):
            start = start.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        events.append([str(event["UID"]), str(event["SUMMARY"]), str(start)])
    return sorted(events)


def node_events(modules, path):
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, "read.mjs")
        script.write_text(NODE)
        command = ["node", str(script), os.path.realpath(modules), str(path.resolve())]
        environment = dict(os.environ, TZ="UTC")
        return sorted(json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout))


def khal_summaries(path):
    with tempfile.TemporaryDirectory() as folder:
        calendar = pathlib.Path(folder, "calendar")
        calendar.mkdir()
        config = pathlib.Path(folder, "config")
        config.write_text(f"[calendars]\n[[group]]\npath = {calendar}\n[locale]\nlocal_timezone = UTC\ndefault_timezone = UTC\n"
                          "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
                          f"datetimeformat = %Y-%m-%dT%H:%M\nlongdatetimeformat = %Y-%m-%dT%H:%M\n"
                          f"[sqlite]\npath = {folder}/khal.db\n")
        khal = [sys.executable, "-m", "khal", "-c", str(config)]
        environment = dict(os.environ, HOME=folder)
        subprocess.run([*khal, "import", "--batch", str(path)], check=True, capture_output=True, env=environment)
        shown = subprocess.run([*khal, "list", "--format", "{uid}|{start-long}", "--day-format", "", "2000-01-01", "36500d"],
                               check=True, capture_output=True, text=True, env=environment).stdout
        return sorted(tuple(line.split("|")) for line in shown.splitlines() if "|" in line)


def main(modules, files):
    faults = 0
    has_node = pathlib.Path(modules, "ical.js").is_dir()
    try:
        import khal  # noqa: F401
        has_khal = True
    except ImportError:
        has_khal = False
    for name in files:
        path = pathlib.Path(name)
        events = python_events(path)
        if not events:
            print(f"{name}: no events")
            faults += 1
        if has_node and node_events(modules, path) != events:
            print(f"{name}: ical.js reads {node_events(modules, path)}, icalendar {events}")
            faults += 1
        if has_khal:
            own = sorted((uid, start[:16]) for uid, _, start in events if "T" in start)
            khal_found = [(uid, start) for uid, start in khal_summaries(path) if "T" in start]
            if khal_found != own:
                print(f"{name}: khal reads {khal_found}, icalendar {own}")
                faults += 1
    for there, what in [(has_node, "ical.js"), (has_khal, "khal")]:
        if not there:
            print(f"skipped: {what} is not installed")
    print(f"calendars: {len(files)} files, {faults} faults")
    return 1 if faults else 0


sys.exit(main(sys.argv[1], sys.argv[2:]))
