package guide

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
)

// The three codes of an item after GB/T 39554.1: 基本编码 of 12 digits, 实施编码
// of a unified social credit code, a level and the basic code, 业务办理项编码 of
// both and two digits. Local schemes have other lengths and are left alone.
var (
	basicCode  = regexp.MustCompile(`^[0-9]{2}[0-2][0-9]{9}$`)
	taskCode   = regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXY]{18}[1-7][0-9]{2}[0-2][0-9]{9}$`)
	handleCode = regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXY]{18}[1-7][0-9]{2}[0-2][0-9]{9}[0-9]{2}$`)
	localCode  = regexp.MustCompile(`^[0-9A-Za-z._-]*$`)

	twoDigits = regexp.MustCompile(`^[0-2][0-9]$`)
)

// codes checks codes and their structure.
func (r *reader) codes(it *desk.Item) {
	r.structure("basic_code", it.BasicCode, 12, basicCode)
	r.structure("task_code", it.TaskCode, 31, taskCode)
	r.structure("handle_item_code", it.HandleCode, 33, handleCode)
	r.agreement(it)
	r.oneOf("item_type_code", it.ItemTypeCode, twoDigits.MatchString)
	level := func(s string) bool { return len(s) == 1 && s >= "1" && s <= "7" }
	r.oneOf("exercise_level_code", it.ExerciseLevel, level)
	r.oneOf("served_at_level_code", it.ServedAtLevel, level)
	for i, a := range it.Applicants {
		r.oneOf(index("applicant_codes", i), a, func(s string) bool { return len(s) == 1 && s >= "1" && s <= "6" })
	}
}

// agreement checks that well-built codes contain each other, and the credit
// code in them.
func (r *reader) agreement(it *desk.Item) {
	if r.wrong["basic_code"] || r.wrong["task_code"] || r.wrong["handle_item_code"] {
		return
	}
	task := len(it.TaskCode) == 31
	if task && len(it.BasicCode) == 12 && it.TaskCode[19:] != it.BasicCode {
		r.fault("task_code", CodesDisagree, Warning, it.TaskCode)
	}
	if task && len(it.HandleCode) == 33 && it.HandleCode[:31] != it.TaskCode {
		r.fault("handle_item_code", CodesDisagree, Warning, it.HandleCode)
	}
	if task && !it.CodesMade && identity.Check(identity.CreditCode, it.TaskCode[:18]).Verdict != identity.OK {
		r.fault("task_code", BadCheck, Warning, it.TaskCode[:18])
	}
}

func (r *reader) structure(path, code string, length int, form *regexp.Regexp) {
	switch {
	case !localCode.MatchString(code):
		r.fault(path, BadCode, Error, code)
	case len(code) == length && !form.MatchString(code):
		r.fault(path, BadStructure, Error, code)
	}
}

// oneOf checks a code of GB/T 39046 A. An empty one has no source and is only
// missing.
func (r *reader) oneOf(path, code string, known func(string) bool) {
	switch {
	case code == "":
		r.fault(path, Missing, Warning, "")
	case !known(code):
		r.fault(path, BadCode, Error, code)
	}
}

// guideURL checks the address that is printed as a QR code.
func (r *reader) guideURL(it *desk.Item) { r.address("guide_url", it.GuideURL) }

func (r *reader) address(path, s string) {
	if s == "" {
		return
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil:
		r.fault(path, BadAddress, Error, s)
	case u.Hostname() != "gov.cn" && !strings.HasSuffix(u.Hostname(), ".gov.cn"):
		r.fault(path, ForeignAddress, Warning, s)
	}
}

// online checks how the item is done without the window: known channels, each
// with steps.
func (r *reader) online(it *desk.Item) {
	for i, o := range it.Online {
		at := index("online", i)
		if !o.Channel.Valid() {
			r.fault(at+".channel", BadCode, Error, string(o.Channel))
		}
		if len(o.Steps) == 0 {
			r.fault(at+".steps", Missing, Warning, "")
		}
		r.noneEmpty(at+".steps", o.Steps)
		r.address(at+".url", o.URL)
	}
}

// across checks items against each other and against the certificates.
func (d *draft) across() {
	ids, names := map[string]int{}, map[string]string{}
	for i := range d.items {
		it := &d.items[i]
		if first, twice := ids[it.ID]; twice && it.ID != "" {
			d.fault(i, "id", RepeatedID, Error, strconv.Itoa(first))
		} else {
			ids[it.ID] = d.lines[i]["id"]
		}
		if first, twice := names[it.Name]; twice && it.Name != "" {
			d.fault(i, "name", RepeatedName, Warning, first)
		} else {
			names[it.Name] = it.ID
		}
	}
	known := proofs(d.certificates)
	for i := range d.items {
		for _, id := range d.items[i].Excludes {
			if _, ok := ids[id]; !ok {
				d.fault(i, "excludes", UnknownItem, Warning, id)
			}
		}
		d.forbidden(i, known)
	}
}

// forbidden looks for an item that issues a certificate which must not be
// issued. An item that only advises may speak of one.
func (d *draft) forbidden(i int, known []proof) {
	for _, p := range known {
		if !strings.Contains(d.items[i].Name, p.name) {
			continue
		}
		s := Error
		if p.alias || d.items[i].Mode == desk.ModeAdvise {
			s = Warning
		}
		d.fault(i, "name", ForbiddenProof, s, p.key)
		return
	}
}

// fault adds a finding about an item that has been read.
func (d *draft) fault(i int, path string, c Code, s Severity, value string) {
	d.out.add(Finding{Line: d.lines[i][path], Item: d.items[i].ID, Field: path, Code: c, Severity: s, Value: value})
}
