package text

import (
	_ "embed"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// keys is every key of every screen; the tests of the console write it from the
// action tables.
//
//go:embed keys.tsv
var keys string

// A CardKey is one key on the printed key card.
type CardKey struct {
	Screen string // title, "" for what works everywhere
	Key    string // cap, "" for an act by its command only
	Word   string
	Twin   string // command with its colon
	Tip    string
}

// CardKeys lists the keys of all screens in the order of the day, what works
// everywhere last.
func CardKeys() []CardKey {
	var out []CardKey
	for row := range strings.Lines(keys) {
		f := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		if len(f) == 5 {
			out = append(out, CardKey{f[0], f[1], f[2], f[3], f[4]})
		}
	}
	return out
}

// Words of the printed key card.
const (
	KeyCardTitle = "小窗按键卡"
	KeyCardEvery = "处处能用"
	KeyCardNote  = "没有键的，打 : 或 F12 再打命令。正在填写时字母数字归输入框。按键旁没有命令的，命令与名称相同。"
)

// KeyCardWritten tells where the card was written to.
func KeyCardWritten(path string) string { return KeyCardTitle + "已存到 " + path + "。" }

// cardSides is how many pages a card has at most: both sides of a sheet.
const cardSides = 2

// KeyCard lays the key card out in columns of a page of w cells and h rows, and
// returns its pages. Screens stand apart from each other where a sheet has room for it.
func KeyCard(w, h int) [][]string {
	const column, gap, head = 28, 1, 3
	across, rows := max(w/(column+gap), 1), h-head
	lines := cardLines(column, true)
	if len(lines) > cardSides*rows*across {
		lines = cardLines(column, false)
	}
	var pages [][]string
	for len(lines) > 0 {
		n := min(len(lines), rows*across)
		page := append([]string{KeyCardTitle, KeyCardNote, ""}, abreast(lines[:n], rows, column+gap)...)
		pages, lines = append(pages, page), lines[n:]
	}
	return pages
}

// cardLines are the rows of the card in a column of w cells, with an empty one
// between two screens or without.
func cardLines(w int, apart bool) []string {
	var lines []string
	screen := "\x00"
	for _, k := range CardKeys() {
		if k.Screen != screen {
			if screen = k.Screen; apart && len(lines) > 0 {
				lines = append(lines, "")
			}
			title := screen
			if title == "" {
				title = KeyCardEvery
			}
			lines = append(lines, "【"+title+"】")
		}
		lines = append(lines, cardRow(k, w))
	}
	return lines
}

// cardRow is one key: cap, word, and the command where it is another word.
func cardRow(k CardKey, w int) string {
	row := pad(k.Key, 7) + k.Word
	if k.Twin != ":"+k.Word && k.Twin != "" {
		row = pad(row, 16) + k.Twin
	}
	return ansi.Truncate(row, w, "…")
}

// abreast puts lines into columns of so many rows and cells.
func abreast(lines []string, rows, column int) []string {
	out := make([]string, min(rows, len(lines)))
	for i, l := range lines {
		y, x := i%rows, i/rows*column
		if l != "" {
			out[y] += strings.Repeat(" ", max(0, x-ansi.StringWidth(out[y]))) + l
		}
	}
	return out
}
