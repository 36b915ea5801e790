#!/bin/sh
# Makes text.ttf, the font subset that every paper is set in, from
# NotoSansSC_400Regular.ttf of the npm package @expo-google-fonts/noto-sans-sc
# 0.4.3 (OFL-1.1, see OFL.txt). Debian: apt-get install python3-fonttools.
# The result is the same byte for byte with fontTools 4.38.
#
#   sh build.sh noto-sans-sc-0.4.3.tgz
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -xzf "$1" -C "$work" package/400Regular/NotoSansSC_400Regular.ttf
/usr/bin/python3 "$here/characters.py" "$here/standard.txt" >"$work/characters.txt"
SOURCE_DATE_EPOCH=0 /usr/bin/python3 -m fontTools.subset \
	"$work/package/400Regular/NotoSansSC_400Regular.ttf" \
	--text-file="$work/characters.txt" \
	--no-hinting --layout-features='' \
	--drop-tables+=GSUB,GPOS,GDEF,BASE,VORG,vhea,vmtx,DSIG,STAT \
	--name-IDs=0,1,2,3,4,5,6,13,14 --notdef-outline \
	--no-recalc-timestamp \
	--output-file="$here/text.ttf"
