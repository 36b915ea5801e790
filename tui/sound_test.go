package tui_test

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"xiaochuang/store/storetest"
	"xiaochuang/tui/text"
	"xiaochuang/tui/ui"
)

const minute = time.Minute

var built = storetest.Built

// lastRows is where an input method's list of candidates covers the screen.
const lastRows = 4

// sound holds what is true of every frame, whatever stands on it.
func (r *rig) sound(f *ui.Frame) {
	r.t.Helper()
	if why := r.unsound(f); why != "" {
		r.t.Errorf("%s\n%s", why, f.Text())
	}
}

func (r *rig) unsound(f *ui.Frame) string {
	if f.W() < ui.MinW || f.H() < ui.MinH {
		return ""
	}
	shown := f.Text()
	for _, check := range []string{harmful(shown), ragged(f), r.cursor(f), r.unmasked(f), foreign(shown)} {
		if check != "" {
			return check
		}
	}
	if !strings.Contains(f.RowText(0), text.MarkDemo) {
		return "the title line does not say that the data are a demonstration's"
	}
	return ""
}

// harmful finds characters that a terminal acts on or that turn text round.
func harmful(s string) string {
	for _, c := range s {
		if c != '\n' && (unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || unicode.Is(unicode.Co, c)) {
			return "the frame holds " + strings.ToUpper(string([]rune("U+"))) + hex(c)
		}
	}
	return ""
}

func hex(c rune) string {
	const digits = "0123456789ABCDEF"
	var b []byte
	for ; c > 0; c >>= 4 {
		b = append([]byte{digits[c&15]}, b...)
	}
	return string(b)
}

var look = regexp.MustCompile("\x1b\\[[0-9;]*m")

// ragged finds rows that are not as wide as the window, and escape sequences
// that are no look.
func ragged(f *ui.Frame) string {
	for _, row := range strings.Split(f.String(), "\n") {
		plain := look.ReplaceAllString(row, "")
		if strings.ContainsRune(plain, '\x1b') {
			return "a row holds an escape sequence that is no look"
		}
		if ansi.StringWidth(plain) != f.W() {
			return "a row is not as wide as the window: " + plain
		}
	}
	return ""
}

// cursor holds that a focused field has the cursor, above the rows that an input
// method's list covers.
func (r *rig) cursor(f *ui.Frame) string {
	_, y, ok := f.CursorAt()
	if r.app.Typing() && !ok {
		return "a field has the focus and no cursor"
	}
	if ok && y >= f.H()-lastRows {
		return "the cursor stands in the last four rows"
	}
	return ""
}

// long are the whole numbers of the tests' people.
var long = []string{
	zhaoNumber, qianNumber, "110101180001010015", "110101180001010023", "110101180402290011",
	"13800001899", "13900001885", "13800001804",
}

// unmasked finds a whole number outside the one field in which it is typed.
func (r *rig) unmasked(f *ui.Frame) string {
	if r.revealing {
		return ""
	}
	whole := 0
	for y := range f.H() {
		row := strings.ReplaceAll(f.RowText(y), " ", "") // a field shows long numbers in groups
		for _, n := range long {
			if strings.Contains(row, n) {
				whole++
			}
		}
	}
	if whole > 1 || whole == 1 && !r.app.Top().Focused() {
		return "a whole number stands on the screen"
	}
	return ""
}

var (
	letters = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+/:.\-]*`)
	// What may stand in Latin letters: keys, numbers of tickets, papers, matters
	// and faults, versions of tables, media and sizes, what a technician types, and
	// what devices and their places are called.
	latin = regexp.MustCompile(`^(F([1-9]|1[0-2])|Enter|Esc(/F12)?|Tab|Space|Del|Ins|Ctrl\+[A-Z]|Pg(Up|Dn)|` +
		`A4|[A-Z]\d{3}[A-Z]?|0?1A\d{4}|A\d{4}|[A-Z]{2}-[0-9A-Z\-]+|[ISRPTCN]-\d\d|MB|KB|X|` +
		`demo-[0-9a-f]+|[a-f][0-9a-f]{0,7}|https://street\.example:8443|xiaochuang|enrol|[A-Za-z]{1,2}|A\d{12,}|` +
		`dev/[a-z]+(/[\w.:+/\-]*)?|(usb|pci)-[\w.:\-]+|ipp(://[\w./:]+)?|FTDI|FT232R(-if0*)?|NEW|PAD(-if0*)?|USB|UART|Serial|keybox3|xc5|` +
		`(media/usb/)?peizhi\.toml|(data/)?[a-z\-]+\.(toml|txt|zip)|[A-F][0-9A-F]|sm3:ab|ping|pong|ack|rated|evaluate|cancel|board|silent|true|false|devices\.pad\.[a-z]+|station\.code|in\.toml)$`)
)

// foreign finds words that no clerk would use.
func foreign(s string) string {
	for _, row := range strings.Split(s, "\n") {
		for _, w := range letters.FindAllString(row, -1) {
			if !latin.MatchString(strings.TrimRight(w, ".:/-+")) && !typedHere(row, w) {
				return "the frame says " + w
			}
		}
	}
	return ""
}

// typedHere reports whether a word stands where the test has typed it.
func typedHere(row, w string) bool {
	return strings.HasPrefix(row, ":") || strings.Contains(row, text.GuideLabel) || strings.TrimSpace(row) == w ||
		len(strings.Fields(row)) > 0 && strings.Trim(strings.Fields(row)[len(strings.Fields(row))-1], "│") == w && len(w) < 9
}
