package e2e

import (
	"archive/zip"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

func gbk(s string) []byte {
	b, _ := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(s)) // what GBK lacks is caught by the caller's count
	return b
}

// audit compares what the centre has with what the desk has, byte for byte,
// and both with their own chains.
func (s *station) audit() {
	s.t.Helper()
	s.desk("journal", "verify")
	s.desk("journal", "rebuild", "--check")
	again := s.desk("sync", "--json")
	var r struct {
		Sent, Blobs, Applied int
		Requests             int
	}
	if err := json.Unmarshal([]byte(again), &r); err != nil {
		s.t.Fatalf("%v in %s", err, again)
	}
	s.stopCentre()
	ctx := context.Background()
	d, err := wire.Open(ctx, wire.Options{Data: s.dir, Demo: true, Shift: s.shift})
	if err != nil {
		s.t.Fatal(err)
	}
	defer d.Close()
	lines, err := d.Store.Journal(ctx, 0, 100_000)
	if err != nil {
		s.t.Fatal(err)
	}
	street, err := centre.Open(ctx, centre.Config{Dir: s.street, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		s.t.Fatal(err)
	}
	defer street.Close()
	s.sameLines(ctx, street, lines)
	s.samePages(ctx, street, lines)
	s.noPersons(lines)
	s.bundled()
}

// bundled packs the diagnosis bundle of the day: whoever was served, and whoever
// served, is not in it.
func (s *station) bundled() {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), "bundle.zip")
	if err := wire.WriteBundle(path, wire.Bundle(s.t.Context(), wire.Options{Data: s.dir, Demo: true, Shift: s.shift}, "")); err != nil {
		s.t.Fatal(err)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer z.Close()
	log := false
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			s.t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		if err != nil {
			s.t.Fatal(err)
		}
		if at := personal.Find(b); at != nil {
			s.t.Errorf("%s of the bundle holds %q", f.Name, at)
		}
		log = log || f.Name == "log/xiaochuang.log"
	}
	if !log {
		s.t.Error("the bundle has no log of the day")
	}
}

// personal is a name, a number or an address: a word in Han, seven digits in a row.
var personal = regexp.MustCompile(`\p{Han}|\d{7}`)

// sameLines holds the centre's lines against the journal.
func (s *station) sameLines(ctx context.Context, street *centre.Centre, lines []desk.Entry) {
	s.t.Helper()
	at := map[string]string{}
	if err := street.Records(ctx, stationCode+"-01", func(r centre.Record) error {
		if _, twice := at[r.RID]; twice {
			s.t.Errorf("the centre has %s twice", r.RID)
		}
		at[r.RID] = string(r.Line)
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	if len(lines) == 0 || len(at) != len(lines) {
		s.t.Errorf("the desk has %d lines, the centre %d", len(lines), len(at))
	}
	for _, e := range lines {
		if at[e.Line.RID] != string(e.Raw) {
			s.t.Errorf("line %d differs at the centre", e.N)
		}
	}
}

// samePages reads every page at the centre, which checks its digest.
func (s *station) samePages(ctx context.Context, street *centre.Centre, lines []desk.Entry) {
	s.t.Helper()
	n := 0
	seen := map[string]bool{}
	for _, e := range lines {
		for _, id := range e.Line.Blobs {
			if seen[id] {
				continue
			}
			seen[id] = true
			r, err := street.Scan(ctx, stationCode[:9], id)
			if err != nil {
				s.t.Errorf("page %s: %v", id, err)
				continue
			}
			if err := drain(r); err != nil {
				s.t.Errorf("page %s: %v", id, err)
			}
			n++
		}
	}
	if n < 2 {
		s.t.Errorf("only %d pages reached the centre", n)
	}
}

// noPersons sees that no line holds a name or number in the clear.
func (s *station) noPersons(lines []desk.Entry) {
	s.t.Helper()
	for _, e := range lines {
		for _, secret := range []string{womanNo, manNo, leapNo, thirdNo, somePhon, "测试喆犇", "欧阳测试"} {
			if strings.Contains(string(e.Raw), secret) {
				s.t.Errorf("line %d (%s) shows a person", e.N, e.Line.Kind)
			}
		}
	}
}
