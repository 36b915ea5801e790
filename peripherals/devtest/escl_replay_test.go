package devtest_test

import (
	"slices"
	"sync"
	"testing"

	"xiaochuang/peripherals/devtest"
)

// atOnce is the transcript that only haste fails on.
const atOnce = "early-404-at-once"

// TestEachTranscriptFailsItsControl replays every transcript to a client with
// one bad habit, which must fail it, and to the same client without, which must
// not: so the transcript tells the habit from its absence.
func TestEachTranscriptFailsItsControl(t *testing.T) {
	all := devtest.ESCLTranscripts(t)
	if len(all) < 20 {
		t.Fatalf("only %d transcripts", len(all))
	}
	scan := func(t *testing.T, x devtest.ESCLTranscript, habit string) error {
		t.Helper()
		r := x.Replay(t)
		c, err := devtest.NewESCLControl(r.URL, habit)
		if err != nil {
			t.Fatal(err)
		}
		sheets, err := c.Scan(t.Context(), x.Source, x.Limit)
		t.Logf("habit %q: sheets %v, %v", habit, sheets, err)
		return r.Judge(sheets, err != nil)
	}
	var running sync.WaitGroup // they wait more than they work, so all wait at once
	defer running.Wait()
	i := slices.IndexFunc(all, func(x devtest.ESCLTranscript) bool { return x.Name == atOnce })
	all[0], all[i] = all[i], all[0]
	for _, x := range all {
		try := func(t *testing.T) {
			if x.Habit != devtest.NoHabit && scan(t, x, x.Habit) == nil {
				t.Errorf("a client that %s passes", x.Habit)
			}
			if x.Name == atOnce {
				return // it takes a delay between pages, which the control lacks
			}
			if err := scan(t, x, devtest.NoHabit); err != nil {
				t.Errorf("without the habit: %v", err)
			}
		}
		if x.Name == atOnce {
			t.Run(x.Name, try) // alone, lest a busy machine make the delay
			continue
		}
		running.Go(func() { t.Run(x.Name, try) })
	}
}

// TestHabitsDoNoHarmElsewhere has every client pass the device that does
// nothing out of the way: it is the one difference that each fails on.
func TestHabitsDoNoHarmElsewhere(t *testing.T) {
	t.Parallel()
	all := devtest.ESCLTranscripts(t)
	i := slices.IndexFunc(all, func(x devtest.ESCLTranscript) bool { return x.Habit == devtest.NoHabit })
	if i < 0 {
		t.Fatal("no plain transcript")
	}
	tried := map[string]bool{}
	for _, x := range all {
		if x.Twice || tried[x.Habit] {
			continue // two jobs are out of the way on any device
		}
		tried[x.Habit] = true
		r := all[i].Replay(t)
		c, err := devtest.NewESCLControl(r.URL, x.Habit)
		if err != nil {
			t.Fatal(err)
		}
		sheets, err := c.Scan(t.Context(), all[i].Source, all[i].Limit)
		if bad := r.Judge(sheets, err != nil); bad != nil {
			t.Errorf("a client that %s: %v (%v)", x.Habit, bad, err)
		}
	}
}

// ways are the ways in which devices are known to differ from the specification,
// and the transcripts that show each.
var ways = map[string][]string{
	"Location is relative, or names a host that nobody can reach":       {"location-relative", "location-absolute", "location-broken"},
	"the end of the feeder is answered with another code than 404":      {"end-409", "end-410"},
	"a jam, an open cover or a busy device gives 200 and no bytes":      {"empty-jam", "empty-cover", "empty-busy"},
	"a page is cut in its middle":                                       {"cut-length", "cut-endless"},
	"503 while the device warms up or moves":                            {"busy-job", "busy-page"},
	"404 comes too early for the next sheet, or for a jam":              {"early-404", "early-404-at-once", "early-404-loaded", "jam-404"},
	"a device without glass":                                            {"no-platen"},
	"AdfState is stale":                                                 {"stale-loaded", "stale-empty"},
	"a second job is taken, and both are lost":                          {"two-jobs"},
	"without a format a page comes as raw PDF":                          {"pdf-default"},
	"HTTPS under a certificate that the device signed itself":           {"self-signed"},
	"the removal of a job is answered with 204, 404 or a closed line":   {"delete-204", "delete-404", "delete-cut"},
	"images to transfer are never counted down":                         {"never-counted-down"},
	"the device hangs up behind the header of 201, or sends one away":   {"hangs-up", "redirect"},
	"none: a device that does nothing out of the way, for every client": {"plain"},
}

// TestEveryWayHasATranscript holds ways against the transcripts: none is missing, and
// none is of no known way. That each can be failed is the test above.
func TestEveryWayHasATranscript(t *testing.T) {
	shown := map[string]string{}
	for way, names := range ways {
		for _, name := range names {
			shown[name] = way
		}
	}
	for _, x := range devtest.ESCLTranscripts(t) {
		if shown[x.Name] == "" {
			t.Errorf("%s shows none of the ways", x.Name)
		}
		if (x.Habit == devtest.NoHabit) != (x.Name == "plain") {
			t.Errorf("%s: the habit is %q", x.Name, x.Habit)
		}
		delete(shown, x.Name)
	}
	for name, way := range shown {
		t.Errorf("no transcript %s: %s", name, way)
	}
}
