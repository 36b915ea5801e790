"""Lists the characters of the embedded font.

The Table of General Standard Chinese Characters (8,105, State Council 2013),
GB 2312, the first level of Big5 (names from Hong Kong, Macao and Taiwan), the
symbols of GBK with the vowels of pinyin, printable ASCII and Latin-1.
"""

import sys


def table(codec, lead, trail):
    for a in lead:
        for b in trail:
            try:
                yield bytes([a, b]).decode(codec)
            except UnicodeDecodeError:
                pass


chars = set(open(sys.argv[1], encoding="utf-8").read()) - {"\n"}
chars |= set(table("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)))
chars |= set(table("gbk", range(0xA1, 0xAA), range(0x40, 0xFF)))
chars |= set(table("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)]))
chars |= {chr(c) for c in [*range(0x20, 0x7F), *range(0xA0, 0x100)]}
chars |= set("㐂")
chars -= {c for c in chars if 0xE000 <= ord(c) < 0xF900 or 0x2E80 <= ord(c) < 0x2FE0}
sys.stdout.write("".join(sorted(chars)))
