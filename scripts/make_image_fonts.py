#!/usr/bin/env python3
"""Makes the fonts of the images of claims (`src/web/image/fonts/`) from the web fonts of npm packages.

    pip install fonttools brotli
    npm pack @fontsource-variable/source-serif-4@5.3.1 @fontsource-variable/inter@5.3.0 \
        @fontsource/noto-naskh-arabic@5.3.0 @fontsource/noto-serif-hebrew@5.3.0
    scripts/make_image_fonts.py FOLDER_OF_THE_PACKAGES

The images are drawn by a library that reads TrueType without compression and no variable fonts. So each file here is one
weight, holds the scripts below, and has neither hinting nor features that the images do not use. The families are renamed,
since the licence of Source Serif reserves its name for the original.
"""

import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.varLib import instancer

OUT = Path(__file__).parent.parent / "src/web/image/fonts"

SERIF = ("fontsource-variable-source-serif-4-*.tgz", "source-serif-4-{part}-wght-normal.woff2")
SANS = ("fontsource-variable-inter-*.tgz", "inter-{part}-wght-normal.woff2")
ARABIC = ("fontsource-noto-naskh-arabic-*.tgz", "noto-naskh-arabic-{part}-400-normal.woff2")
HEBREW = ("fontsource-noto-serif-hebrew-*.tgz", "noto-serif-hebrew-{part}-400-normal.woff2")

# The characters that are kept of each part; of "latin" all.
PARTS = {
    "latin": None,
    "latin-ext": {*range(0x0100, 0x0250), *range(0x1E80, 0x1E9F)},
    "cyrillic": {*range(0x0400, 0x0460), 0x0490, 0x0491, 0x2116},
    "greek": {*range(0x0370, 0x0400)},
    "arabic": {*range(0x0600, 0x0700)},
    "hebrew": {*range(0x0590, 0x0600)},
}
LATIN = ["latin", "latin-ext", "cyrillic", "greek"]
FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern", "liga", "isol", "init", "medi", "fina", "rlig"]

FILES = [
    ("serif.ttf", "Onrecord Serif", SERIF, LATIN, 400),
    ("sans.ttf", "Onrecord Sans", SANS, LATIN, 400),
    ("sans-semibold.ttf", "Onrecord Sans", SANS, LATIN, 600),
    ("arabic.ttf", "Onrecord Arabic", ARABIC, ["arabic"], 400),
    ("hebrew.ttf", "Onrecord Hebrew", HEBREW, ["hebrew"], 400),
]


def web_font(folder: Path, source: tuple[str, str], part: str) -> TTFont:
    """A web font out of the archive of its package."""
    archive = sorted(folder.glob(source[0]))[-1]
    with tarfile.open(archive) as packed:
        return TTFont(packed.extractfile("package/files/" + source[1].format(part=part)))


def reduced(font: TTFont, part: str, weight: int) -> TTFont:
    """One weight of a font, with the characters and features that are kept."""
    if "fvar" in font:
        font = instancer.instantiateVariableFont(font, {"wght": weight})
    options = subset.Options(hinting=False, layout_features=FEATURES, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14])
    options.drop_tables += ["DSIG", "meta", "STAT"]
    has = set(font.getBestCmap())
    wanted = PARTS[part]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=has if wanted is None else has & wanted)
    subsetter.subset(font)
    font.flavor = None
    return font


def with_space(font: TTFont) -> None:
    """Adds a space where there is none: what shapes text puts it in the place of characters that are not to be seen."""
    if 0x20 in font.getBestCmap():
        return
    glyphs = font["glyf"]
    glyphs["space"] = Glyph()
    font["hmtx"]["space"] = (font["head"].unitsPerEm // 4, 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[0x20] = "space"


def main() -> None:
    folder = Path(sys.argv[1])
    for name, family, source, parts, weight in FILES:
        with tempfile.TemporaryDirectory() as work:
            files = []
            for part in parts:
                files.append(f"{work}/{part}.ttf")
                reduced(web_font(folder, source, part), part, weight).save(files[-1])
            font = Merger().merge(files) if len(files) > 1 else TTFont(files[0])
        with_space(font)
        font["OS/2"].usWeightClass = weight
        for id, text in [(1, family), (2, "Regular"), (4, f"{family} {weight}"), (6, f"{family} {weight}".replace(" ", ""))]:
            font["name"].setName(text, id, 3, 1, 0x409)
        font.save(OUT / name)
        print(f"{name}: {(OUT / name).stat().st_size} bytes, {len(font.getBestCmap())} characters")


if __name__ == "__main__":
    main()
