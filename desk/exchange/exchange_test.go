package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/identity"
)

func at(s string) *time.Time {
	t, err := time.ParseInLocation(time.DateTime, s, desk.Beijing)
	if err != nil {
		panic(err)
	}
	t = t.UTC()
	return &t
}

// done is a case that was accepted at the desk, done by the street and rated.
func done() Source {
	return Source{
		Open: true, Station: "110101001001", StationName: "示例社区服务站",
		Item: desk.Item{BasicCode: "110117008000", TaskCode: "11110000000021135M2110117008000", HandleCode: "11110000000021135M211011700800001"},
		Case: desk.Case{
			ID: "01J0", No: "SL-110101001001-20261123-01A0001", Mode: desk.ModeAccept, Title: "人民调解申请", ItemVersion: 3,
			State: desk.CaseDelivered, Decision: string(desk.DecideDone), DecisionVer: 2, Rev: 5, Staff: "u01", Project: desk.Promised,
			Opened: *at("2026-11-23 10:00:00"), Received: at("2026-11-23 10:05:00"), Accepted: at("2026-11-23 10:06:00"), Due: "2026-11-30",
			Handed: at("2026-11-23 17:00:00"), Finished: at("2026-11-25 09:30:00"), Delivered: at("2026-11-26 11:00:00"), Way: desk.DeliveredPost, Rated: desk.VerySatisfied,
			Pauses: []desk.Pause{{From: "2026-11-24", Until: "2026-11-24", Why: desk.PauseSpecial, Words: "现场勘验"}, {From: "2026-11-25", Why: desk.PauseSupplement}},
			Materials: []desk.Material{
				{Key: "m1", Name: "申请书", State: desk.MaterialComplete, Pages: []desk.Page{{ID: "a"}, {ID: "b", Back: true}, {ID: "c"}}},
				{Key: "m2", Name: "身份证", State: desk.MaterialComplete, Seen: 2, Copies: 1},
				{Key: "m3", Name: "户口簿", State: desk.MaterialExempt, Reason: "系统核验"},
				{Key: "m4", Name: "照片", State: desk.MaterialMissing},
			},
			Private: desk.CasePrivate{
				Applicant: desk.Person{Name: "测试喆犇", Document: "111", Number: "110101190001010022", Phone: "13800000000", Address: "示例路1号"},
				Agent:     &desk.Person{Name: "欧阳测试", Document: "111", Number: "110101190001010014", Phone: "13900000000"},
			},
		},
		Answers: []Answer{
			{desk.DecideSupplement, "缺照片", "街道示例", *at("2026-11-24 09:00:00")}, {desk.DecideDone, "", "街道示例", *at("2026-11-25 09:30:00")},
		},
	}
}

func batch(t *testing.T, profile string) Batch {
	t.Helper()
	p, err := BuiltIn(profile)
	if err != nil {
		t.Fatal(err)
	}
	return Batch{ID: "01JB", At: *at("2026-11-30 22:00:00"), Profile: p}
}

// cells are the rows of a table as maps, without what is empty.
func cells(rows Rows, table string) (out []map[string]string) {
	i := slices.IndexFunc(tables, func(t Table) bool { return t.Name == table })
	for _, row := range rows[i] {
		m := map[string]string{}
		for j, c := range tables[i].Columns {
			if row[j] != "" {
				m[c.Name] = row[j]
			}
		}
		out = append(out, m)
	}
	return out
}

// TestFiveTables holds what a case is in each of the tables.
func TestFiveTables(t *testing.T) {
	rows, lacks := batch(t, DefaultProfile).Rows(done())
	if len(lacks) > 0 {
		t.Fatalf("lacks %v", lacks)
	}
	accept := cells(rows, Accepts)[0]
	for name, want := range map[string]string{
		"project_no": "SL-110101001001-20261123-01A0001", "catalog_code": "110117008000", "task_version": "3", "task_name": "人民调解申请",
		"applyer_name": "测试喆犇", "applyer_type": "1", "applyer_page_type": "111", "applyer_page_code": "110101190001010022",
		"contact_name": "欧阳测试", "contact_mobile": "13900000000", "apply_type": "0", "apply_date": "2026-11-23 10:05:00",
		"accept_org": "示例社区服务站", "accept_org_code": "110101001001", "accept_date": "2026-11-23 10:06:00", "promise_date": "2026-11-30 23:59:59",
		"project_type": "2", "cd_operation": "新增", "cd_time": "2026-11-30 22:00:00", "dataver": "7", "data_source": "110101001001",
	} {
		if accept[name] != want {
			t.Errorf("%s is %q, want %q", name, accept[name], want)
		}
	}
	var steps []string
	for _, r := range cells(rows, Processes) {
		steps = append(steps, strings.Join([]string{r["process_name"], r["event_name"], r["start_time"], r["end_time"], r["opinion"], r["handle_user"]}, "|"))
	}
	if want := []string{
		"收件|通过|2026-11-23 10:00:00|2026-11-23 10:05:00|收件，材料齐全|u01",
		"受理|通过|2026-11-23 10:06:00|2026-11-23 10:06:00|予以受理|u01",
		"移交|其他|2026-11-23 17:00:00|2026-11-23 17:00:00|移交街道|u01",
		"补齐补正|退回|2026-11-24 09:00:00|2026-11-24 09:00:00|缺照片|街道示例",
		"办结|通过|2026-11-25 09:30:00|2026-11-25 09:30:00|办结|街道示例",
		"送达|其他|2026-11-26 11:00:00|2026-11-26 11:00:00|已送达|u01",
	}; !slices.Equal(steps, want) {
		t.Errorf("process\n%s", strings.Join(steps, "\n"))
	}
	if r := cells(rows, Results); len(r) != 1 || r[0]["result_type"] != "6" || r[0]["result_date"] != "2026-11-25 09:30:00" || r[0]["is_express"] != "1" || r[0]["satisfaction"] != "1" {
		t.Errorf("result %v", r)
	}
	if r := cells(rows, Specials); len(r) != 1 || r[0]["special_reason"] != "现场勘验" || r[0]["start_time"] != "2026-11-24 00:00:00" || r[0]["end_time"] != "2026-11-24 23:59:59" {
		t.Errorf("special %v", r) // the pause that goes on is told when it is over
	}
	var brought []string
	for _, r := range cells(rows, Materials) {
		brought = append(brought, r["material_name"]+r["take_type"]+r["take_num"]+r["remark"])
	}
	if want := []string{"申请书扫描2", "身份证纸质2", "户口簿免交0系统核验"}; !slices.Equal(brought, want) {
		t.Errorf("materials %q", brought)
	}
}

// TestReversedDigits holds the two codes that platforms turn round, and the two
// ways to number an end.
func TestReversedDigits(t *testing.T) {
	for _, tt := range []struct {
		profile                 string
		instant, promised, best string
		worst, done, refused    string
	}{
		{"gb39046", "1", "2", "1", "5", "6", "1"},
		{"reversed", "2", "1", "5", "1", "0", "6"},
	} {
		b := batch(t, tt.profile)
		code := func(edit func(*desk.Case), table, column string) string {
			s := done()
			edit(&s.Case)
			rows, _ := b.Rows(s)
			return cells(rows, table)[0][column]
		}
		for _, x := range []struct{ got, want string }{
			{code(func(c *desk.Case) { c.Project = desk.Instant }, Accepts, "project_type"), tt.instant},
			{code(func(c *desk.Case) { c.Project = desk.Promised }, Accepts, "project_type"), tt.promised},
			{code(func(c *desk.Case) { c.Project = "" }, Accepts, "project_type"), "9"},
			{code(func(c *desk.Case) { c.Rated = desk.VerySatisfied }, Results, "satisfaction"), tt.best},
			{code(func(c *desk.Case) { c.Rated = desk.VeryDissatisfied }, Results, "satisfaction"), tt.worst},
			{code(func(c *desk.Case) { c.Rated = "" }, Results, "satisfaction"), ""}, // nobody pressed is no rating
			{code(func(*desk.Case) {}, Results, "result_type"), tt.done},
			{code(func(c *desk.Case) { c.State = desk.CaseRefused }, Results, "result_type"), tt.refused},
		} {
			if x.got != x.want {
				t.Errorf("%s: %q, want %q", tt.profile, x.got, x.want)
			}
		}
	}
}

// TestWhatLacksIsFound holds that a case goes out whole or is told with what it
// lacks, and that an invented code is left out.
func TestWhatLacksIsFound(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(*Source)
		want []Lack
	}{
		{"whole", func(*Source) {}, nil},
		{"not accepted yet", func(s *Source) { s.Case.Accepted, s.Answers = nil, nil }, []Lack{{Accepts, "accept_date", WhyMissing}}},
		{"accepted by the street", func(s *Source) { s.Case.Accepted = nil }, nil},
		{"nobody", func(s *Source) { s.Case.Private = desk.CasePrivate{} }, []Lack{
			{Accepts, "applyer_name", WhyMissing}, {Accepts, "applyer_page_type", WhyMissing}, {Accepts, "applyer_page_code", WhyMissing},
		}},
		{"station unknown", func(s *Source) { s.StationName = "" }, []Lack{{Accepts, "accept_org", WhyMissing}}},
		{"code of another shape", func(s *Source) { s.Item.BasicCode = "XK-1" }, []Lack{{Accepts, "catalog_code", WhyForm}}},
		{"invented codes", func(s *Source) { s.Item.BasicCode, s.Item.CodesMade = "XK-1", true }, nil},
		{"a name beyond measure", func(s *Source) { s.Case.Private.Applicant.Name = strings.Repeat("某", 101) }, []Lack{
			{Accepts, "applyer_name", WhyLong}, {Specials, "applyer_name", WhyLong},
		}},
		{"ended, nobody knows when", func(s *Source) { s.Case.Finished, s.Answers = nil, nil }, []Lack{{Results, "result_date", WhyMissing}}},
	} {
		s := done()
		tt.edit(&s)
		if _, lacks := batch(t, DefaultProfile).Rows(s); !slices.Equal(lacks, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, lacks, tt.want)
		}
	}
	body := done()
	body.Case.Private.Applicant = desk.Person{Name: "某某社", Document: string(identity.CreditCode), Number: "91110108MA00000070"}
	rows, lacks := batch(t, DefaultProfile).Rows(body)
	if a := cells(rows, Accepts)[0]; len(lacks) > 0 || a["applyer_type"] != "2" || a["applyer_page_type"] != "990" || a["contact_page_type"] != "111" {
		t.Errorf("a body goes out as %v, %v", a, lacks)
	}
	s := done()
	s.Item.CodesMade = true
	rows, _ = batch(t, DefaultProfile).Rows(s)
	if a := cells(rows, Accepts)[0]; a["catalog_code"]+a["task_code"]+a["task_handle_item"] != "" {
		t.Errorf("invented codes go out: %v", a)
	}
}

// TestSentAgain holds that a row keeps its id and grows in version, that no two
// rows share one, and that a void case takes its rows back.
func TestSentAgain(t *testing.T) {
	ids := func(s Source) (out []string) {
		rows, _ := batch(t, DefaultProfile).Rows(s)
		for _, name := range []string{Accepts, Processes, Results, Specials, Materials} {
			for _, r := range cells(rows, name) {
				out = append(out, r["row_guid"])
			}
		}
		return out
	}
	first := ids(done())
	if again := ids(done()); !slices.Equal(first, again) {
		t.Error("a row that is sent again has another id")
	}
	if n := len(slices.Compact(slices.Sorted(slices.Values(first)))); n != len(first) {
		t.Errorf("%d rows share %d ids", len(first), n)
	}
	other := done()
	other.Case.ID = "01J1"
	for _, id := range ids(other) {
		if slices.Contains(first, id) {
			t.Fatalf("two cases share %s", id)
		}
	}
	void := done()
	void.Case.State = desk.CaseVoid
	rows, _ := batch(t, DefaultProfile).Rows(void)
	if r := cells(rows, Accepts)[0]; r["cd_operation"] != "删除" {
		t.Errorf("a void case is %q", r["cd_operation"])
	}
}

// hostile are texts that somebody may have typed to break a file or its reader.
var hostile = []string{
	`=HYPERLINK("http://example.invalid")`, "+1+1", "-2", "@SUM(A1)", " =1", "＝1+1", "%x", "|cmd",
	"a\"b,c;d", "line\r\nbreak\ttab", "null\x00bell\x07", "rtl\u202eabc\u2066", "\ufeffmark", "𬭎㛃\ue000", "x'; DROP TABLE a;--",
}

// TestHostileText writes such texts in both formats: each file reads back with as
// many rows, a spreadsheet runs none, and no character of a name is lost.
func TestHostileText(t *testing.T) {
	b := batch(t, DefaultProfile)
	table := b.Profile.Tables()[0]
	col := slices.IndexFunc(table.Columns, func(c Column) bool { return c.Name == "applyer_name" })
	var sheet, lines bytes.Buffer
	for format, w := range map[Format]*bytes.Buffer{FormatCSV: &sheet, FormatLines: &lines} {
		enc, err := NewEncoder(format, w, table)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range hostile {
			s := done()
			s.Case.Private.Applicant.Name = text
			rows, lacks := b.Rows(s)
			if len(lacks) > 0 {
				t.Fatalf("%q lacks %v", text, lacks)
			}
			if err := enc.Row(rows[0][0]); err != nil {
				t.Fatal(err)
			}
		}
		if err := enc.End(); err != nil {
			t.Fatal(err)
		}
	}
	read, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(sheet.Bytes(), []byte("\ufeff")))).ReadAll()
	if err != nil || len(read) != len(hostile)+1 {
		t.Fatalf("%d lines of CSV, %v", len(read), err)
	}
	dec := json.NewDecoder(&lines)
	for i := range hostile {
		var m map[string]string
		if err := dec.Decode(&m); err != nil {
			t.Fatal(err)
		}
		cell, plain := read[i+1][col], m["applyer_name"]
		if strings.ContainsAny(cell[:1], "=+-@%|") || strings.HasPrefix(cell, "＝") {
			t.Errorf("a spreadsheet runs %q", cell)
		}
		if strings.TrimPrefix(cell, "'") != plain {
			t.Errorf("the formats differ: %q and %q", cell, plain)
		}
		if strings.ContainsAny(plain, "\r\n\t\x00\x07\u202e\u2066\ufeff") {
			t.Errorf("%q goes out", plain)
		}
	}
	if !strings.Contains(sheet.String(), "𬭎㛃\ue000") || !strings.Contains(sheet.String(), "line break tab") {
		t.Error("a character of a name is lost")
	}
	if _, err := NewEncoder("xlsx", &sheet, table); desk.KindOf(err) != desk.Invalid {
		t.Errorf("another format is %v", err)
	}
}

// TestProfilesAreHeldToTheirForm holds that nothing of ours is without a name or
// code, and that a slip names its key.
func TestProfilesAreHeldToTheirForm(t *testing.T) {
	if got := Profiles(); !slices.Equal(got, []string{"gb39046", "reversed"}) {
		t.Fatalf("profiles %q", got)
	}
	for _, name := range Profiles() {
		batch(t, name)
	}
	if _, err := BuiltIn("../doc"); desk.KindOf(err) != desk.NotFound {
		t.Errorf("a profile that is none is %v", err)
	}
	b, err := os.ReadFile("profiles/gb39046.toml")
	if err != nil {
		t.Fatal(err)
	}
	for change, key := range map[[2]string]string{
		{`satisfaction = "gb39046"`, `satisfaction = "old"`}:         "satisfaction",
		{`promised = "2"`, ``}:                                       "project_type.promised",
		{`promised = "2"`, "promised = \"2\"\nthird = \"3\""}:        "project_type.third",
		{`X02 = "990"`, ``}:                                          "document.X02",
		{`void = "2"`, `void = ""`}:                                  "result.void",
		{`[names]`, "[names]\nno_such = \"x\""}:                      "names.no_such",
		{`[names]`, "[names]\nproject_no = \"办件编号\""}:                "names.project_no",
		{`[names]`, "[names]\nup_pro_accept = \"../x\""}:             "names.up_pro_accept",
		{`[names]`, "[names]\nproject_no = \"row_guid\""}:            "names.project_no",
		{`[names]`, "[names]\nup_pro_result = \"up_pro_accept\""}:    "names.up_pro_result",
		{`[names]`, "[more]\nx = \"1\""}:                             "more",
		{`other = "9"`, `other = "` + strings.Repeat("9", 61) + `"`}: "project_type.other",
	} {
		_, err := ReadProfile(bytes.Replace(b, []byte(change[0]), []byte(change[1]), 1))
		p, ok := errors.AsType[*desk.Problem](err)
		if !ok || p.What != "exchange.profile.key" || !slices.Equal(p.Open, []string{key}) {
			t.Errorf("%q: %+v, want key %s", change[1], err, key)
		}
	}
	if _, err := ReadProfile([]byte("[")); desk.KindOf(err) != desk.Invalid {
		t.Errorf("no TOML is %v", err)
	}
	p, err := ReadProfile(bytes.Replace(b, []byte("[names]"), []byte("[names]\nproject_no = \"BJBH\"\nup_pro_accept = \"t_sl\""), 1))
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Tables()[0]; got.Name != "t_sl" || got.Columns[6].Name != "BJBH" || tables[0].Columns[6].Name != "project_no" {
		t.Errorf("called otherwise: %+v", got.Columns[6])
	}
	for name, m := range map[string]map[string]string{"stage": p.Stage, "opinion": p.Opinion} {
		if got := slices.Sorted(maps.Keys(m)); !slices.Equal(got, slices.Sorted(slices.Values(stages))) {
			t.Errorf("%s has %q", name, got)
		}
	}
}
