package tui_test

import (
	"testing"

	"xiaochuang/desk"
	"xiaochuang/tui/ui"
)

// TestTheShelfIsCounted counts bag by bag and by number, with one that is not
// there.
func TestTheShelfIsCounted(t *testing.T) {
	r := onDuty(t)
	one := r.keepOriginals("110101001001", citizens[3])
	two := r.keepOriginals("110101001002", citizens[4])
	r.command("交接")
	r.command("清点")
	r.at(ui.ScreenHandover)
	r.look("handover-shelf")
	r.read(one.Code)
	r.read(one.Code)
	r.shows("已经扫过", "已扫 1 袋")
	r.press("enter")
	r.typed(desk.Tail(two.Code))
	r.press("enter", "f9")
	r.shows("清点 2 袋，和账上一样", "今天点过，对得上")

	r.press("1")
	r.typed("3")
	r.press("enter")
	r.look("handover-shelf-differs")
	r.press("esc")
	if x := must(r.custody.Shelf(t.Context()))(t); !x.Agrees() || x.Latest.Counted != 2 {
		t.Errorf("a count without a reason was kept: %+v", x.Latest)
	}
	r.read(one.Code)
	r.press("f9")
	r.typed("老人忘拿")
	r.press("f9")
	r.shows("已记下原因", "没找到")
	if b := must(r.db.Bag(t.Context(), two.Code))(t); b.State != desk.BagMissing || b.Reason != "老人忘拿" {
		t.Errorf("the bag that was not there is %+v", b)
	}
	r.read(two.Code) // there after all
	r.shows("记回架上再点", "已扫 0 袋")
	r.press("esc")
	r.shows("要交街道")
	r.read(two.Code)
	if b := must(r.db.Bag(t.Context(), two.Code))(t); b.State != desk.BagShelf {
		t.Errorf("the bag that was found is %s", b.State)
	}
}
