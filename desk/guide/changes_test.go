package guide

import (
	"slices"
	"strings"
	"testing"
)

func TestChanges(t *testing.T) {
	older, found, err := parse(good())
	if err != nil {
		t.Fatal(found)
	}
	lines := good()
	lines[15] = `"promise_days": 3, "promise_unit": "工作日",`
	lines[16] = `"legal_days": null,`
	lines[18] = `"conditions": ["住在本辖区", "满六十岁"],`
	lines[20] = `{"key": "m1", "name": "申请表", "originals": 2, "required": true},`
	lines[21] = `{"key": "m2", "name": "租赁合同", "copies": 1, "required": true}, {"key": "m3", "name": "照片"}],`
	lines[25] = `{"key": "a", "say": "租房", "adds": ["m2"]},`
	newer, found, err := parse(lines)
	if err != nil {
		t.Fatal(found)
	}
	got := Changes(older, newer)
	if len(got) != 1 || got[0].Item != "BJ-T-1" || got[0].Kind != Altered {
		t.Fatalf("%+v", got)
	}
	want := []LineChange{
		{"promise_days", Altered, "5", "3", ""},
		{"legal_days", Gone, "20", "", ""},
		{"conditions", NewThere, "", "满六十岁", ""},
		{"materials[m1].originals", Altered, "1", "2", "申请表"},
		{"materials[m3]", NewThere, "", "照片", ""},
		{"situations[q1].answers[a].say", Altered, "租", "租房", "租房吗？ / 租房"},
	}
	if !slices.Equal(got[0].Lines, want) {
		t.Errorf("lines\n%+v\nwant\n%+v", got[0].Lines, want)
	}
	back := Changes(newer, older)
	if n := len(back[0].Lines); n != len(want) || back[0].Lines[4] != (LineChange{"materials[m3]", Gone, "照片", "", ""}) {
		t.Errorf("the other way %+v", back)
	}
}

func TestChangesOfItems(t *testing.T) {
	older, _, _ := parse(good())
	newer, found, err := Parse("t.json", strings.NewReader(strings.ReplaceAll(strings.Join(good(), "\n"), "BJ-T-1", "BJ-T-2")))
	if err != nil {
		t.Fatal(found)
	}
	got := Changes(older, newer)
	if len(got) != 2 || got[0].Item != "BJ-T-2" || got[0].Kind != NewThere || got[1].Item != "BJ-T-1" || got[1].Kind != Gone {
		t.Errorf("%+v", got)
	}
	if same := Changes(older, older); len(same) != 0 {
		t.Errorf("no change is %+v", same)
	}
}
