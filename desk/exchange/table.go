package exchange

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A Form is how a cell is written.
type Form string

// The forms. The zero Form is any text.
const (
	FormText   Form = ""
	FormTime   Form = "time"   // yyyy-MM-dd HH:mm:ss, Beijing time
	FormCount  Form = "count"  // 0 or more
	FormCode   Form = "code"   // one of the profile's
	FormItem   Form = "item"   // a code of an item: 12, 31 or 33 digits and capitals
	FormDigits Form = "digits" // digits only
)

// A Column is one member of a table.
type Column struct {
	Name     string
	Required bool
	Form     Form
	Most     int // characters, 0 for mostText
}

// A Table is one of the five.
type Table struct {
	Name    string
	Columns []Column
}

// mostText bounds a text where the column has no bound of its own.
const mostText = 500

// withMarks puts what every row carries before the columns of a table.
func withMarks(name string, columns ...Column) Table {
	return Table{name, append([]Column{
		{Name: "row_guid", Required: true, Most: 36},
		{Name: "dataver", Required: true, Form: FormCount},
		{Name: "cd_operation", Required: true, Form: FormCode},
		{Name: "cd_batch", Required: true, Most: 64},
		{Name: "cd_time", Required: true, Form: FormTime},
		{Name: "data_source", Required: true, Form: FormDigits, Most: 12},
		{Name: "project_no", Required: true, Most: 50},
	}, columns...)}
}

// tables are the five in their order.
var tables = []Table{
	withMarks(
		Accepts,
		Column{Name: "catalog_code", Form: FormItem}, Column{Name: "task_code", Form: FormItem}, Column{Name: "task_handle_item", Form: FormItem},
		Column{Name: "task_name", Required: true, Most: 200}, Column{Name: "task_version", Required: true, Form: FormCount},
		Column{Name: "project_name"}, Column{Name: "applyer_name", Required: true, Most: 100},
		Column{Name: "applyer_type", Required: true, Form: FormCode}, Column{Name: "applyer_page_type", Required: true, Most: 3},
		Column{Name: "applyer_page_code", Required: true, Most: 30}, Column{Name: "contact_name", Most: 100},
		Column{Name: "contact_page_type", Most: 3}, Column{Name: "contact_page_code", Most: 30}, Column{Name: "contact_mobile", Most: 20},
		Column{Name: "legal_man", Most: 100}, Column{Name: "address"}, Column{Name: "post_code", Most: 6},
		Column{Name: "apply_type", Required: true, Form: FormCode}, Column{Name: "apply_date", Required: true, Form: FormTime},
		Column{Name: "accept_org", Required: true, Most: 200}, Column{Name: "accept_org_code", Required: true, Most: 18},
		Column{Name: "accept_user", Most: 64}, Column{Name: "accept_date", Required: true, Form: FormTime},
		Column{Name: "accept_no", Most: 64}, Column{Name: "promise_date", Form: FormTime}, Column{Name: "project_type", Required: true, Form: FormCode},
	),
	withMarks(
		Processes,
		Column{Name: "process_name", Required: true, Form: FormCode}, Column{Name: "event_name", Required: true, Form: FormCode},
		Column{Name: "start_time", Required: true, Form: FormTime}, Column{Name: "end_time", Required: true, Form: FormTime},
		Column{Name: "opinion", Required: true}, Column{Name: "handle_user", Required: true, Most: 64}, Column{Name: "remark"},
	),
	withMarks(
		Results,
		Column{Name: "result_type", Required: true, Form: FormCode}, Column{Name: "result_date", Required: true, Form: FormTime},
		Column{Name: "result_explain"}, Column{Name: "result_cert_name", Most: 200}, Column{Name: "result_cert_code", Most: 64},
		Column{Name: "is_express", Required: true, Form: FormCode}, Column{Name: "satisfaction", Form: FormDigits, Most: 1}, Column{Name: "handle_user", Most: 64},
	),
	withMarks(
		Specials,
		Column{Name: "special_type", Required: true, Form: FormCode}, Column{Name: "special_name", Required: true, Most: 200},
		Column{Name: "special_reason", Required: true}, Column{Name: "start_time", Required: true, Form: FormTime},
		Column{Name: "end_time", Required: true, Form: FormTime}, Column{Name: "special_result"}, Column{Name: "opinion"},
		Column{Name: "applyer_name", Most: 100}, Column{Name: "handle_user", Most: 64},
	),
	withMarks(
		Materials,
		Column{Name: "material_name", Required: true, Most: 200}, Column{Name: "take_type", Required: true, Form: FormCode},
		Column{Name: "take_num", Form: FormCount}, Column{Name: "attach_name", Most: 200}, Column{Name: "remark"},
	),
}

// The names of the five tables.
const (
	Accepts   = "up_pro_accept"
	Processes = "up_pro_process"
	Results   = "up_pro_result"
	Specials  = "up_pro_special_procedure"
	Materials = "up_pro_material"
)

// Tables lists the five tables as the profile calls them.
func (p Profile) Tables() []Table {
	out := make([]Table, len(tables))
	for i, t := range tables {
		out[i] = Table{p.called(t.Name), slices.Clone(t.Columns)}
		for j := range out[i].Columns {
			out[i].Columns[j].Name = p.called(out[i].Columns[j].Name)
		}
	}
	return out
}

// A Why says what is wrong with a cell.
type Why string

// What can be wrong.
const (
	WhyMissing Why = "missing" // it is required and empty
	WhyLong    Why = "long"
	WhyForm    Why = "form"
)

// A Lack is a cell of ours that may not go out as it is.
type Lack struct {
	Table, Column string // by our names
	Why           Why
}

// check returns what is wrong with a row.
func (t Table) check(row []string) (out []Lack) {
	for i, c := range t.Columns {
		if why := c.check(row[i]); why != "" {
			out = append(out, Lack{t.Name, c.Name, why})
		}
	}
	return out
}

func (c Column) check(v string) Why {
	most := c.Most
	if most == 0 {
		most = mostText
	}
	switch {
	case v == "" && c.Required:
		return WhyMissing
	case v == "":
		return ""
	case utf8.RuneCountInString(v) > most:
		return WhyLong
	case !c.Form.fits(v):
		return WhyForm
	}
	return ""
}

const (
	allDigits    = "0123456789"
	digitsAndCap = allDigits + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

func (f Form) fits(v string) bool {
	switch f {
	case FormTime:
		_, err := time.Parse(time.DateTime, v)
		return err == nil && len(v) == len(time.DateTime)
	case FormCount, FormDigits:
		return strings.Trim(v, allDigits) == ""
	case FormItem:
		return (len(v) == 12 || len(v) == 31 || len(v) == 33) && strings.Trim(v, digitsAndCap) == ""
	case FormText, FormCode: // a profile has a value for every code
	}
	return true
}

// String names the cell, as in a log.
func (l Lack) String() string { return fmt.Sprintf("%s.%s: %s", l.Table, l.Column, l.Why) }
