package notice_test

import (
	"strings"
	"testing"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/notice"
)

func TestRecoverySheet(t *testing.T) {
	const code = "ABCD-EFGH-JKMN-PQRS"
	by := desk.Staff{Name: "王小窗", No: "001"}
	for _, m := range notice.Media() {
		d, err := notice.RecoverySheet(m, "示例社区服务站", by, code, time.Date(2026, 11, 22, 9, 41, 0, 0, desk.Beijing))
		if err != nil {
			t.Fatal(err)
		}
		flat := strings.ReplaceAll(text(d.Pages[0].Lines), "\n", "")
		if !strings.Contains(flat, code) || strings.Contains(d.Title, code) || d.No != "" {
			t.Errorf("%s: titled %q\n%s", m, d.Title, flat)
		}
		if m == notice.A4 {
			golden(t, "recovery-a4.txt", show(d))
		}
	}
	if _, err := notice.RecoverySheet("a3", "", by, code, time.Time{}); err == nil {
		t.Error("an unknown medium is taken")
	}
}
