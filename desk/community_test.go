package desk_test

import (
	"testing"

	"xiaochuang/desk"
)

// neighbours are two communities with names of which one is part of the other,
// and a village whose houses are gone.
func neighbours() desk.Station {
	return desk.Station{Code: "110101001001", Communities: []desk.Community{
		{Code: "110101001001", Name: "示例社区", Aliases: []string{"示例家园"}, Streets: []string{"示例路", "甲街"}},
		{Code: "110101001002", Name: "示例东社区", Streets: []string{"示例路东段", "乙街", "甲街"}},
		{Code: "110101001203", Name: "样本村", Aliases: []string{"原样本村"}, Removed: true},
	}}
}

func TestCommunityAt(t *testing.T) {
	s := neighbours()
	for _, tt := range []struct {
		name, address, want string
	}{
		{"its name", "北京市示例区示例社区1号", "110101001001"},
		{"an alias", "示例家园 3 号楼", "110101001001"},
		{"a street", "示例路 5 号", "110101001001"},
		{"the longer street", "示例路东段5号", "110101001002"},
		{"blanks do not matter", "示 例 路 东 段 5 号", "110101001002"},
		{"a street of two communities", "甲街2号", ""},
		{"a village that is gone", "原样本村回迁房", "110101001203"},
		{"elsewhere", "河北省某市", ""},
		{"none", "", ""},
	} {
		if got, ok := s.CommunityAt(tt.address); got.Code != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: %q, %v", tt.name, got.Code, ok)
		}
	}
}

func TestWhoseACaseIs(t *testing.T) {
	s := neighbours()
	c := desk.Case{Comm: "110101001001"}
	want := func(code string, by desk.CommBy) {
		t.Helper()
		if k, how := s.Placed(&c); k.Code != code || how != by {
			t.Errorf("placed in %s by %q, want %s by %q", k.Code, how, code, by)
		}
	}
	want("110101001001", desk.CommByVisit)
	c.Private.Applicant.Address = "乙街1号"
	want("110101001002", desk.CommByAddress)
	c.Comm, c.CommBy = "110101001203", desk.CommByHand
	want("110101001203", desk.CommByHand)
	c.No, c.CommBy = "BJ-1", desk.CommByAddress // taken in: an address that changes later moves nothing
	want("110101001203", desk.CommByAddress)
}

// TestMovingToAnotherCommunity moves a case until it is handed over.
func TestMovingToAnotherCommunity(t *testing.T) {
	s := open(t)
	other := desk.Community{Code: "110101001009", Name: "另一社区"}
	if len(s.station.Communities) < 2 {
		t.Fatal("the station of these tests serves one community")
	}
	c := s.end(desk.ModeCollect, "")
	from, to := c.Comm, s.station.Communities[1].Code
	if from == to {
		to = s.station.Communities[0].Code
	}
	s.nothingWritten(func() {
		_, err := s.intake.MoveCommunity(s.ctx(), s.rid(), at(1), c.ID, other.Code)
		wantProblem(t, err, desk.NotFound, "community")
		_, err = s.intake.MoveCommunity(s.ctx(), s.rid(), at(1), c.ID, from)
		wantProblem(t, err, desk.Invalid, "community.same")
	})
	moved := must(s.intake.MoveCommunity(s.ctx(), s.rid(), at(1), c.ID, to))(t)
	if moved.Comm != to || moved.CommBy != desk.CommByHand || moved.State != c.State {
		t.Errorf("moved to %s by %q, state %s", moved.Comm, moved.CommBy, moved.State)
	}
	if list := must(s.db.Cases(s.ctx(), desk.CaseFilter{Comm: to}))(t); len(list) != 1 {
		t.Errorf("%d cases in the list of the community", len(list))
	}
	must(s.db.Write(s.ctx(), s.rid(), desk.Duty{}, func(tx desk.Tx) (desk.Act, error) {
		x, err := tx.Case(s.ctx(), c.ID)
		x.State, x.Rev = desk.CaseHanded, x.Rev+1
		return desk.Act{Kind: desk.ActCaseHanded, Obj: "case:" + c.ID, Cases: []desk.Case{x}}, err
	}))(t)
	s.nothingWritten(func() {
		_, err := s.intake.MoveCommunity(s.ctx(), s.rid(), at(1), c.ID, from)
		wantProblem(t, err, desk.Blocked, "community.late")
	})
}
