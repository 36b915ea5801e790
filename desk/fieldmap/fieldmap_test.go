package fieldmap_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/fieldmap"
	"xiaochuang/desk/guide"
)

func TestBuiltInMapsAreOfTheCatalogue(t *testing.T) {
	s, found := fieldmap.New(desk.Station{}, nil)
	if len(found) > 0 || len(s.Systems()) < 6 {
		t.Fatalf("%d systems, %v", len(s.Systems()), found)
	}
	g, err := guide.Demo()
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, it := range g.Items() {
		if it.VerticalSystem != nil {
			named[*it.VerticalSystem] = true
		}
	}
	for _, k := range s.Systems() {
		if !named[k] {
			t.Errorf("no item of the catalogue is entered into %s", k)
		}
	}
}

func TestFindingsNameTheirLine(t *testing.T) {
	for _, tt := range []struct {
		name, file, code string
		line             int
	}{
		{"no system", "page: a\nx | case.no\n", "missing", 0},
		{"no fields", "system: a\n", "missing", 0},
		{"a key that nobody knows", "system: a\ncolour: red\npage: p\nx | case.no\n", "key", 2},
		{"a value that nobody knows", "system: a\npage: p\nx | case.colour\n", "value", 3},
		{"a transform that nobody knows", "system: a\npage: p\nx | case.no | paint\n", "transform", 3},
		{"a length that is none", "system: a\npage: p\nx | case.no | - | many\n", "max", 3},
		{"a field outside any page", "system: a\nx | case.no\n", "page", 2},
		{"the same label twice", "system: a\npage: p\nx | case.no\nx | case.item\n", "twice", 4},
		{"a shape that is none", "system: a\nnumber: (\npage: p\nx | case.no\n", "number", 2},
		{"an encoding that nobody knows", "system: a\nencoding: EBCDIC\npage: p\nx | case.no\n", "encoding", 2},
		{"too many bars", "system: a\npage: p\nx | case.no | - | 3 | 4\ny | case.no\n", "field", 3},
	} {
		_, found := fieldmap.Parse("x.map", []byte(tt.file))
		if len(found) != 1 || found[0].Code != tt.code || found[0].Line != tt.line || found[0].File != "x.map" {
			t.Errorf("%s: %v", tt.name, found)
		}
	}
}

func TestAStationsOwnMapComesFirst(t *testing.T) {
	own := fstest.MapFS{
		"a.map": {Data: []byte("system: 医疗保险信息系统\npage: p\nx | \"1\"\n")},
		"b.map": {Data: []byte("nonsense\n")},
	}
	s, found := fieldmap.New(desk.Station{}, own)
	if len(found) == 0 || found[0].File != "b.map" || found[0].Line != 1 {
		t.Errorf("findings %v", found)
	}
	f, err := s.Fields("医疗保险信息系统", desk.Case{}, desk.Staff{})
	if err != nil || len(f) != 1 || f[0].Value != "1" {
		t.Errorf("fields %+v, %v", f, err)
	}
	if _, err := s.Fields("没有这个系统", desk.Case{}, desk.Staff{}); desk.KindOf(err) != desk.NotFound {
		t.Errorf("a system without a map: %v", err)
	}
}

func TestValuesAreWrittenAsTheSystemWantsThem(t *testing.T) {
	received := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	src := fieldmap.Source{
		Case: desk.Case{
			No: "BJ-1", Title: "失业登记", Comm: "110101001002", Received: &received, Answers: map[string]string{"q": "yes"},
			Private: desk.CasePrivate{
				Applicant: desk.Person{Name: "孙𬭎", Number: "11010118040229001x", Phone: "+86 138-0000-1804", Address: "一号\t院\n2楼"},
				Fields:    map[string]string{"k": "v", "pay_fen": "300050"},
			},
		},
		Station: desk.Station{Communities: []desk.Community{{Code: "110101001001"}, {Code: "110101001002", Name: "示例二社区"}}},
	}
	for _, tt := range []struct {
		value, ways, max, want string
		fault                  desk.CopyFault
	}{
		{"applicant.number", "upper", "18", "11010118040229001X", ""},
		{"applicant.birth", "date:-", "", "1804-02-29", ""},
		{"applicant.birth", "date:8", "8", "18040229", ""},
		{"applicant.birth", "date:/", "", "1804/02/29", ""},
		{"applicant.birth", "date:8", "6", "18040229", desk.CopyLong},
		{"applicant.sex", "sex:1", "", "1", ""},
		{"applicant.sex", "sex:male", "", "男", ""},
		{"applicant.phone", "phone", "11", "13800001804", ""},
		{"applicant.address", "-", "", "一号 院 2楼", ""},
		{"applicant.name", "-", "2", "孙𬭎", ""},
		{"applicant.name", "-", "5b", "孙𬭎", desk.CopyLong}, // six bytes in GB18030
		{"community.code", "region:6", "6", "110101", ""},
		{"community.code", "region:9", "9", "110101001", ""},
		{"community.name", "-", "", "示例二社区", ""},
		{"case.received", "date:-", "", "2026-11-23", ""},
		{"answer.q", "-", "", "yes", ""},
		{"field.k", "upper", "", "V", ""},
		{"field.pay_fen", "yuan", "", "3000.50", ""},
		{"field.k", "yuan", "", "v", ""}, // no amount
		{"agent.name", "-", "", "", desk.CopyEmpty},
	} {
		m, found := fieldmap.Parse("x", []byte("system: s\npage: p\nx | "+tt.value+" | "+tt.ways+" | "+tt.max+"\n"))
		if len(found) > 0 {
			t.Fatal(found)
		}
		if got := m.Fill(src)[0]; got.Value != tt.want || got.Fault != tt.fault {
			t.Errorf("%s | %s | %s: %q %q, want %q %q", tt.value, tt.ways, tt.max, got.Value, got.Fault, tt.want, tt.fault)
		}
	}
	m, _ := fieldmap.Parse("x", []byte("system: s\nencoding: GBK\npage: p\nx | applicant.name\n"))
	if got := m.Fill(src)[0]; got.Fault != desk.CopyEncoding {
		t.Errorf("a character that GBK has not: %+v", got)
	}
}

func TestNumbersThatAreTypedBack(t *testing.T) {
	for _, tt := range []struct{ check, number, again, what string }{
		{"twice", "JZ0000000001", "jz 0000000001", ""},
		{"twice", "JZ0000000001", "", "transcript.again"},
		{"twice", "JZ0000000001", "JZ0000000002", "transcript.differs"},
		{"twice", "ZJ0000000001", "ZJ0000000001", "transcript.number"},
		{"twice", "", "", "transcript.number"},
		{"luhn", "JZ0000000018", "", ""},
		{"luhn", "JZ0000000019", "", "transcript.check"},
		{"mod11", "JZ28", "", ""},
		{"mod11", "JZ29", "", "transcript.check"},
	} {
		shape := "JZ[0-9]+"
		m, found := fieldmap.Parse("x", []byte("system: s\nnumber: "+shape+"\ncheck: "+tt.check+"\npage: p\nx | case.no\n"))
		if len(found) > 0 {
			t.Fatal(found)
		}
		n, err := m.Confirm(tt.number, tt.again)
		if p, ok := err.(*desk.Problem); (tt.what == "") != (err == nil) || ok && p.What != tt.what {
			t.Errorf("%s %s %s: %q, %v", tt.check, tt.number, tt.again, n, err)
		}
		if err == nil && n != strings.ToUpper(tt.number) {
			t.Errorf("kept is %q", n)
		}
	}
}
