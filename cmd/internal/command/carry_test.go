package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaochuang/desk"
)

// TestTheStreetByStick exchanges a day with the street while the line is dead, with
// the real programs.
func TestTheStreetByStick(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	accepted, _ := f.casework()
	stick := t.TempDir()
	f.fails(exitConfig, "sync.enrolment", "carry", "out", stick)
	url := f.serve()
	code := read[codeView](t, f.street(exitOK, "code", "110101001001-01", "--json").out).Code
	f.ok("enrol", url, code)

	f.fails(exitNotFound, "carry.stick", "carry", "out", filepath.Join(stick, "none"))
	f.fails(exitNotFound, "carry.answer", "carry", "in", stick)
	before := f.lines()
	out := read[carryOutView](t, f.ok("carry", "out", stick, "--json"))
	if out.Lines < 5 || len(out.Files) != 1 || out.Lost != 0 {
		t.Errorf("carry out tells %+v", out)
	}
	f.street(exitNotFound, "carry", "in", filepath.Join(stick, "none"))
	in := read[streetCarriedList](t, f.street(exitOK, "carry", "in", stick, "--by", "李示例", "--json").out)
	if len(in.Parcels) != 1 || in.Parcels[0].NewLines != out.Lines || in.Parcels[0].NewPages != out.Pages || in.Answers != stick {
		t.Errorf("the street tells %+v", in)
	}
	f.street(exitOK, "decide", accepted.No, "done", "--words", "已办好")
	if again := f.street(exitOK, "carry", "in", filepath.Join(stick, "xiaochuang", out.Files[0]), "--answer", stick).out; !strings.Contains(again, "以前都收过") {
		t.Errorf("the second time the street says %s", again)
	}
	answer := filepath.Join(stick, "xiaochuang", in.Parcels[0].Answer)
	back := read[carryInView](t, f.ok("carry", "in", answer, "--json"))
	f.wrote(before)
	if back.Lines != out.Lines || back.Pages != out.Pages || back.Applied != 1 || back.Removed != 1 {
		t.Errorf("carry in tells %+v", back)
	}
	if got := read[caseShowView](t, f.ok("case", "show", accepted.No, "--json")); got.State != string(desk.CaseDone) {
		t.Errorf("the case is %s", got.State)
	}
	if twice := f.ok("carry", "in", stick); !strings.Contains(twice, "以前收过") {
		t.Errorf("the second time the desk says %s", twice)
	}
	whole, err := os.ReadFile(answer)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(answer, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	f.fails(exitDamaged, "carry.damaged", "carry", "in", answer)
	if sent := read[syncView](t, f.ok("sync", "--json")); sent.Blobs != 0 || sent.Repeated != 0 {
		t.Errorf("the line had to send again: %+v", sent)
	}
}
