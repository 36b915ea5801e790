package notice_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
)

// keyed is a station's separators with a key that is no secret.
var keyed = desk.Separators{Check: func(text string) []byte { return []byte(text + "-of-a-test") }}

func TestSeparatorSheets(t *testing.T) {
	d, err := notice.SeparatorSheets("示例社区服务站", keyed, time.Date(2026, 11, 22, 9, 41, 0, 0, desk.Beijing))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Pages) != desk.MostSeparators+1 {
		t.Fatalf("%d sheets", len(d.Pages))
	}
	for line, p := range d.Pages {
		words := "下一项"
		if line > 0 {
			words = fmt.Sprintf("第%d项", line)
		}
		if flat := strings.ReplaceAll(text(p.Lines), " ", ""); !strings.Contains(flat, words) {
			t.Errorf("sheet %d does not say %q:\n%s", line, words, flat)
		}
		codes := 0
		for _, l := range p.Lines {
			if l.Code != nil {
				codes++
				if l.Code.Payload != keyed.Code(line) || l.Code.Modules() != 25 {
					t.Errorf("sheet %d says %q in %d modules", line, l.Code.Payload, l.Code.Modules())
				}
			}
		}
		if codes != 1 {
			t.Errorf("%d codes on sheet %d", codes, line)
		}
	}
	d.Pages = d.Pages[:2]
	golden(t, "separator-a4.txt", show(d))
}
