package store

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/store/storetest"
)

// A planner runs every query and notes the tables that it reads from end to end.
type planner struct {
	t     *testing.T
	q     querier
	scans map[string]string // query → step of its plan
}

func (p planner) plan(ctx context.Context, query string, args []any) {
	steps, err := list(ctx, p.q, func(r *sql.Rows) (string, error) {
		var id, parent, unused int
		var detail string
		err := r.Scan(&id, &parent, &unused, &detail)
		return detail, err
	}, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, s := range steps {
		newestOf := !strings.Contains(query, "WHERE") && strings.Contains(s, "USING INDEX") // As far as the limit.
		if strings.HasPrefix(s, "SCAN") && !newestOf {
			p.scans[query] = s
		}
	}
}

func (p planner) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	p.plan(ctx, query, args)
	return p.q.QueryContext(ctx, query, args...)
}

func (p planner) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	p.plan(ctx, query, args)
	return p.q.QueryRowContext(ctx, query, args...)
}

// TestLookupsUseAnIndex asks what a counter asks all day. None of it may read a
// table of some years from end to end.
func TestLookupsUseAnIndex(t *testing.T) {
	s := filled(t)
	ctx := t.Context()
	p := planner{t: t, scans: map[string]string{}}
	err := s.read(ctx, func(q querier) error {
		p.q = q
		b := s.booksOn(p)
		b.Ticket(ctx, "t1")
		b.Tickets(ctx, storetest.Today)
		b.Case(ctx, "c1")
		b.FindCases(ctx, "01A0001", 5)
		b.FindCases(ctx, storetest.Person().Number, 5)
		b.Paper(ctx, "x")
		b.Papers(ctx, desk.PaperFilter{})
		b.Papers(ctx, desk.PaperFilter{Case: "c1"})
		b.Papers(ctx, desk.PaperFilter{Ticket: "t1"})
		b.Papers(ctx, desk.PaperFilter{Day: storetest.Today})
		b.Inquiries(ctx, desk.InquiryFilter{Day: storetest.Today})
		b.Inquiries(ctx, desk.InquiryFilter{States: []desk.InquiryState{desk.InquiryOpen}})
		b.Ratings(ctx, storetest.Today, "t1")
		b.Ratings(ctx, storetest.Today, "")
		b.History(ctx, "case:c1")
		b.Journal(ctx, 3, 10)
		b.entryOf(ctx, "r1")
		b.Bag(ctx, "x")
		b.Bags(ctx, desk.BagFilter{})
		b.Bags(ctx, desk.BagFilter{Case: "c1"})
		b.Bags(ctx, desk.BagFilter{Case: "c1", States: []desk.BagState{desk.BagShelf}})
		b.Bags(ctx, desk.BagFilter{Batch: "x", States: []desk.BagState{desk.BagPacked}})
		b.Bags(ctx, desk.BagFilter{States: []desk.BagState{desk.BagShelf, desk.BagPacked}})
		b.Batches(ctx, desk.BatchFilter{})
		b.Batches(ctx, desk.BatchFilter{Comm: "x", States: []desk.BatchState{desk.BatchOpen}})
		b.ShelfCounts(ctx, storetest.Today)
		b.SlipBlocks(ctx)
		b.Slips(ctx, 1)
		b.Wording(ctx, "x")
		b.Wordings(ctx, desk.PaperNotice)
		b.Dispatch(ctx, desk.DispatchRoster, "x")
		b.Dispatches(ctx, desk.DispatchFilter{Kind: desk.DispatchAnnouncement, Since: storetest.Today})
		b.Dispatches(ctx, desk.DispatchFilter{Open: true})
		b.Rectification(ctx, "x")
		b.Rectifications(ctx, desk.RectificationFilter{})
		b.Rectifications(ctx, desk.RectificationFilter{States: desk.OpenRectifications()})
		b.Rectifications(ctx, desk.RectificationFilter{Visit: "t1"})
		b.Rectifications(ctx, desk.RectificationFilter{Since: storetest.Today, Until: storetest.Today})
		b.Unrectified(ctx, 1)
		b.numbered(ctx, "x")
		b.Transcript(ctx, "x")
		b.Transcripts(ctx, desk.TranscriptFilter{States: []desk.TranscriptState{desk.CopyTodo, desk.CopyEntering}})
		b.Transcripts(ctx, desk.TranscriptFilter{Since: storetest.Today, Until: storetest.Today})
		b.Assists(ctx, desk.AssistFilter{})
		b.Assists(ctx, desk.AssistFilter{Since: storetest.Today, Until: storetest.Today})
		for _, f := range []desk.CaseFilter{
			{},
			{Ticket: "t1"},
			{States: []desk.CaseState{desk.CaseReceived, desk.CaseSupplied}},
			{Number: storetest.Person().Number},
			{Since: storetest.Morning},
		} {
			if _, err := b.Cases(ctx, f); err != nil {
				return err
			}
		}
		for query, step := range p.scans {
			t.Errorf("%s in %s", step, query)
		}
		p.plan(ctx, `SELECT doc FROM case_file WHERE item = 'x'`, nil)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.scans) == 0 {
		t.Error("a query without an index was not noticed: this test shows nothing")
	}
}
