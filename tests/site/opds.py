#!/usr/bin/env python3
"""opds.py SCHEMAS FEED: validates an OPDS 2.0 feed by its JSON schemas."""
import json
import pathlib
import sys

try:
    from jsonschema import Draft7Validator
    from referencing import Registry, Resource
except ImportError:
    print("skipped: no jsonschema here, so opds.json was not validated")
    sys.exit(77)


def python_patterns(value):
    """The same schema with the groups of its patterns as Python names them."""
    if isinstance(value, dict):
        return {
            key: inner.replace("(?<", "(?P<") if key == "pattern" and isinstance(inner, str) else python_patterns(inner)
            for key, inner in value.items()
        }
    return [python_patterns(inner) for inner in value] if isinstance(value, list) else value


folder, feed = map(pathlib.Path, sys.argv[1:])
schemas = [python_patterns(json.loads(path.read_text())) for path in folder.rglob("*.json")]
registry = Registry().with_resources([(schema["$id"], Resource.from_contents(schema)) for schema in schemas])
root = next(schema for schema in schemas if schema["$id"].endswith("/feed.schema.json"))
faults = list(Draft7Validator(root, registry=registry).iter_errors(json.loads(feed.read_text())))
for fault in faults:
    print(f"{feed.name}: {'/'.join(map(str, fault.path))}: {fault.message[:200]}")
print(f"{feed.name}: {len(faults)} faults")
sys.exit(1 if faults else 0)
