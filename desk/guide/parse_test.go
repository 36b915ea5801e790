package guide

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"xiaochuang/desk"
)

// good is a file without any finding, one element a line from line 2 on.
func good() []string {
	return strings.Split(`{"version": "2026-12", "effective": "2026-12-01", "items": [{
"id": "BJ-T-1",
"name": "测试津贴申领",
"aliases": ["测试钱"],
"keywords": ["津贴"],
"category_code": "TT", "category": "测试",
"mode_code": "S",
"item_type_code": "05", "exercise_level_code": "5", "served_at_level_code": "6",
"basic_code": "110599001000",
"task_code": "11110101000000000A5110599001000",
"handle_item_code": "11110101000000000A511059900100001",
"codes_synthetic": false, "version": 3,
"department": "街道", "handled_at": "街道",
"applicant_codes": ["1"],
"project_type_code": "2",
"promise_days": 5, "promise_unit": "工作日",
"legal_days": 20,
"basis": ["办法第三条"],
"conditions": ["住在本辖区"],
"materials": [
{"key": "m1", "name": "申请表", "originals": 1, "required": true},
{"key": "m2", "name": "租赁合同", "copies": 1, "required": true}],
"flow": ["受理", "送达"],
"result": "津贴",
"situations": [{"key": "q1", "ask": "租房吗？", "answers": [
{"key": "a", "say": "租", "adds": ["m2"]},
{"key": "b", "say": "不租", "drops": []}]}],
"stages": [{"stage": "咨询"}, {"stage": "接件"}, {"stage": "受理"}, {"stage": "告知"}, {"stage": "送达"}],
"fee": {"charged": false, "text": "不收费"},
"onsite_visits": 1,
"excludes": [],
"guide_url": "https://banshi.beijing.gov.cn/pubtask/task/1/110101000000/x.html",
"verified": true, "verified_fields": ["promise_days"], "source": "办法",
"note": ""}]}`, "\n")
}

func parse(lines []string) (*Catalogue, []Finding, error) {
	return Parse("t.json", strings.NewReader(strings.Join(lines, "\n")))
}

func TestParse(t *testing.T) {
	c, found, err := parse(good())
	if err != nil || len(found) > 0 {
		t.Fatalf("%v, %+v", err, found)
	}
	it, ok := c.Item("BJ-T-1")
	if !ok || it.Name != "测试津贴申领" || *it.LegalDays != 20 || it.Situations[0].Answers[0].Adds[0] != "m2" {
		t.Errorf("item %+v", it)
	}
	if c.Version() != "2026-12" || c.Effective() != "2026-12-01" || c.Demonstration() || len(c.Digest()) != 64 {
		t.Errorf("version %s from %s, demonstration %v", c.Version(), c.Effective(), c.Demonstration())
	}
	if len(c.Certificates()) != 20 {
		t.Errorf("%d certificates, want the twenty", len(c.Certificates()))
	}
}

// TestLinterNamesTheLine changes one line of the good file.
func TestLinterNamesTheLine(t *testing.T) {
	for _, tt := range []struct {
		name  string
		line  int
		text  string
		field string
		code  Code
		sev   Severity
	}{
		{"no id", 2, `"id": "",`, "id", Missing, Error},
		{"id with a space", 2, `"id": "BJ T 1",`, "id", BadID, Error},
		{"no name", 3, `"name": "",`, "name", Missing, Error},
		{"name as a number", 3, `"name": 7,`, "name", WrongType, Error},
		{"name longer than a card is wide", 3, `"name": "` + strings.Repeat("长", 61) + `",`, "name", TooLong, Error},
		{"escape sequence", 3, `"name": "测试\u001b[2J",`, "name", Control, Error},
		{"direction override", 3, `"name": "测试\u202e津贴",`, "name", Control, Error},
		{"forbidden certificate", 3, `"name": "无犯罪记录证明开具",`, "name", ForbiddenProof, Error},
		{"forbidden by another name", 3, `"name": "单身证明办理",`, "name", ForbiddenProof, Warning},
		{"empty alias", 4, `"aliases": [""],`, "aliases[0]", Missing, Error},
		{"alias is no list", 4, `"aliases": "测试钱",`, "aliases", WrongType, Error},
		{"a key that nothing reads", 5, `"keyword": ["津贴"],`, "keyword", UnknownKey, Error},
		{"the same key twice", 5, `"aliases": ["津贴"],`, "aliases", RepeatedKey, Error},
		{"no category", 6, `"category_code": "TT",`, "category", Missing, Error},
		{"mode by its word", 7, `"mode_code": "受理类",`, "mode_code", BadMode, Error},
		{"item type of no table", 8, `"item_type_code": "99", "exercise_level_code": "5", "served_at_level_code": "6",`, "item_type_code", BadCode, Error},
		{"level of no table", 8, `"item_type_code": "05", "exercise_level_code": "8", "served_at_level_code": "6",`, "exercise_level_code", BadCode, Error},
		{"twelve characters, not built so", 9, `"basic_code": "1105990010X0",`, "basic_code", BadStructure, Error},
		{"item type beyond 29 in a basic code", 9, `"basic_code": "113599001000",`, "basic_code", BadStructure, Error},
		{"basic code of another item", 9, `"basic_code": "110599002000",`, "task_code", CodesDisagree, Warning},
		{"thirty-one characters, not built so", 10, `"task_code": "11110101000000000A9110599001000",`, "task_code", BadStructure, Error},
		{"thirty-three characters, not built so", 11, `"handle_item_code": "11110101000000000A5110599001000AB",`, "handle_item_code", BadStructure, Error},
		{"handle code of another item", 11, `"handle_item_code": "11110101000000000A511059900200001",`, "handle_item_code", CodesDisagree, Warning},
		{"credit code mistyped", 10, `"task_code": "11110101000000001A5110599001000",`, "task_code", BadCheck, Warning},
		{"code with a quote", 9, `"basic_code": "11'",`, "basic_code", BadCode, Error},
		{"no version", 12, `"codes_synthetic": false,`, "version", OutOfRange, Error},
		{"no department", 13, `"handled_at": "街道",`, "department", Missing, Warning},
		{"applicant of no table", 14, `"applicant_codes": ["7"],`, "applicant_codes[0]", BadCode, Error},
		{"project type of no table", 15, `"project_type_code": "3",`, "project_type_code", BadCode, Error},
		{"promised limit of an instant matter", 15, `"project_type_code": "1",`, "promise_days", PromisedInstant, Error},
		{"promised matter without a limit", 16, `"promise_days": 0, "promise_unit": "工作日",`, "promise_days", PromiseMissing, Error},
		{"limit below nought", 16, `"promise_days": -5, "promise_unit": "工作日",`, "promise_days", OutOfRange, Error},
		{"limit as a fraction", 16, `"promise_days": 2.5, "promise_unit": "工作日",`, "promise_days", OutOfRange, Error},
		{"limit as a text", 16, `"promise_days": "5", "promise_unit": "工作日",`, "promise_days", WrongType, Error},
		{"unit of no calendar", 16, `"promise_days": 5, "promise_unit": "小时",`, "promise_unit", BadUnit, Error},
		{"promises more than the law", 17, `"legal_days": 3,`, "promise_days", PromiseTooLong, Warning},
		{"no basis", 18, `"basis": [],`, "basis", Missing, Warning},
		{"material without key", 21, `{"name": "申请表"},`, "materials[0].key", Missing, Error},
		{"material without name", 21, `{"key": "m1"},`, "materials[0].name", Missing, Error},
		{"two materials of one key", 22, `{"key": "m1", "name": "租赁合同"}, {"key": "m2", "name": "合同"}],`, "materials[1].key", RepeatedID, Error},
		{"a hundred copies", 22, `{"key": "m2", "name": "租赁合同", "copies": 100}],`, "materials[1].copies", OutOfRange, Error},
		{"unknown element of a material", 22, `{"key": "m2", "name": "租赁合同", "copys": 1}],`, "materials[1].copys", UnknownKey, Error},
		{"situation adds a material that is not there", 26, `{"key": "a", "say": "租", "adds": ["m3"]},`, "situations[0].answers[0].adds[0]", UnknownMaterial, Error},
		{"situation drops a material that is not there", 27, `{"key": "b", "say": "不租", "drops": ["m4"]}]}],`, "situations[0].answers[1].drops[0]", UnknownMaterial, Error},
		{"an answer adds and drops", 26, `{"key": "a", "say": "租", "adds": ["m2"], "drops": ["m2"]},`, "situations[0].answers[0].drops[0]", AddsAndDrops, Error},
		{"two answers of one key", 27, `{"key": "a", "say": "不租"}]}],`, "situations[0].answers[1].key", RepeatedID, Error},
		{"an answer without words", 27, `{"key": "b", "say": ""}]}],`, "situations[0].answers[1].say", Missing, Error},
		{"a question by a fact that nobody knows", 25, `"situations": [{"key": "q1", "ask": "租房吗？", "fact": "moon", "answers": [`, "situations[0].fact", UnknownFact, Error},
		{"an answer that no fact has", 26, `{"key": "a", "say": "租", "fact": "maybe"},`, "situations[0].answers[0].fact", UnknownFact, Error},
		{"a question that hangs on a later one", 25, `"situations": [{"key": "q1", "ask": "租房吗？", "when": [{"question": "q1", "answers": ["a"]}], "answers": [`, "situations[0].when[0].question", UnknownQuestion, Error},
		{"a stage of another name", 28, `"stages": [{"stage": "审核"}],`, "stages[0].stage", UnknownStage, Error},
		{"four stages", 28, `"stages": [{"stage": "咨询"}, {"stage": "接件"}, {"stage": "受理"}, {"stage": "告知"}],`, "stages", StageMissing, Warning},
		{"the fee is a text", 29, `"fee": "不收费",`, "fee", WrongType, Error},
		{"three visits, no reason", 30, `"onsite_visits": 3,`, "onsite_visits", VisitsUnreasoned, Warning},
		{"visits below nought", 30, `"onsite_visits": -1,`, "onsite_visits", OutOfRange, Error},
		{"excludes an unknown item", 31, `"excludes": ["BJ-T-9"],`, "excludes", UnknownItem, Warning},
		{"address that runs something", 32, `"guide_url": "javascript:alert(1)",`, "guide_url", BadAddress, Error},
		{"address elsewhere", 32, `"guide_url": "https://gov.cn.example.org/",`, "guide_url", ForeignAddress, Warning},
		{"verified by nobody", 33, `"verified": true, "source": "",`, "source", NoSource, Warning},
		{"verified what it has not", 33, `"verified": true, "verified_fields": ["days"], "source": "办法",`, "verified_fields[0]", UnknownField, Warning},
		{"not JSON", 19, `"conditions": ["住在本辖区",],`, "", NotJSON, Error},
		{"effective on no day", 1, `{"version": "2026-12", "effective": "2026-13-01", "items": [{`, "effective", BadDate, Error},
		{"unknown member of the file", 1, `{"version": "2026-12", "region": "x", "items": [{`, "region", UnknownKey, Error},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines := good()
			lines[tt.line-1] = tt.text
			c, found, err := parse(lines)
			at := slices.IndexFunc(found, func(f Finding) bool { return f.Field == tt.field && f.Code == tt.code })
			if at < 0 || found[at].Severity != tt.sev || found[at].File != "t.json" {
				t.Fatalf("findings %+v, want %s %s", found, tt.field, tt.code)
			}
			f := found[at]
			for i, other := range found { // what follows from the change may warn besides
				if i != at && other.Severity == Error {
					t.Errorf("another error %+v", other)
				}
			}
			if f.Line != tt.line && f.Line != fallback(tt.name) {
				t.Errorf("line %d, want %d", f.Line, tt.line)
			}
			if strings.ContainsAny(f.Value, "\x1b\u202e") {
				t.Error("a control character passes")
			}
			if refused := tt.sev == Error; refused != (c == nil) || refused != (desk.KindOf(err) == desk.Invalid) {
				t.Errorf("catalogue %v, error %v", c != nil, err)
			}
		})
	}
}

// fallback is the line named for an element that the change took away or that
// contradicts another line.
func fallback(name string) int {
	return map[string]int{
		"no category": 1, "no version": 1, "no department": 1, "material without key": 21,
		"basic code of another item": 10, "promised limit of an instant matter": 16,
		"promises more than the law": 16,
	}[name]
}

func TestLinterNamesEveryBadLine(t *testing.T) {
	lines := good()
	lines[1], lines[6], lines[15] = `"id": "",`, `"mode_code": "X",`, `"promise_days": 0, "promise_unit": "工作日",`
	_, found, _ := parse(lines)
	var at []int
	for _, f := range found {
		at = append(at, f.Line)
	}
	if len(at) != 3 || at[0] != 2 || at[1] != 7 || at[2] != 16 {
		t.Errorf("lines %v, want 2, 7 and 16", at)
	}
}

func TestDuplicateItems(t *testing.T) {
	b := strings.Join(good(), "\n")
	item := b[strings.Index(b, "[{")+1 : len(b)-2]
	_, found, err := Parse("t.json", strings.NewReader("["+item+",\n"+item+"]"))
	if err == nil || len(found) != 2 || found[0].Code != RepeatedID || found[0].Line != 36 || found[0].Value != "2" {
		t.Errorf("%v, %+v", err, found)
	}
	if found[1].Code != RepeatedName || found[1].Value != "BJ-T-1" {
		t.Errorf("%+v", found[1])
	}
	if _, found, err := Parse("t.json", strings.NewReader("["+item+"]")); err != nil || len(found) > 0 {
		t.Errorf("alone it is refused too: %v, %+v", err, found)
	}
}

// TestCertificatesCannotBeTakenAway: an imported file may reword one and add
// one, and all twenty stay.
func TestCertificatesCannotBeTakenAway(t *testing.T) {
	lines := good()
	lines[len(lines)-1] = `"note": ""}], "certificates": [
{"key": "kinship", "name": "亲属关系证明", "aliases": [], "why": "新", "instead": "派出所"},
{"key": "weather", "name": "天气证明", "aliases": [], "why": "无依据", "instead": "气象台"}]}`
	c, found, err := parse(lines)
	if err != nil {
		t.Fatalf("%v %+v", err, found)
	}
	if own, _ := c.Certificate("kinship"); own.Why != "新" {
		t.Error("the file's own words are not taken")
	}
	if _, ok := c.Certificate("weather"); !ok || len(c.Certificates()) != 21 {
		t.Errorf("%d certificates, want 21", len(c.Certificates()))
	}
	lines[len(lines)-2] = `"certificates`
	lines[len(lines)-1] = strings.Replace(lines[len(lines)-1], `"why": "新"`, `"why": ""`, 1)
	lines[len(lines)-2] = good()[len(lines)-2]
	if _, found, err := parse(lines); err == nil || found[0].Field != "why" || found[0].Item != "kinship" || found[0].Line != 35 {
		t.Errorf("a certificate without its reason: %v, %+v", err, found)
	}
}

func TestParseRefusesWhatIsNoCatalogue(t *testing.T) {
	for name, tt := range map[string]struct {
		in   string
		code Code
	}{
		"nothing":            {"", NotJSON},
		"a word":             {`"x"`, WrongType},
		"no items":           {"[]", NoItems},
		"object without any": {"{}", NoItems},
		"items are no list":  {`{"items": {}}`, WrongType},
		"an item is a word":  {`["x"]`, WrongType},
		"half a file":        {`[{"id": "A`, NotJSON},
		"two values":         {"[] []", NotJSON},
		"not UTF-8":          {"[{\"id\": \"\xff\"}]", NotJSON},
		"nested without end": {strings.Repeat("[", 1<<16), NotJSON},
		"nested in an item":  {`[{"id":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}]`, NotJSON},
		"too long a list":    {`[{"aliases": [` + strings.Repeat(`"a",`, mostEntries) + `"a"]}]`, TooMany},
	} {
		c, found, err := Parse("t.json", strings.NewReader(tt.in))
		if c != nil || desk.KindOf(err) != desk.Invalid || len(found) == 0 || found[0].Code != tt.code {
			t.Errorf("%s: %v, %+v", name, err, found)
		}
	}
}

func TestFindingsAreBounded(t *testing.T) {
	_, found, _ := Parse("t.json", strings.NewReader("["+strings.Repeat("{},", 2000)+"{}]"))
	if len(found) != mostFindings+1 || found[mostFindings].Code != MoreOfThese {
		t.Errorf("%d findings", len(found))
	}
}

func TestByteOrderMarkIsTaken(t *testing.T) {
	if _, found, err := Parse("t.json", strings.NewReader("\ufeff"+strings.Join(good(), "\n"))); err != nil {
		t.Errorf("%v %+v", err, found)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("unplugged") }

func TestReadErrorIsNoFinding(t *testing.T) {
	if _, found, err := Parse("t.json", brokenReader{}); err == nil || desk.KindOf(err) != "" || len(found) > 0 {
		t.Errorf("%v, %v", err, found)
	}
}

func TestDemo(t *testing.T) {
	c := demonstration(t)
	if len(c.Items()) != 124 || len(c.Certificates()) != 20 || !c.Demonstration() {
		t.Errorf("%d items, %d certificates, demonstration %v", len(c.Items()), len(c.Certificates()), c.Demonstration())
	}
	if !strings.HasPrefix(c.Version(), "demo-") {
		t.Errorf("version %s", c.Version())
	}
}

// TestRoundTrip: what the desk writes as JSON, the linter takes back.
func TestRoundTrip(t *testing.T) {
	c := demonstration(t)
	b, err := json.Marshal(map[string]any{"items": c.Items(), "certificates": c.Certificates()})
	if err != nil {
		t.Fatal(err)
	}
	again, found, err := Parse("t.json", strings.NewReader(string(b)))
	if err != nil {
		t.Fatalf("%v %s", err, lines(found))
	}
	if again.Digest() != c.Digest() || len(Changes(c, again)) > 0 {
		t.Errorf("changed on the way: %v", Changes(c, again))
	}
}

func FuzzParse(f *testing.F) {
	f.Add(strings.Join(good(), "\n"))
	f.Fuzz(func(t *testing.T, in string) {
		c, found, err := Parse("t.json", strings.NewReader(in))
		if (c == nil) != (err != nil) || err != nil && len(found) == 0 {
			t.Errorf("catalogue %v, %d findings, error %v", c != nil, len(found), err)
		}
		for _, x := range found {
			if x.Line < 1 || strings.ContainsFunc(x.Value+x.Field+x.Item, hidden) {
				t.Errorf("finding %+v", x)
			}
		}
	})
}
