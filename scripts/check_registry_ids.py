#!/usr/bin/env python3
"""Holds the Wikidata ids and country codes of src/registry/data/*.toml against the packages they come from.

Usage, from the root of the repository:

    npm pack @rapideditor/country-coder@5.6.1 name-suggestion-index@8.0.20260918
    mkdir -p coder index
    tar xzf rapideditor-country-coder-*.tgz -C coder && tar xzf name-suggestion-index-*.tgz -C index
    python3 scripts/check_registry_ids.py coder/package index/package

Prints every entry that a package does not bear out, and ends with status 1 if there is one.
"""

import json
import sys
import tomllib
import unicodedata
from pathlib import Path

REGISTRY = Path("src/registry/data")


def fold(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain.lower().replace("'", "")).split())


def states(coder: Path) -> list[str]:
    """A state's id is that of the feature with its code, or of the one with its name (Denmark without the realm)."""
    features = [f["properties"] for f in json.loads((coder / "src/data/borders.json").read_text())["features"]]
    by_code = {f["iso1A2"]: f for f in features if "iso1A2" in f}
    by_name = {fold(f["nameEn"]): f for f in features}
    wrong = []
    for entry in tomllib.loads((REGISTRY / "states.toml").read_text())["government"]:
        found = [by_code.get(entry.get("country")), by_name.get(fold(entry["name"]))]
        if "country" in entry and not found[0]:
            wrong.append(f"{entry['name']}: no country {entry['country']}")
        if "wikidata" in entry and entry["wikidata"] not in [f["wikidata"] for f in found if f]:
            wrong.append(f"{entry['name']}: {entry['wikidata']} is not its id")
    return wrong


def others(index: Path) -> list[str]:
    """The label of an id is one of the names of its entry, or stands in one ("Ministry of Defence")."""
    items = json.loads((index / "dist/wikidata/wikidata.json").read_text())["wikidata"]
    wrong = []
    for file in sorted(REGISTRY.glob("*.toml")):
        lists = tomllib.loads(file.read_text()).items()
        for entry in (entry for kind, entries in lists if kind not in ("sources", "government") for entry in entries):
            if "wikidata" not in entry:
                continue
            label = items.get(entry["wikidata"], {}).get("label")
            names = [fold(name) for name in [entry["name"], *entry.get("aliases", [])]]
            if label is None:
                wrong.append(f"{entry['name']}: {entry['wikidata']} is not in the package")
            elif not any(fold(label) in name for name in names):
                wrong.append(f"{entry['name']}: {entry['wikidata']} is called {label!r} there")
    return wrong


def main() -> None:
    coder, index = (Path(argument) for argument in sys.argv[1:3])
    wrong = states(coder) + others(index)
    print("\n".join(wrong) or "every id and code is the package's")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
