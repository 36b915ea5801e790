package centre_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
	"xiaochuang/store/storetest"
)

var reviewer = centre.Person{Name: "reviewer-1", Tenant: tenant}

// stranger is somebody of the next street.
var stranger = centre.Person{Name: "reviewer-2", Tenant: "110101002"}

const outside = "北京市社会救助信息系统"

// write commits an act at the desk.
func (w *window) write(act func(desk.Tx) (desk.Act, error)) desk.Act {
	w.t.Helper()
	done, err := w.Write(w.t.Context(), desk.NewID(w.clock.Now()), storetest.Duty(), act)
	if err != nil {
		w.t.Fatal(err)
	}
	return done.Act
}

func TestReviewerOpensACase(t *testing.T) { eachStreet(t, reviewerOpensACase) }

func reviewerOpensACase(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	id := desk.NewID(w.clock.Now())
	image := bytes.Repeat([]byte("page "), 40_000)
	p, err := w.PutPage(t.Context(), id, image, desk.Page{MIME: "image/jpeg"})
	if err != nil {
		t.Fatal(err)
	}
	c := storetest.NewCase(id, storetest.Person())
	c.Materials = []desk.Material{{Key: "m", Name: "paper", Pages: []desk.Page{p}}}
	c = w.write(storetest.TakeIn(c)).Cases[0]
	w.mustRun(s.url)

	f, err := s.OpenCase(t.Context(), reviewer, c.No)
	if err != nil {
		t.Fatal(err)
	}
	if !f.Open || f.Case.Private.Applicant.Number != storetest.Person().Number || f.State != desk.CaseReceived ||
		len(f.Pages) != 1 || !f.Pages[0].Here || f.Pages[0].Name != "paper" || f.Pages[0].MIME != "image/jpeg" {
		t.Errorf("the reviewer sees %+v", f.CaseView)
	}
	got, err := s.OpenPage(t.Context(), reviewer, c.No, p.ID)
	if err != nil || !bytes.Equal(got, image) {
		t.Errorf("the page is %d bytes, %v", len(got), err)
	}
	_, err = s.OpenPage(t.Context(), reviewer, c.No, s.Suite().Digest([]byte("other")))
	kindIs(t, err, desk.NotFound, "page")

	acts, err := s.Acts(t.Context(), reviewer, 0)
	if err != nil || len(acts) != 2 || acts[0].Who != reviewer.Name || acts[0].Obj != "case:"+c.ID {
		t.Errorf("written down: %+v, %v", acts, err)
	}
	for name, try := range map[string]func() error{
		"opens":  func() error { _, err := s.OpenCase(t.Context(), stranger, c.No); return err },
		"page":   func() error { _, err := s.OpenPage(t.Context(), stranger, c.ID, p.ID); return err },
		"enters": func() error { _, err := s.Enter(t.Context(), "r", stranger, c.ID, "1", "1", 0, 0); return err },
		"decides": func() error {
			_, err := s.Answer(t.Context(), "r", stranger, c.ID, desk.DecideAccept, "")
			return err
		},
	} {
		t.Run("a stranger "+name, func(t *testing.T) { kindIs(t, try(), desk.NotFound, "case") })
	}
	if acts, err := s.Acts(t.Context(), stranger, 0); err != nil || len(acts) != 0 {
		t.Errorf("the next street sees %+v, %v", acts, err)
	}
	_, err = s.OpenCase(t.Context(), centre.Person{Tenant: tenant}, c.No)
	kindIs(t, err, desk.Denied, "centre.person")
}

// A reviewer who presses twice, or whose browser asks again, decides once.
func TestAnswerActsOnce(t *testing.T) { eachStreet(t, answerActsOnce) }

func answerActsOnce(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	c, other := w.takeIn(), w.takeIn()
	w.mustRun(s.url)
	for range 3 {
		v, err := s.Answer(t.Context(), "rid-1", reviewer, c.No, desk.DecideSupplement, "one page more")
		if err != nil || v.State != desk.CaseSupplement || v.DecisionVer != 1 {
			t.Errorf("answered: %+v, %v", v, err)
		}
	}
	_, err := s.Answer(t.Context(), "rid-1", reviewer, other.No, desk.DecideAccept, "")
	kindIs(t, err, desk.Conflict, "rid")
	if r := w.mustRun(s.url); r.FeedLines != 1 || r.Applied != 1 {
		t.Errorf("run: %+v", r)
	}
	f, err := s.OpenCase(t.Context(), reviewer, c.No)
	if err != nil || len(f.Past) != 1 || f.Past[0].By != reviewer.Name || f.Past[0].Words != "one page more" {
		t.Errorf("past: %+v, %v", f.Past, err)
	}
}

// A case that the street enters into an outside system: the values in that
// system's order, the number typed back, and the number at the desk next morning.
func TestSecondEntryAtTheStreet(t *testing.T) { eachStreet(t, secondEntryAtTheStreet) }

func secondEntryAtTheStreet(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	id := desk.NewID(w.clock.Now())
	c := w.write(func(tx desk.Tx) (desk.Act, error) {
		k := storetest.NewCase(id, storetest.Person())
		k.System, k.Entry = outside, desk.EnteredStreet
		act, err := storetest.TakeIn(k)(tx)
		act.Transcripts = []desk.Transcript{{
			ID: id, CaseNo: act.Cases[0].No, System: outside, State: desk.CopyTodo, Route: desk.EnteredStreet,
			Staff: "s", Day: tx.Stamp().Day, At: tx.Stamp().At, Rev: 1,
		}}
		return act, err
	}).Cases[0]
	w.takeIn() // of no outside system
	w.mustRun(s.url)
	ctx := t.Context()

	list, err := s.Entries(ctx, reviewer, centre.EntryFilter{System: outside})
	if err != nil || len(list) != 1 || list[0].No != c.No || list[0].System != outside || list[0].External != "" {
		t.Fatalf("to be entered: %+v, %v", list, err)
	}
	_, fields, err := s.EntryFields(ctx, reviewer, c.No)
	if err != nil || len(fields) < 10 || fields[0].Value != storetest.Person().Name || fields[1].Value != storetest.Person().Number {
		t.Errorf("fields: %d, %v", len(fields), err)
	}
	_, err = s.Enter(ctx, "rid-0", reviewer, c.No, "JZ0000000001", "JZ0000000002", 3, 60)
	kindIs(t, err, desk.Invalid, "transcript.differs")
	for range 2 {
		v, err := s.Enter(ctx, "rid-1", reviewer, c.No, "JZ0000000001", "jz 0000000001", len(fields), 90)
		if err != nil || v.External != "JZ0000000001" || v.Seconds != 90 || v.Who != reviewer.Name {
			t.Errorf("entered: %+v, %v", v, err)
		}
	}
	_, err = s.Enter(ctx, "rid-2", reviewer, c.No, "JZ0000000009", "JZ0000000009", 1, 1)
	kindIs(t, err, desk.Conflict, "transcript.entered")
	if list, err := s.Entries(ctx, reviewer, centre.EntryFilter{}); err != nil || len(list) != 0 {
		t.Errorf("still to be entered: %+v, %v", list, err)
	}
	if list, err := s.Entries(ctx, reviewer, centre.EntryFilter{Done: true}); err != nil || len(list) != 1 {
		t.Errorf("entered: %+v, %v", list, err)
	}

	if r := w.mustRun(s.url); r.Applied != 1 || r.Parked != 0 {
		t.Errorf("run: %+v", r)
	}
	got, err := w.Case(ctx, id)
	if err != nil || got.External != "JZ0000000001" || got.Entry != desk.EnteredStreet {
		t.Errorf("the desk has %q, %v", got.External, err)
	}
	k, err := w.Transcript(ctx, id)
	if err != nil || k.State != desk.CopyDone || k.Seconds != 90 || k.Fields != len(fields) || k.External != got.External {
		t.Errorf("the desk has %+v, %v", k, err)
	}
	w.mustRun(s.url)
	same(t, s, w, nil)
	if list, err := s.Entries(ctx, reviewer, centre.EntryFilter{Done: true}); err != nil || len(list) != 1 {
		t.Errorf("after the desk's line: %+v, %v", list, err)
	}
}

func TestHandOverIsChecked(t *testing.T) { eachStreet(t, handOverIsChecked) }

func handOverIsChecked(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	a, b := w.takeIn(), w.takeIn()
	batch := func(state desk.BatchState) func(desk.Tx) (desk.Act, error) {
		return func(tx desk.Tx) (desk.Act, error) {
			n, err := tx.NextNumber(desk.BatchNumber)
			no := tx.Serial().Number(desk.BatchNumber, tx.Stamp().Day, n)
			return desk.Act{
				Kind: desk.ActBatchOpened, Obj: "batch:" + no,
				Batches: []desk.Batch{{
					No: no, Day: tx.Stamp().Day, Comm: "c", State: state, Cases: []string{a.ID, b.ID},
					Staff: "s", Opened: tx.Stamp().At, Rev: 1,
				}},
				Bags: []desk.Bag{{
					Code: "DB-" + no, Case: a.ID, CaseNo: a.No, Items: []desk.BagItem{{Key: "m", Name: "card", Count: 1}},
					State: desk.BagStreet, Batch: no, In: tx.Stamp().At, Staff: "s", Rev: 1,
				}},
			}, err
		}
	}
	w.write(batch(desk.BatchOpen))
	no := w.write(batch(desk.BatchGone)).Batches[0].No
	w.mustRun(s.url)
	ctx := t.Context()

	list, err := s.Batches(ctx, reviewer, centre.BatchFilter{Open: true})
	if err != nil || len(list) != 1 || list[0].No != no || list[0].Checked() || list[0].Station != station {
		t.Fatalf("handed over: %+v, %v", list, err)
	}
	v, err := s.Batch(ctx, reviewer, no)
	if err != nil || len(v.Files) != 2 || v.Files[0].No != a.No || len(v.Files[0].Bags) != 1 || len(v.Files[1].Bags) != 0 {
		t.Fatalf("sheet: %+v, %v", v, err)
	}
	for range 2 {
		v, err = s.CheckBatch(ctx, "rid-1", reviewer, no, []centre.BatchCheck{{Case: a.ID, Found: true}, {Case: b.ID, Note: "not in the bag"}})
		if err != nil || v.Found != 1 || v.Missing != 1 || !v.Checked() || v.Files[1].Note != "not in the bag" || v.Files[1].Found {
			t.Errorf("checked: %+v, %v", v, err)
		}
	}
	if v, err = s.CheckBatch(ctx, "rid-2", reviewer, no, []centre.BatchCheck{{Case: b.ID, Found: true}}); err != nil || v.Found != 2 || v.Missing != 0 {
		t.Errorf("found after all: %+v, %v", v, err)
	}
	_, err = s.CheckBatch(ctx, "rid-3", reviewer, no, []centre.BatchCheck{{Case: "case-of-another", Found: true}})
	kindIs(t, err, desk.Invalid, "batch.case")
	_, err = s.CheckBatch(ctx, "rid-4", stranger, no, nil)
	kindIs(t, err, desk.NotFound, "batch")
	if list, err := s.Batches(ctx, reviewer, centre.BatchFilter{Open: true}); err != nil || len(list) != 0 {
		t.Errorf("still open: %+v, %v", list, err)
	}
}

func TestLagOfADesk(t *testing.T) { eachStreet(t, lagOfADesk) }

func lagOfADesk(t *testing.T, s *street) {
	w := newWindow(t)
	w.enrol(s)
	w.tickets(30)
	lag := func() int64 {
		v, err := s.Desks(t.Context())
		if err != nil || len(v) != 1 {
			t.Fatalf("desks: %v, %v", v, err)
		}
		return v[0].Lag
	}
	if _, err := w.run(&dying{Centre: w.client(s.url), left: 0}); err == nil {
		t.Fatal("the run was not cut")
	}
	if lag() < 30 {
		t.Errorf("after a run that was cut the desk lags by %d", lag())
	}
	w.mustRun(s.url)
	if lag() != 0 {
		t.Errorf("after a whole run the desk lags by %d", lag())
	}
}

// Every kind of act that a desk of this version writes is one that the centre
// understands.
func TestCentreKnowsEveryKind(t *testing.T) { eachStreet(t, centreKnowsEveryKind) }

func centreKnowsEveryKind(t *testing.T, s *street) {
	f, err := parser.ParseFile(token.NewFileSet(), "../../desk/journal.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := newPeer(t, s, "02")
	p.open()
	n := 0
	ast.Inspect(f, func(node ast.Node) bool {
		v, ok := node.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 || v.Type == nil {
			return true
		}
		if id, ok := v.Type.(*ast.Ident); !ok || id.Name != "ActKind" {
			return true
		}
		kind, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		n++
		p.push(p.line("r"+strconv.Itoa(n), desk.ActKind(kind), `{}`))
		return true
	})
	err = s.Records(t.Context(), p.id, func(r centre.Record) error {
		if r.Code != "" {
			t.Errorf("%s is set aside: %s", r.Line, r.Code)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if n < 60 {
		t.Errorf("only %d kinds were found", n)
	}
}
