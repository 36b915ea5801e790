package pad

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/peripherals/serial"
)

// A Finding is something about a profile that its author should know. Fatal
// ones keep the profile from being loaded.
type Finding struct {
	Line  int    // 0 when it is about the whole
	Field string // such as "commands.evaluate.body"
	Code  string // stable, see the constants
	Fatal bool
}

// String is for the log and the linter's output.
func (f Finding) String() string {
	s := f.Field + ": " + f.Code
	if f.Line > 0 {
		s = fmt.Sprintf("line %d: %s", f.Line, s)
	}
	return strings.TrimPrefix(s, ": ")
}

// Codes of findings beside syntax, unknown_key and too_long.
const (
	LintMissing     = "missing"               // must be set
	LintUnknown     = "unknown_value"         // none of the values allowed
	LintRange       = "out_of_range"          // number outside its bounds
	LintTransport   = "transport_unsupported" // known, but not supported yet
	LintGrammar     = "grammar"               // the list cannot be read
	LintReference   = "no_such_name"          // names a command or event that is not there
	LintAmbiguous   = "ambiguous"             // two things look the same on the line
	LintUnverified  = "unverified"            // never tried on the device
	LintNoPing      = "no_ping"               // nobody can tell whether the pad is alive
	LintNoEcho      = "no_echo"               // the pad does not say which visit a key is for
	LintNoCancel    = "no_cancel"             // a question cannot be taken back
	LintFewLevels   = "few_levels"            // fewer than five levels
	LintPlaceholder = "placeholder"           // guessed: nobody has told what stands there
	LintOtherKind   = "other_transport"       // a key of another kind of transport
	LintNoPoll      = "no_poll"               // the pad cannot speak unasked, and is not asked
	LintNotText     = "charset_not_unicode"   // JSON and messages of text are UTF-8
	LintReversed    = "levels_reversed"       // the smaller key is the better one
)

// Lint reads a profile and lists all that is wrong or weak. The profile is
// usable when no finding is fatal.
func Lint(b []byte) (*Profile, []Finding) {
	p, found := decode(b)
	if p == nil {
		return nil, found
	}
	l := &linter{p: p, found: found}
	l.head()
	l.transport()
	l.frames()
	l.commands()
	l.events()
	l.together()
	var bad []Finding
	p.levels, bad = p.compileKeys()
	l.found = append(l.found, bad...)
	if n := len(p.levels); n > 0 && n < len(desk.Levels) {
		l.weak("keymap", LintFewLevels)
	}
	if p.reversed() && !p.Verified {
		l.weak("keymap", LintReversed)
	}
	l.guessed(b)
	locate(b, l.found)
	return p, l.found
}

// guessed checks that the placeholders are fields of the file.
func (l *linter) guessed(b []byte) {
	at := lines(b)
	for i, field := range l.p.Guessed {
		switch {
		case at[field] == 0 || slices.Contains(l.p.Guessed[:i], field):
			l.bad("guessed", LintReference)
		case l.p.Verified:
			l.bad("guessed", LintAmbiguous)
		default:
			l.weak(field, LintPlaceholder)
		}
	}
}

// reversed reports whether the keys have numbers of which the smallest is the
// best. Of two national tables of satisfaction one counts so (GB/T 39046-2020,
// A.8) and the interface of 好差评 the other way, so that somebody should look.
func (p *Profile) reversed() bool {
	best, worst := -1, -1
	var low, high int
	for key, stars := range p.Keymap {
		n, err := strconv.ParseInt(key, 0, 32)
		if err != nil {
			return false
		}
		if best < 0 || stars > high {
			best, high = int(n), stars
		}
		if worst < 0 || stars < low {
			worst, low = int(n), stars
		}
	}
	return len(p.Keymap) > 1 && best < worst
}

type linter struct {
	p     *Profile
	found []Finding
}

func (l *linter) bad(field, code string) {
	l.found = append(l.found, Finding{Field: field, Code: code, Fatal: true})
}

func (l *linter) weak(field, code string) {
	l.found = append(l.found, Finding{Field: field, Code: code})
}

// head checks what stands alone.
func (l *linter) head() {
	p := l.p
	if p.Name == "" || p.Name != Clean(p.Name) {
		l.bad("name", LintMissing)
	}
	if p.Channel != desk.ChannelButtonPad && p.Channel != desk.ChannelScreenPad {
		l.bad("channel", LintUnknown)
	}
	if _, ok := charset(p.Charset); !ok {
		l.bad("charset", LintUnknown)
	}
	if p.Address < 0 || p.Address > 255 {
		l.bad("address", LintRange)
	}
	if !p.Verified {
		l.weak("verified", LintUnverified)
		if p.Note == "" {
			l.bad("note", LintMissing)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Limits)) {
		n := p.Limits[name]
		if !slices.Contains(placeholders, name) {
			l.bad("limits."+name, LintUnknown)
		}
		if n < 1 || n > serial.MaxFrame {
			l.bad("limits."+name, LintRange)
		}
	}
}

func (l *linter) frames() {
	f, err := compileFrame(l.p.Frame, l.p.Transport.whole())
	if err != nil {
		l.bad("frame", LintGrammar)
		f = nil
	}
	l.p.frame = f
}

func (l *linter) commands() {
	p := l.p
	for _, name := range slices.Sorted(maps.Keys(p.Commands)) {
		c, field := p.Commands[name], "commands."+name
		if !slices.Contains(commandNames, name) {
			l.bad(field, LintUnknown)
		}
		if c.TimeoutMS < 0 || c.TimeoutMS > 10_000 || c.Retries < 0 || c.Retries > 5 {
			l.bad(field, LintRange)
		}
		if c.Expect != "" && !slices.ContainsFunc(p.Events, func(e EventSpec) bool { return e.Name == c.Expect }) {
			l.bad(field+".expect", LintReference)
		}
		body, err := p.compileBody(c.Body)
		if err != nil {
			l.bad(field+".body", LintGrammar)
		}
		c.body = body
		p.Commands[name] = c
		if c.JSON == nil {
			continue
		}
		l.object(field + ".json")
		if len(c.Body) > 0 {
			l.bad(field, LintAmbiguous)
		}
		if checkJSON(c.JSON, true, 1) != nil {
			l.bad(field+".json", LintGrammar)
			c.JSON = nil // not to be sent
			p.Commands[name] = c
		}
	}
	if p.Poll != nil {
		if !p.has(p.Poll.Command) {
			l.bad("poll.command", LintReference)
		}
		if p.Poll.IntervalMS < 100 || p.Poll.IntervalMS > 10_000 {
			l.bad("poll.interval_ms", LintRange)
		}
	}
}

func (l *linter) events() {
	rated, echo := false, true
	for i := range l.p.Events {
		e := &l.p.Events[i]
		field := fmt.Sprintf("events[%d]", i)
		if !slices.Contains(eventNames, e.Name) {
			l.bad(field+".name", LintUnknown)
		}
		if bad := e.compile(); bad != "" {
			l.bad(field+"."+bad, LintGrammar)
		}
		ways := 0
		for _, set := range []bool{e.Raw != "", e.WhereHex != "" || e.At > 0, e.Split != "", e.JSON != nil} {
			if set {
				ways++
			}
		}
		if e.JSON != nil {
			l.object(field + ".json")
		}
		if ways > 1 || e.Split != "" && len(e.Where) == 0 && e.Key == nil {
			l.bad(field, LintAmbiguous)
		}
		if e.Name == EventRated {
			rated = true
			echo = echo && (e.Visit != nil || e.JSONVisit != "")
			if e.Key == nil && e.JSONKey == "" || e.JSON != nil && (e.Key != nil || e.Visit != nil) {
				l.bad(field+".key", LintMissing)
			}
		}
	}
	if !rated {
		l.bad("events", LintMissing)
	}
	if rated && !echo {
		l.weak("events", LintNoEcho)
	}
}

// object checks that JSON can be written in the pad's characters.
func (l *linter) object(field string) {
	if cs := l.p.Charset; cs != "utf-8" && cs != "ascii" {
		l.bad(field, LintNotText)
	}
}

// together checks what must fit.
func (l *linter) together() {
	p := l.p
	if p.frame == nil {
		return
	}
	l.rawAnswers()
	l.twins()
	if _, ok := charset(p.Charset); ok {
		l.lengths()
	}
	ping := p.Commands[CommandPing]
	if ping.Expect == "" {
		l.weak("commands.ping", LintNoPing)
	}
	if p.has(CommandEvaluate) && !p.has(CommandCancel) {
		l.weak("commands.cancel", LintNoCancel)
	}
}

// lengths checks that the longest texts fit into frames.
func (l *linter) lengths() {
	p := l.p
	for _, name := range slices.Sorted(maps.Keys(p.Commands)) {
		long := strings.Repeat("x", 64)
		w := Words{Visit: long, Staff: long, Number: long, Window: long, Text: long, Addr: byte(p.Address)}
		for _, t := range placeholders {
			if n := p.Limits[t]; n > 0 {
				*w.text(t) = strings.Repeat("x", n)
			}
		}
		if _, err := p.CommandFrame(name, w); err != nil {
			l.bad("commands."+name+".body", LintRange)
		}
	}
}

// rawAnswers checks that an answer without a frame cannot begin one.
func (l *linter) rawAnswers() {
	first := l.p.frame.elements[0]
	for i, e := range l.p.Events {
		if e.raw == nil {
			continue
		}
		l.p.frame.raw = append(l.p.frame.raw, e.raw)
		if l.p.Transport.whole() {
			continue // frames come one by one
		}
		if first.kind != literal || first.bytes[0] == e.raw[0] {
			l.bad(fmt.Sprintf("events[%d].raw", i), LintAmbiguous)
		}
	}
}

// twins checks that no two events and no two commands have the same bytes.
func (l *linter) twins() {
	seen := map[string]int{}
	for i, e := range l.p.Events {
		k := fmt.Sprint(e.Raw, "|", e.At, "|", strings.ToLower(e.WhereHex), "|", e.Split, "|", e.fields, "|", e.JSON)
		if _, twice := seen[k]; twice {
			l.bad(fmt.Sprintf("events[%d]", i), LintAmbiguous)
		}
		seen[k] = i
	}
	bodies := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(l.p.Commands)) {
		c := l.p.Commands[name]
		k := strings.ToLower(strings.Join(c.Body, "|"))
		if c.JSON != nil {
			k = fmt.Sprint(c.JSON)
		}
		if _, twice := bodies[k]; twice {
			l.bad("commands."+name+".body", LintAmbiguous)
		}
		bodies[k] = name
	}
}

// compileKeys turns the keymap into levels. Keys of a byte may be written in
// any base.
func (p *Profile) compileKeys() (map[string]desk.Level, []Finding) {
	levels := map[string]desk.Level{}
	var found []Finding
	bad := func(key, code string) {
		found = append(found, Finding{Field: "keymap." + key, Code: code, Fatal: true})
	}
	bytewise := slices.ContainsFunc(p.Events, func(e EventSpec) bool {
		return e.Name == EventRated && e.Split == "" && e.JSON == nil
	})
	taken := map[int]bool{}
	for _, key := range slices.Sorted(maps.Keys(p.Keymap)) {
		stars := p.Keymap[key]
		level, ok := desk.LevelOfStars(stars)
		name := key
		if bytewise {
			b, err := literalByte(key)
			if err != nil {
				bad(key, LintGrammar)
				continue
			}
			name = byteKey(b)
		}
		_, twice := levels[name]
		switch {
		case !ok:
			bad(key, LintRange)
		case twice || taken[stars]:
			bad(key, LintAmbiguous)
		}
		levels[name], taken[stars] = level, true
	}
	if len(p.Keymap) == 0 {
		found = append(found, Finding{Field: "keymap", Code: LintMissing, Fatal: true})
	}
	return levels, found
}
