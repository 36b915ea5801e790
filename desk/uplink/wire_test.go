package uplink

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"xiaochuang/desk"
)

var update = flag.Bool("update", false, "write the golden files")

// The golden files are the wire: a change in one is a change that every desk and
// centre in the field has to live with.
func TestWireIsFrozen(t *testing.T) {
	at := time.Date(2026, 11, 22, 14, 31, 7, 120e6, time.UTC)
	id := "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
	for name, v := range map[string]any{
		"enrol.request": &Enrol{
			Code: "7K3M-9QXR-2F5D", Desk: "110101001001-01", Suite: "gm", Key: "sm2-sign:BA==", Box: "sm2-box:BB==",
			Instance: "b41c", Software: "1.0.0",
		},
		"enrol.response": &Enrolled{
			Desk: "110101001001-01", Station: "110101001001", Street: "110101001", Generation: "c2f1", Suite: "gm",
			StreetBox: "sm2-box:BC==", StreetSign: "sm2-sign:BD==",
		},
		"hello.request": &Hello{
			Desk: "110101001001-01", Incarnation: "6f0c", No: 1, Head: 18342, Acked: 18301, AckedChain: id,
			JournalN: 18342, JournalHash: id, Instance: "b41c", Software: "1.0.0", Schemas: map[string]int{"case": 1},
			Boot: "e77", Wall: at, FeedCursor: "Y3Vyc29y", Catalogue: "2026.11.2", DiskFreeMB: 8120, StationName: "示例社区服务站",
			Pending: Pending{Events: 41, Blobs: 96, Bytes: 48210411},
		},
		"hello.response": &Welcome{
			Generation: "c2f1", Session: "5e55", Incarnation: "6f0c", Action: Continue, NextNo: 2, NextSeq: 18302, Chain: id,
			StableSeq: 17990, ServerTime: at, Algorithm: "sm3", Encodings: []string{"gzip"}, Limits: DefaultLimits(),
			MinSoftware: "0.9.0", Catalogue: &CataloguePoint{Version: "2026.11.3", Manifest: id},
			NextWindow: &NextWindow{NotBefore: at, Spread: 240},
		},
		"hello.response.order": &Welcome{
			Generation: "c2f1", Incarnation: "6f0c", Action: NewIncarnation, Reason: DeskBehind, NextNo: 3, ServerTime: at,
			Algorithm: "sm3", Encodings: []string{"gzip"}, Limits: DefaultLimits(),
		},
		"events.response": &Appended{
			NextSeq: 18402, Chain: id, Duplicates: 1,
			Quarantined: []Quarantined{{RID: "01J", Code: "unknown_kind", Detail: "case.new/1"}},
		},
		"missing.request":  &Ask{IDs: []string{id}},
		"missing.response": &Missing{Missing: []Want{{ID: id, Next: 524288}}},
		"part.response":    &PartTaken{Next: 1048576},
		"feed.response": &Page{Cursor: "Y3Vyc29y", More: true, Lines: []Signed{{
			Line: `{"n":1,"station":"110101001001","obj":"case:01J","ver":1,"kind":"case.status","at":"2026-11-22T14:31:07.120Z","body":{}}`,
			Sig:  []byte{1, 2, 3},
		}}},
		"feed.line": &FeedLine{
			N: 1, Station: "110101001001", Obj: "case:01J", Ver: 1, Kind: FeedCaseStatus, At: desk.LineTime(at),
			Body: json.RawMessage(`{"case":"01J"}`),
		},
		"log.response": &LogPage{
			Lines: []LogLine{{RID: "01J", Line: []byte(`{"v":1}`)}}, Keys: []SealedKey{{Owner: "case:01J", Sealed: []byte{1, 2, 3}}}, More: true,
		},
		"witness.request": &Testimony{Lines: []Signed{{
			Line: `{"n":1,"station":"110101001001","obj":"case:01J","ver":1,"kind":"case.status","at":"2026-11-22T14:31:07.120Z","body":{}}`,
			Sig:  []byte{1, 2, 3},
		}}},
		"witness.response": &Witnessed{Restored: 3, Known: 14, Refused: []Refused{{At: 2, Code: WitnessSignature}}},

		"rekey.request":  &Rekey{Order: 1, Key: "sm2-sign:BE==", Proof: []byte{1, 2, 3}},
		"rekey.response": &Rekeyed{Key: "sm2-sign:BE=="},
		"announcement": &desk.StreetAnnouncement{
			ID: "01J", Words: "周五下午停电，请提前备份。", From: "2026-11-23", Until: "2026-11-27", By: "李审核", At: desk.LineTime(at), Ver: 1,
		},
		"roster": &desk.StreetRoster{
			Month: "2026-12", By: "李审核", At: desk.LineTime(at), Ver: 2,
			Duties: []desk.RosterDuty{{Day: "2026-12-05", Staff: "u01", Window: 1, From: "09:00", To: "12:00"}},
		},
		"desk.command": &desk.StreetOrder{
			Desk: "110101001001-01", Do: desk.OrderLog, From: "2026-11-22", Until: "2026-11-23", By: "李管理", At: desk.LineTime(at), Ver: 1,
		},
		"rectification": &desk.StreetRectification{
			ID: "01J", Do: desk.StreetReturn, Words: "请核实后重新回访", Due: "2026-11-27", By: "李审核", At: desk.LineTime(at), Ver: 2,
		},

		"manifest.response": &Manifest{
			Version: "2026.11.3", Prev: "2026.11.2", Published: desk.LineTime(at), Effective: desk.LineTime(at),
			Expires: desk.LineTime(at.AddDate(1, 0, 0)), Publishers: []string{"sm2-sign:BA=="},
			Objects: []Object{{Code: "BJ-SQ-0001", Ver: 2, ID: id, Size: 5120}}, Root: id, Sig: []byte{1, 2, 3},
		},
		"delta.piece": &Piece{ID: id, Body: `{"id":"BJ-SQ-0001"}`},
		"fault":       &Fault{Code: CodeGap, Detail: "detail", Action: "refetch", NextSeq: 18302, NextNo: 2},
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, v) })
	}
}

func golden(t *testing.T, name string, v any) {
	t.Helper()
	path := filepath.Join("testdata", name+".json")
	got, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("encodes as\n%swant\n%s", got, want)
	}
	back := reflect.New(reflect.TypeOf(v).Elem()).Interface()
	if err := json.Unmarshal(want, back); err != nil {
		t.Fatal(err)
	}
	again, err := json.MarshalIndent(back, "", "  ")
	if err != nil || !bytes.Equal(append(again, '\n'), want) {
		t.Errorf("decodes to %+v, %v", back, err)
	}
}

func TestSigning(t *testing.T) {
	got := string(Signing("POST", "/sync/v1/blobs/sm3:66/parts?offset=0&total=5", ContentDigest([]byte("hello")), "5e55", 7))
	want := "POST\n/sync/v1/blobs/sm3:66/parts?offset=0&total=5\n" +
		"sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:\n5e55\n7"
	if got != want {
		t.Errorf("signs %q, want %q", got, want)
	}
}

// The vectors were computed by another program.
func TestChain(t *testing.T) {
	c := Begin(digests, "6f0c")
	if got := c.Text(digests); got != "sha256:072bc66fa07d295519306cde28b33dbc4d09fbfb0f72a083ae7c34e35e9a4b6e" {
		t.Errorf("begins at %s", got)
	}
	lines := [][]byte{[]byte(`{"a":1}`), []byte(`{"b":2}`)}
	whole := Slice{Prev: c, Lines: lines}.Chain(digests)
	if got := whole.Text(digests); got != "sha256:42eafe59016eae476902350be9a1d67f2862a1f323a0aaca82c71eae1fbcfe94" {
		t.Errorf("ends at %s", got)
	}
	split := Slice{Prev: Slice{Prev: c, Lines: lines[:1]}.Chain(digests), Lines: lines[1:]}.Chain(digests)
	swapped := Slice{Prev: c, Lines: [][]byte{lines[1], lines[0]}}.Chain(digests)
	if whole != split || whole == swapped || whole == c {
		t.Error("the chain does not follow from the lines in their order")
	}
	back, err := ParseChain(digests, whole.Text(digests))
	if err != nil || back != whole {
		t.Errorf("%s parses as %x, %v", whole.Text(digests), back, err)
	}
	for _, bad := range []string{"", "sm3:" + whole.Text(digests)[7:], whole.Text(digests) + "0", "sha256:zz"} {
		if _, err := ParseChain(digests, bad); err == nil {
			t.Errorf("%q parses", bad)
		}
	}
}
