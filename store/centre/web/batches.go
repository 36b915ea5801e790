package web

import (
	"net/http"
	"net/url"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

// batchList is the hand-overs of a street.
type batchList struct {
	Batches  []centre.BatchView
	Filter   centre.BatchFilter
	Stations []string
}

func (p *Pages) batches(v *visit) error {
	q := v.r.URL.Query()
	f := centre.BatchFilter{Station: q.Get("station"), Open: q.Get("all") == ""}
	list, err := p.c.Centre.Batches(v.ctx(), v.person(), f)
	if err != nil {
		return err
	}
	stations, err := p.stations(v)
	if err != nil {
		return err
	}
	return p.show(v.w, v, "batches", http.StatusOK, sheet{Title: "交接核对", Wide: true, Body: batchList{list, f, stations}})
}

// A handed is one hand-over with its form.
type handed struct {
	centre.BatchView

	RID  string
	Scan string // was scanned and is not of the hand-over
}

func (p *Pages) batch(v *visit) error {
	b, err := p.c.Centre.Batch(v.ctx(), v.person(), v.r.PathValue("no"))
	if err != nil {
		return err
	}
	s := sheet{Title: "核对移交清单"}
	if v.r.URL.Query().Get("done") != "" {
		s.Said = "核对结果已保存。"
	}
	return p.showBatch(v, http.StatusOK, s, b)
}

func (p *Pages) showBatch(v *visit, status int, s sheet, b centre.BatchView) error {
	s.Wide, s.Body = true, handed{BatchView: b, RID: newID()}
	return p.show(v.w, v, "batch", status, s)
}

// checkBatch writes down what was found: one case whose number or bag was scanned,
// or every line of the form that says something new.
func (p *Pages) checkBatch(v *visit) error {
	form, no := v.r.PostForm, v.r.PathValue("no")
	b, err := p.c.Centre.Batch(v.ctx(), v.person(), no)
	if err != nil {
		return err
	}
	checks, err := checksOf(form, b)
	if err == nil {
		_, err = p.c.Centre.CheckBatch(v.ctx(), form.Get("rid"), v.person(), no, checks)
	}
	switch desk.KindOf(err) {
	case desk.Invalid, desk.Conflict:
		return p.showBatch(v, statusOf(err), sheet{Title: "核对移交清单", Wrong: p.sentence(err)}, b)
	}
	if err != nil {
		return err
	}
	return v.redirect("/web/batches/" + url.PathEscape(no) + "?done=1#scan")
}

func checksOf(form url.Values, b centre.BatchView) ([]centre.BatchCheck, error) {
	if scan := strings.TrimSpace(form.Get("scan")); scan != "" {
		for _, f := range b.Files {
			if carries(f, scan) {
				return []centre.BatchCheck{{Case: f.ID, Found: true, Note: f.Note}}, nil
			}
		}
		return nil, &desk.Problem{Kind: desk.Invalid, What: "web.scan"}
	}
	var out []centre.BatchCheck
	for _, f := range b.Files {
		found, note := form.Get("found-"+f.ID), strings.TrimSpace(form.Get("note-"+f.ID))
		if found != "yes" && found != "no" || f.Checked && f.Found == (found == "yes") && f.Note == note {
			continue
		}
		out = append(out, centre.BatchCheck{Case: f.ID, Found: found == "yes", Note: note})
	}
	if len(out) == 0 {
		return nil, &desk.Problem{Kind: desk.Invalid, What: "web.check"}
	}
	return out, nil
}

// carries reports whether a code is on the papers or a bag of a case.
func carries(f centre.BatchFile, code string) bool {
	if strings.EqualFold(f.No, code) && f.No != "" {
		return true
	}
	for _, bag := range f.Bags {
		if strings.EqualFold(bag.Code, code) {
			return true
		}
	}
	return false
}
