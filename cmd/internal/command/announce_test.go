package command

import (
	"strings"
	"testing"
)

// An announcement of the street comes down with a run, is read by one person at the
// desk, and is withdrawn.
func TestAnAnnouncementIsRead(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	f.shift = 0 // the street's days are the desk's
	url := f.serve()
	f.ok("enrol", url, read[codeView](t, f.street(exitOK, "code", "110101001001-01", "--json").out).Code)
	f.street(exitProblem, "announce", " ")
	f.street(exitOK, "announce", "周五下午停电，请提前备份", "--by", "李示例")
	f.ok("sync")
	list := read[[]announcedView](t, f.ok("street", "list", "--json"))
	if len(list) != 1 || list[0].Words != "周五下午停电，请提前备份" || list[0].By != "李示例" || len(list[0].Readers) != 0 {
		t.Fatalf("street list tells %+v", list)
	}
	f.fails(exitNotFound, "dispatch", "street", "read", "none", "--staff", "u02")
	before := f.lines()
	f.ok("street", "read", list[0].ID, "--staff", "u02")
	f.wrote(before)
	if list := read[[]announcedView](t, f.ok("street", "list", "--json")); len(list) != 1 || len(list[0].Readers) != 1 || list[0].Readers[0] != "u02" {
		t.Errorf("after it was read street list tells %+v", list)
	}
	f.ok("sync")
	if said := f.street(exitOK, "announcements").out; !strings.Contains(said, "周五下午停电") {
		t.Errorf("the street's list says %s", said)
	}
	f.street(exitOK, "withdraw", list[0].ID)
	f.ok("sync")
	if list := read[[]announcedView](t, f.ok("street", "list", "--json")); len(list) != 0 {
		t.Errorf("what was withdrawn is still told: %+v", list)
	}
}
