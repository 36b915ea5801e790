package e2e

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// A planRow is one line of testdata/plan-rows.tsv: a duty of the city's plan and
// what it means that it works.
type planRow struct{ id, clause, duty, means string }

func readPlanRows(t *testing.T) []planRow {
	t.Helper()
	b, err := os.ReadFile("testdata/plan-rows.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var rows []planRow
	for line := range strings.SplitSeq(strings.TrimSpace(string(b)), "\n") {
		p := strings.Split(line, "\t")
		if len(p) != 4 {
			t.Fatalf("line %q", line)
		}
		if p[0] != "row" {
			rows = append(rows, planRow{p[0], p[1], p[2], p[3]})
		}
	}
	return rows
}

// A duty is a row of the plan played with keys on the real program. It counts
// only when something was refused on the way and a paper or record was left.
type duty struct {
	*station

	refused, left []string
}

// refuses waits for the words of a refusal.
func (d *duty) refuses(words ...string) {
	d.t.Helper()
	d.sees(words...)
	d.refused = append(d.refused, strings.Join(words, " "))
}

// leaves holds that a record is there.
func (d *duty) leaves(what string, there bool) {
	d.t.Helper()
	if !there {
		d.t.Errorf("nothing is left of %s", what)
	}
	d.left = append(d.left, what)
}

// paper holds that a paper with the words has come out of the printer.
func (d *duty) paper(words ...string) {
	d.t.Helper()
	d.printed(words...)
	d.left = append(d.left, words[0])
}

// TestPlanRows plays the rows of the plan, each at one window with every device or
// at a station of its own, and says how many of them work. A row without a script does not, and says why.
func TestPlanRows(t *testing.T) {
	t.Parallel()
	rows := readPlanRows(t)
	if len(rows) != 25 {
		t.Fatalf("%d rows", len(rows))
	}
	s := open(t, false, planStation(t)...)
	s.start()
	works := 0
	var rest []string
	for _, r := range rows {
		if apart[r.id] != nil {
			t.Logf("%s %s: by itself", r.id, r.duty) // see TestPlanRowsApart
			works++
			continue
		}
		play, ok := duties[r.id]
		if !ok {
			why := notYet[r.id]
			if why == "" {
				t.Errorf("row %s has neither a script nor a reason why not", r.id)
			}
			rest = append(rest, r.id+" "+r.duty+"："+why)
			continue
		}
		t.Logf("%s %s", r.id, r.duty) // a script that fails ends the play here
		d := &duty{station: s}
		play(d)
		d.whole(r.id)
		d.home()
		works++
	}
	s.quit()
	t.Logf("%d of %d rows of the plan work", works, len(rows))
	for _, r := range rest {
		t.Log("not yet: " + r)
	}
}

// notYet says of each row without a script what is missing.
var notYet = map[string]string{
	"P15": "导办 is recorded; no register of terminal faults, no slots of lockers",
	"P16": "辅导网办 is counted and the page printed as a code; progress and rating by phone are not there",
	"P19": "practice works; class view and contest are not there",
	"P20": "no evaluation sheet",
	"P23": "no register of complaints and escalations",
	"P24": "no conformity sheet",
}

var duties = map[string]func(*duty){
	"P09": windowPlatform,
	"P01": severalCommunities,
	"P14": exchange,
	"P18": helpOnTheNet,
	"P21": sevenSystems,
	"P22": ratingLoop,
	"P02": withoutBarriers,
	"P03": guideOffline,
	"P04": stages,
	"P05": checkPoints,
	"P07": endings,
	"P08": allThroughOneWindow,
	"P11": identityReader,
	"P12": ratingPad,
	"P13": copyBoard,
}

// apart are the rows that need a station of their own, since they change its
// devices, its catalogue or what the street knows of it.
var apart = map[string]func(*duty){
	"P06": sameSource,
	"P10": fiveScanners,
	"P17": byCourier,
	"P25": threeUsers,
}

// TestPlanRowsApart plays the rows that need a station of their own.
func TestPlanRowsApart(t *testing.T) {
	t.Parallel()
	for id, play := range apart {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			d := &duty{station: &station{t: t}}
			play(d)
			d.whole(id)
		})
	}
}

// whole holds that a row was played with something refused and something left.
func (d *duty) whole(id string) {
	d.t.Helper()
	if len(d.refused) == 0 || len(d.left) == 0 {
		d.t.Fatalf("%s: refused %q, left %q: a row needs one of each", id, d.refused, d.left)
	}
	d.t.Logf("   refused: %s; left: %s", strings.Join(d.refused, "; "), strings.Join(d.left, "; "))
}

// begin takes a visitor without a number and opens a matter for him.
func (d *duty) begin(query, matter string) {
	d.t.Helper()
	d.term.Keys("1")
	d.sees("在办 直")
	d.guideCard(query, matter)
	d.term.Keys("f9")
	d.sees("证件号码")
}

// guideCard opens the card of a matter. Letters and Enter at the speed of a machine
// are a bar-code reader's, so that there is a look in between.
func (d *duty) guideCard(query, matter string) {
	d.t.Helper()
	d.term.Keys("/")
	d.sees("查指南：")
	d.term.Type(query)
	d.sees(matter)
	d.term.Keys("enter")
	d.sees("统一答复口径")
}

// done ends the visit.
func (d *duty) done() {
	d.t.Helper()
	d.home()
	d.term.Keys("f9")
	d.rate("0x05")
	d.sees("评价：非常满意")
}

// A shownCase is what `case show --json` says.
type shownCase struct {
	No        string
	State     string
	Due       string
	Rated     string
	External  string
	Community string
	Materials []struct{ Key, Name, State, Reason string }
	Papers    []struct{ No, Kind string }
	History   []struct{ Kind string }
}

// latest is the newest case of an item.
func (d *duty) latest(item string) shownCase {
	d.t.Helper()
	var list []struct{ No, Item string }
	d.reads(&list, "case", "list", "--item", item, "--json")
	if len(list) == 0 {
		d.t.Fatalf("no case of %s", item)
	}
	var c shownCase
	d.reads(&c, "case", "show", list[0].No, "--json")
	return c
}

// reads decodes what a command says.
func (d *duty) reads(v any, args ...string) {
	d.t.Helper()
	if err := json.Unmarshal([]byte(d.desk(args...)), v); err != nil {
		d.t.Fatal(err)
	}
}

func (c shownCase) has(kind string) bool {
	return slices.ContainsFunc(c.Papers, func(p struct{ No, Kind string }) bool { return p.Kind == kind })
}

func (c shownCase) did(kind string) bool {
	return slices.ContainsFunc(c.History, func(h struct{ Kind string }) bool { return h.Kind == kind })
}
