package exchange

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
)

// A Batch is one export.
type Batch struct {
	ID      string
	At      time.Time
	Profile Profile
	// Org and OrgCode are who accepts, such as the street with its code of unified
	// social credit; "" is the station of the case with its twelve digits.
	Org, OrgCode string
}

// A Rows is what one case is in the five tables, in the order of Profile.Tables.
type Rows [][][]string

// Rows lays a case out. What may not go out as it is comes back as lacks, and then
// nothing of the case should.
func (b Batch) Rows(s Source) (Rows, []Lack) {
	w := writer{b: b, s: &s, rows: make(Rows, len(tables))}
	w.accept()
	w.process()
	w.result()
	w.special()
	w.materials()
	return w.rows, w.lacks
}

// A writer lays one case out.
type writer struct {
	b     Batch
	s     *Source
	rows  Rows
	lacks []Lack
}

// put adds a row to a table. key makes the row one of a kind within the case: a
// row that is sent again has the same row_guid.
func (w *writer) put(table, key string, cells map[string]string) {
	i := slices.IndexFunc(tables, func(t Table) bool { return t.Name == table })
	c, op := &w.s.Case, "put"
	if c.State == desk.CaseVoid {
		op = "delete"
	}
	for name, v := range map[string]string{
		"row_guid": guid(table, c.ID, key), "dataver": strconv.Itoa(c.Rev + c.DecisionVer), "cd_operation": w.b.Profile.Operation[op],
		"cd_batch": w.b.ID, "cd_time": stamp(&w.b.At), "data_source": w.s.Station, "project_no": c.No,
	} {
		cells[name] = v
	}
	row := make([]string, len(tables[i].Columns))
	for j, col := range tables[i].Columns {
		row[j] = plain(cells[col.Name])
		delete(cells, col.Name)
	}
	for name := range cells {
		panic("exchange: no column " + name)
	}
	w.rows[i] = append(w.rows[i], row)
	for _, l := range tables[i].check(row) {
		if !slices.Contains(w.lacks, l) {
			w.lacks = append(w.lacks, l)
		}
	}
}

// plain keeps a text on one line: line breaks and other spaces become one blank,
// and what controls a line or its direction goes. No character of a name is lost,
// not even one that has no code of its own yet.
func plain(s string) string {
	space := false
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			if space {
				return -1
			}
			space = true
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf):
			return -1
		}
		space = false
		return r
	}, s)
	return strings.TrimSpace(s)
}

// guid is the id of a row in the form of RFC 9562, version 8, from what it is about.
func guid(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	x := h.Sum(nil)[:16]
	x[6], x[8] = x[6]&0x0f|0x80, x[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", x[:4], x[4:6], x[6:8], x[8:10], x[10:])
}

// stamp writes an instant, "" for none.
func stamp(t *time.Time) string {
	if t == nil || t.IsZero() {
		return ""
	}
	return t.In(desk.Beijing).Format(time.DateTime)
}

// dayAt writes a time of a day, "" for no day.
func dayAt(d desk.Day, clock string) string {
	if d == "" {
		return ""
	}
	return string(d) + " " + clock
}

const (
	dayBegins = "00:00:00"
	dayEnds   = "23:59:59"
)

func (w *writer) accept() {
	c, p, it := &w.s.Case, w.b.Profile, w.s.Item
	a := c.Private.Applicant
	contact := desk.Person{Name: a.Name, Document: a.Document, Number: a.Number, Phone: a.Phone}
	if g := c.Private.Agent; g != nil {
		contact = *g
	}
	at, by := w.s.accepted()
	cells := map[string]string{
		"task_name": c.Title, "task_version": strconv.Itoa(c.ItemVersion), "project_name": c.Title,
		"applyer_name": a.Name, "applyer_type": p.ApplicantType[applicantType(a)], "applyer_page_type": p.document(a.Document), "applyer_page_code": a.Number,
		"contact_name": contact.Name, "contact_page_type": p.document(contact.Document), "contact_page_code": contact.Number, "contact_mobile": contact.Phone,
		"address": a.Address, "apply_type": p.Origin["window"], "apply_date": stamp(c.Received),
		"accept_org": cmp.Or(w.b.Org, w.s.StationName), "accept_org_code": cmp.Or(w.b.OrgCode, w.s.Station),
		"accept_user": by, "accept_date": stamp(at), "promise_date": dayAt(c.Due, dayEnds),
		"project_type": p.ProjectType[cmp.Or(projectTypes[c.Project], "other")],
	}
	if !it.CodesMade { // an invented code says less than none
		cells["catalog_code"], cells["task_code"], cells["task_handle_item"] = it.BasicCode, it.TaskCode, it.HandleCode
	}
	w.put(Accepts, "", cells)
}

// applicantType tells a body by the document that only bodies have.
func applicantType(p desk.Person) string {
	if identity.Document(p.Document) == identity.CreditCode {
		return "body"
	}
	return "person"
}

// step adds a line of the process. A step that is over at once ends as it starts.
func (w *writer) step(key, stage, event string, from, until *time.Time, words, by string) {
	p := w.b.Profile
	w.put(Processes, key, map[string]string{
		"process_name": p.Stage[stage], "event_name": p.Event[event], "start_time": stamp(from), "end_time": cmp.Or(stamp(until), stamp(from)),
		"opinion": cmp.Or(words, p.Opinion[stage]), "handle_user": by,
	})
}

func (w *writer) process() {
	c := &w.s.Case
	if c.Received != nil {
		w.step("received", "received", "pass", &c.Opened, c.Received, "", c.Staff)
	}
	if c.Accepted != nil {
		w.step("accepted", "accepted", "pass", c.Accepted, nil, "", c.Staff)
	}
	if c.Handed != nil {
		w.step("handed", "handed", "other", c.Handed, nil, "", c.Staff)
	}
	for i := range w.s.Answers {
		a := &w.s.Answers[i]
		stage, event := "examined", "pass"
		switch a.Decision {
		case desk.DecideAccept:
			stage = "accepted"
		case desk.DecideSupplement:
			stage, event = "supplement", "back"
		case desk.DecideReject:
			stage, event = "ended", "back"
		case desk.DecideDone:
			stage = "ended"
		}
		w.step(fmt.Sprintf("answer %d", i+1), stage, event, &a.At, nil, a.Words, a.By)
	}
	if e := w.s.ended(); e != "" && c.Finished != nil && c.Decision != string(desk.DecideDone) && c.Decision != string(desk.DecideReject) {
		event := "pass"
		if e != endDone {
			event = "back"
		}
		w.step("ended", "ended", event, c.Finished, nil, c.Words, c.Staff)
	}
	if c.Delivered != nil {
		w.step("delivered", "delivered", "other", c.Delivered, nil, "", c.Staff)
	}
}

func (w *writer) result() {
	e := w.s.ended()
	if e == "" {
		return
	}
	c, p := &w.s.Case, w.b.Profile
	post := "no"
	if c.Way == desk.DeliveredPost {
		post = "yes"
	}
	by := c.Staff
	if n := len(w.s.Answers); n > 0 {
		by = w.s.Answers[n-1].By
	}
	w.put(Results, "", map[string]string{
		"result_type": p.Result[string(e)], "result_date": stamp(w.s.finished()), "result_explain": c.Words,
		"is_express": p.Whether[post], "satisfaction": p.satisfaction(c.Rated), "handle_user": by,
	})
}

// special adds the times in which the limit did not run. One that goes on is told
// when it is over.
func (w *writer) special() {
	c, p := &w.s.Case, w.b.Profile
	for i, x := range c.Pauses {
		if x.Until == "" {
			continue
		}
		why := string(x.Why)
		w.put(Specials, strconv.Itoa(i+1), map[string]string{
			"special_type": p.Special[why], "special_name": p.SpecialName[why], "special_reason": cmp.Or(x.Words, p.SpecialName[why]),
			"start_time": dayAt(x.From, dayBegins), "end_time": dayAt(x.Until, dayEnds),
			"applyer_name": c.Private.Applicant.Name, "handle_user": c.Staff,
		})
	}
}

// materials adds what was brought, or need not be.
func (w *writer) materials() {
	p := w.b.Profile
	for _, m := range w.s.Case.Materials {
		taken, n := "paper", max(m.Seen, m.Copies+m.Kept)
		switch {
		case m.State == desk.MaterialExempt:
			taken = "exempt"
		case m.State != desk.MaterialComplete:
			continue
		case len(m.Pages) > 0:
			taken, n = "scan", m.Sheets()
		}
		w.put(Materials, m.Key, map[string]string{
			"material_name": m.Name, "take_type": p.Taken[taken], "take_num": strconv.Itoa(n), "remark": m.Reason,
		})
	}
}
