package conformance

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"slices"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
)

func lineChecks() []check {
	return []check{
		at(L1, "lines.malformed", "What is no line is stored and quarantined by itself; the lines around it are taken and next_seq goes on.", linesMalformed),
		at(L1, "lines.unknown", "A line of an unknown kind, or of a later version of one, is stored and quarantined as unknown_kind.", linesUnknown),
		at(L1, "lines.foreign", "A line that names another desk is stored and quarantined.", linesForeign),
		at(L1, "lines.told_again", "A slice that comes again is answered with the same quarantined records.", linesToldAgain),
		at(L1, "lines.reborn", "A quarantined record that comes again in a new incarnation is a duplicate too.", linesReborn),
		at(L1, "lines.raw", "The chain is over the bytes of a line as they came, whatever their order, spaces and escapes.", linesRaw),
	}
}

// about lists the record ids that an answer quarantined, with their codes.
func about(a uplink.Appended) map[string]string {
	m := map[string]string{}
	for _, q := range a.Quarantined {
		m[q.RID] = q.Code
	}
	return m
}

func linesMalformed(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	unique := rand.Text() // Of an earlier run they would be duplicates.
	for _, bad := range []string{
		"not a line " + unique,
		`{"rid":"` + unique,
		`{"v":1,"x":"` + unique + `"}`,
		`["` + unique + `"]`,
		`"` + unique + `"`,
		"\xff\xfe" + unique,
		unique + "\r",
		`{"v":9,"rid":"` + unique + `","kind":"shift.began","kv":1}`,
	} {
		got, err := l.append(ctx, l.line(), []byte(bad), l.line())
		if err := first(err, equal("quarantined", len(got.Quarantined), 1), equal("duplicates", got.Duplicates, 0)); err != nil {
			return err
		}
	}
	return l.stands(ctx)
}

// odd are lines that are well formed and that no centre understands.
func (l *life) odd() (lines [][]byte, rids []string) {
	later := bytes.Replace(l.line(), []byte(`"kv":1`), []byte(`"kv":99`), 1)
	for _, line := range [][]byte{l.lineOf("conformance.unheard_of", "day:"+today(), nil), later} {
		lines = append(lines, line)
		rids = append(rids, ridOf(line))
	}
	return lines, rids
}

func ridOf(line []byte) string {
	_, rest, _ := bytes.Cut(line, []byte(`"rid":"`))
	rid, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(rid)
}

func linesUnknown(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	lines, rids := l.odd()
	got, err := l.append(ctx, lines[0], l.line(), lines[1])
	if err != nil {
		return err
	}
	codes := about(got)
	for _, rid := range rids {
		if codes[rid] != "unknown_kind" || len(codes) != len(rids) {
			return missed(fmt.Sprint(rids, " quarantined as unknown_kind"), "%v", codes)
		}
	}
	return l.stands(ctx)
}

func linesForeign(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	foreign := bytes.Replace(l.line(), []byte(b.t.Desk), []byte(b.neighbour()), 1)
	got, err := l.append(ctx, l.line(), foreign, l.line())
	if err != nil {
		return err
	}
	if codes := about(got); len(codes) != 1 || codes[ridOf(foreign)] == "" {
		return missed(ridOf(foreign)+" quarantined", "%v", codes)
	}
	return l.stands(ctx)
}

func linesToldAgain(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	odd, _ := l.odd()
	lines := [][]byte{l.line(), odd[0], odd[1]}
	q := l.slice(lines...)
	before, err := l.append(ctx, lines...)
	if err := first(err, equal("quarantined", len(before.Quarantined), len(odd))); err != nil {
		return err
	}
	var again uplink.Appended
	a, err := l.say(ctx, q)
	if err := first(taken(a, err, &again), equal("duplicates", again.Duplicates, len(lines))); err != nil {
		return err
	}
	if !slices.Equal(before.Quarantined, again.Quarantined) {
		return missed(fmt.Sprint(before.Quarantined), "%v", again.Quarantined)
	}
	return nil
}

func linesReborn(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	odd, _ := l.odd()
	lines := append(odd, []byte("neither "+ridOf(odd[0])+" nor a line"))
	if _, err := l.append(ctx, lines...); err != nil {
		return err
	}
	if l, err = b.begin(ctx); err != nil {
		return err
	}
	got, err := l.append(ctx, lines...)
	return first(err, equal("duplicates", got.Duplicates, len(lines)), l.stands(ctx))
}

func linesRaw(ctx context.Context, b *bench) error {
	l, err := b.begin(ctx)
	if err != nil {
		return err
	}
	line := string(l.line())
	inside := line[1 : len(line)-1]
	lines := [][]byte{
		[]byte("  { " + inside + " }\t"),
		[]byte(`{"z":1e2,"y":"\u4e2d\/","x":12345678901234567890,` + string(l.line()[1:])),
		[]byte(`{"é":"中<>&","w":1.0,` + string(l.line()[1:])),
		l.lineOf(desk.ActShiftBegan, "day:"+today(), map[string]any{"note": map[string]string{"a": "\u2028"}}),
	}
	got, err := l.append(ctx, lines...)
	return first(err, equal("quarantined", len(got.Quarantined), 0), l.stands(ctx))
}
