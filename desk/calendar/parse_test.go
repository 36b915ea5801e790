package calendar

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"xiaochuang/desk"
)

// table2027 is an invented notice, one member or day a line.
func table2027() []string {
	lines := []string{
		`{"year": 2027,`,
		` "papers": ["https://www.gov.cn/zhengce/invented.htm"],`,
		` "days": [`,
		`{"name": "元旦", "date": "2026-12-31", "isOffDay": true},`,
		`{"name": "元旦", "date": "2027-01-01", "isOffDay": true},`,
		`{"name": "元旦", "date": "2027-01-03", "isOffDay": false},`,
		`{"name": "春节", "date": "2027-02-05", "isOffDay": true},`,
		`{"name": "春节", "date": "2027-02-08", "isOffDay": true},`,
		`{"name": "春节", "date": "2027-02-09", "isOffDay": true},`,
		`{"name": "清明节", "date": "2027-04-05", "isOffDay": true},`,
		`{"name": "劳动节", "date": "2027-05-01", "isOffDay": true},`,
		`{"name": "端午节", "date": "2027-06-09", "isOffDay": true},`,
		`{"name": "中秋节", "date": "2027-09-15", "isOffDay": true},`,
		`{"name": "国庆节", "date": "2027-10-01", "isOffDay": true},`,
		`{"name": "国庆节", "date": "2027-10-02", "isOffDay": true},`,
		`{"name": "国庆节", "date": "2027-10-03", "isOffDay": true}`,
		`]}`,
	}
	return lines
}

func TestParse(t *testing.T) {
	y, err := Parse([]byte(strings.Join(table2027(), "\n")))
	if err != nil {
		t.Fatal(err)
	}
	if y.Number != 2027 || len(y.Specials()) != 13 || !strings.HasPrefix(y.Version(), "2027-") {
		t.Errorf("year %d with %d days, version %q", y.Number, len(y.Specials()), y.Version())
	}
	c := builtIn(t).With(y)
	for day, want := range map[desk.Day]bool{"2026-12-31": false, "2027-01-01": false, "2027-01-03": true, "2027-01-04": true} {
		if got, err := c.Working(day); err != nil || got != want {
			t.Errorf("%s worked %v, %v; want %v", day, got, err, want)
		}
	}
	if due, _, err := c.Due("2026-12-30", 2, WorkingDays); err != nil || due != "2027-01-04" {
		t.Errorf("due %q, %v", due, err)
	}
}

func TestParseTakesTheSchemaMembers(t *testing.T) {
	lines := table2027()
	lines[0] = `{"$schema": "https://example.org/s.json", "$id": "https://example.org/2027.json", "year": 2027,`
	if _, err := Parse([]byte(strings.Join(lines, "\n"))); err != nil {
		t.Error(err)
	}
}

func TestVersionFollowsTheDays(t *testing.T) {
	read := func(lines []string) string {
		y, err := Parse([]byte(strings.Join(lines, "\n")))
		if err != nil {
			t.Fatal(err)
		}
		return y.Version()
	}
	lines := table2027()
	before := read(lines)
	lines[1] = ` "papers": ["https://www.gov.cn/other.htm"],`
	if read(lines) != before {
		t.Error("another address makes another version")
	}
	lines[6] = strings.Replace(lines[6], "02-05", "02-04", 1)
	if read(lines) == before {
		t.Error("another day makes the same version")
	}
}

// TestParseNamesTheLine changes one line of a good table.
func TestParseNamesTheLine(t *testing.T) {
	for _, tt := range []struct {
		name  string
		line  int // 1-based line to replace
		text  string
		at    int // line of the fault
		field string
		code  FaultCode
	}{
		{"no such date", 5, `{"name": "元旦", "date": "2027-02-30", "isOffDay": true},`, 5, "date", BadDate},
		{"date of another year", 7, `{"name": "春节", "date": "2028-02-05", "isOffDay": true},`, 7, "date", BadDate},
		{"November before", 4, `{"name": "元旦", "date": "2026-11-30", "isOffDay": true},`, 4, "date", BadDate},
		{"slashes", 7, `{"name": "春节", "date": "2027/02/05", "isOffDay": true},`, 7, "date", BadDate},
		{"twice the same day", 8, `{"name": "春节", "date": "2027-02-05", "isOffDay": true},`, 8, "date", RepeatedDate},
		{"a Monday worked in exchange", 6, `{"name": "元旦", "date": "2027-01-04", "isOffDay": false},`, 6, "date", WorkOnWeekday},
		{"no name", 9, `{"name": "", "date": "2027-02-09", "isOffDay": true},`, 9, "name", BadName},
		{"escape sequence in the name", 9, `{"name": "春\u001b[2J节", "date": "2027-02-09", "isOffDay": true},`, 9, "name", BadName},
		{"no mark", 9, `{"name": "春节", "date": "2027-02-09"},`, 9, "isOffDay", MissingField},
		{"mark as a word", 9, `{"name": "春节", "date": "2027-02-09", "isOffDay": "true"},`, 9, "isOffDay", BadType},
		{"one more member", 9, `{"name": "春节", "date": "2027-02-09", "isOffDay": true, "pay": 3},`, 9, "pay", UnknownField},
		{"a comma too many", 9, `{"name": "春节",, "date": "2027-02-09", "isOffDay": true},`, 9, "", NotJSON},
		{"other member of the file", 1, `{"year": 2027, "region": "BJ",`, 1, "region", UnknownField},
		{"year twice", 1, `{"year": 2027, "year": 2027,`, 1, "year", RepeatedField},
		{"year of no table", 1, `{"year": 27,`, 1, "year", BadYear},
		{"year as a word", 1, `{"year": "2027",`, 1, "year", BadType},
		{"no year", 1, `{`, 1, "year", MissingField},
		{"no address", 2, ` "papers": [],`, 2, "papers", BadPaper},
		{"address of somebody else", 2, ` "papers": ["https://gov.cn.example.org/"],`, 2, "papers", BadPaper},
		{"address that is none", 2, ` "papers": ["国办发明电"],`, 2, "papers", BadPaper},
		{"national day is missing", 14, ``, 3, "days", Incomplete},
		{"two files in one", 17, `]}{}`, 17, "", NotJSON},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines := table2027()
			lines[tt.line-1] = tt.text
			_, err := Parse([]byte(strings.Join(lines, "\n")))
			faults, ok := errors.AsType[Faults](err)
			if !ok || desk.KindOf(err) != desk.Invalid {
				t.Fatalf("error %v", err)
			}
			f := faults[0]
			if f.Line != tt.at || f.Code != tt.code || tt.field != "" && f.Field != tt.field {
				t.Errorf("fault %+v, want line %d %s %s", f, tt.at, tt.field, tt.code)
			}
			if strings.Contains(f.Value, "\x1b") {
				t.Error("a control character passes")
			}
		})
	}
}

func TestParseNamesEveryBadLine(t *testing.T) {
	lines := table2027()
	lines[6] = `{"name": "", "date": "2027-02-05", "isOffDay": true},`
	lines[8] = `{"name": "春节", "date": "2027-02-31", "isOffDay": true},`
	_, err := Parse([]byte(strings.Join(lines, "\n")))
	faults, _ := errors.AsType[Faults](err)
	if len(faults) != 2 || faults[0].Line != 7 || faults[1].Line != 9 {
		t.Errorf("faults %v", faults)
	}
}

// TestParseRefusesTheTableBeforeItsNotice: public data sets have next year's
// file from January on, with no days in it. It must not make every weekday of
// that year a working day.
func TestParseRefusesTheTableBeforeItsNotice(t *testing.T) {
	_, err := Parse([]byte(`{"year": 2027, "papers": [], "days": []}`))
	faults, _ := errors.AsType[Faults](err)
	if len(faults) != 1 || faults[0].Code != NotPublished {
		t.Errorf("error %v", err)
	}
}

func TestParseRefusesATableCutShort(t *testing.T) {
	head := `{"year": 2027, "papers": ["https://www.gov.cn/x"], "days": [`
	var days []string
	for _, d := range statutory {
		days = append(days, fmt.Sprintf(`{"name": "节", "date": "2027-%s", "isOffDay": true}`, d))
	}
	_, err := Parse([]byte(head + strings.Join(days, ",") + "]}"))
	faults, _ := errors.AsType[Faults](err)
	if len(faults) != 1 || faults[0].Code != Incomplete {
		t.Errorf("error %v", err)
	}
}

func TestParseRefusesWhatIsNoTable(t *testing.T) {
	for name, in := range map[string]string{
		"nothing": "", "a list": "[]", "a word": `"2027"`, "half a file": `{"year": 2027, "days": [{"name"`,
		"not UTF-8": "{\"year\": \xff}", "too big": strings.Repeat(" ", fileBytes+1), "null": "null",
		"days are no list": `{"year": 2027, "papers": ["https://www.gov.cn/x"], "days": {}}`,
	} {
		if _, err := Parse([]byte(in)); desk.KindOf(err) != desk.Invalid {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(strings.Join(table2027(), "\n"))
	f.Fuzz(func(t *testing.T, in string) {
		y, err := Parse([]byte(in))
		if err == nil && (y.Number < earliest || y.workdays() < fewestWork) {
			t.Errorf("took a table of %d with %d working days", y.Number, y.workdays())
		}
	})
}
