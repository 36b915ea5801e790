package notice_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
)

func TestTestSlip(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 41, 0, 0, desk.Beijing)
	for _, m := range notice.Media() {
		d, err := notice.TestSlip(m, "80 mm", "XC-TEST-1", at)
		if err != nil {
			t.Fatal(err)
		}
		if err := fits(d); err != nil {
			t.Errorf("%s: %v", m, err)
		}
		all := text(d.Pages[0].All())
		ruler := strings.Repeat("1234567890", 9)[:m.Columns()]
		for _, want := range []string{"\n" + ruler + "\n", "𬭎", "A012"} {
			if !strings.Contains(all, want) && len(d.Pages) == 1 {
				t.Errorf("%s: %q is missing from\n%s", m, want, all)
			}
		}
		if !strings.Contains(shape(d), "2 boxes, 1 codes") {
			t.Errorf("%s: %s", m, shape(d))
		}
	}
	if _, err := notice.TestSlip("a3", "", "1", at); !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: "medium"}) {
		t.Errorf("unknown medium: %v", err)
	}
}
