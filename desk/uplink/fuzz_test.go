package uplink

import (
	"encoding/json"
	"testing"
	"time"

	"xiaochuang/desk"
)

// FuzzManifest holds that what passes for a catalogue of the centre is within the
// bounds of the wire, and is the same one after it was kept as JSON.
func FuzzManifest(f *testing.F) {
	d := plainDigests{}
	at := time.Date(2026, 11, 23, 22, 0, 0, 0, time.UTC)
	m := Manifest{
		Version: "2026.1", Published: desk.LineTime(at), Effective: desk.LineTime(at), Expires: desk.LineTime(at.AddDate(1, 0, 0)),
		Publishers: []string{"a"}, Objects: []Object{{Code: "BJ-SQ-0001", Ver: 1, ID: d.Digest([]byte("x")), Size: 1}}, Sig: []byte{1},
	}
	m.Root = RootOf(d, m.Objects)
	b, err := json.Marshal(m)
	if err != nil || m.Check(d) != nil {
		f.Fatal(err, m.Check(d))
	}
	f.Add(b)
	f.Add([]byte(`{"version":"1.2.3.4.5.6","prev":"1.02","objects":[{"item_code":"cert:x","ver":-1,"size":9223372036854775807}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var m Manifest
		if json.Unmarshal(b, &m) != nil || m.Check(d) != nil {
			return
		}
		if len(m.Objects) > MaxObjects || !Higher(m.Version, m.Prev) {
			t.Fatalf("%+v", m)
		}
		again, err := json.Marshal(m)
		var kept Manifest
		if err != nil || json.Unmarshal(again, &kept) != nil || kept.Digest(d) != m.Digest(d) || kept.Check(d) != nil {
			t.Fatalf("%v, kept as %s", err, again)
		}
	})
}

// FuzzDelta holds that the lines of a delta come apart as they were put together.
func FuzzDelta(f *testing.F) {
	for _, body := range []string{"{}", "\u2028\xff\n"} {
		line, err := PieceLine("sm3:ab", []byte(body))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(append(line, line...))
	}
	f.Add([]byte("null\n[]\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := ParseDelta(b)
		if err != nil {
			if desk.KindOf(err) != desk.Broken {
				t.Fatal(err)
			}
			return
		}
		if len(list) > MaxDelta {
			t.Fatalf("%d pieces", len(list))
		}
		var all []byte
		for _, p := range list {
			line, err := PieceLine(p.ID, []byte(p.Body))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, line...)
		}
		again, err := ParseDelta(all)
		if err != nil || len(again) != len(list) {
			t.Fatalf("%d pieces, %v", len(again), err)
		}
		for i := range list {
			if again[i] != list[i] {
				t.Fatalf("%+v became %+v", list[i], again[i])
			}
		}
	})
}
