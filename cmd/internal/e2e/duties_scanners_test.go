package e2e

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"xiaochuang/cmd/internal/wire"
	"xiaochuang/desk"
	"xiaochuang/peripherals/devtest"
)

// A sheetOf is what one kind of scanner is configured as, and what puts its page
// there, of which the number shows in the picture; 0 has no number.
type sheetOf struct {
	kind, keys string
	number     int
	lay        func()
}

// fiveScanners (P10): one case gets a page from each kind of scanner, one after the
// other in station.toml: SANE, eSCL, a video device, a folder and the service of a
// vendor. One of them jams, and one has nothing to give.
func fiveScanners(d *duty) {
	own := &duty{station: open(d.t, false)}
	glass, vendor := devtest.ESCL(d.t), devtest.Vendor(d.t)
	dir := d.t.TempDir()
	film, tray := filepath.Join(dir, "paper.mjpeg"), filepath.Join(dir, "tray")
	write := func(path string, b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			d.t.Fatal(err)
		}
	}
	if err := os.Mkdir(tray, 0o700); err != nil {
		d.t.Fatal(err)
	}
	page := func(n int) []byte { return devtest.Sheet(n, 827, 1169) }
	kinds := []sheetOf{
		{"SANE", `device = "test:0"` + "\nresolution = 100", 0, func() {}},
		{"eSCL", fmt.Sprintf("url = %q\nsource = \"adf\"\nresolution = 100", glass.URL), 21, func() {
			glass.LoadFrom(21, 1)
			glass.JamAt(1)
			own.term.Keys("space")
			own.refuses("卡纸")
			glass.JamAt(0)
		}},
		{"V4L2", fmt.Sprintf("camera = %q", film), 22, func() { write(film, bytes.Repeat(page(22), 12)) }},
		{"folder", fmt.Sprintf("folder = %q", tray), 23, func() { write(filepath.Join(tray, "0001.jpg"), page(23)) }},
		{"service", fmt.Sprintf("service = %q", vendor.URL), 24, func() {
			own.term.Keys("space")
			own.refuses("设备报故障")
			vendor.Lay(page(24))
		}},
	}
	for i, k := range kinds {
		own.stands(k.keys)
		own.start()
		if i == 0 {
			own.begin("rmtj", "人民调解申请")
			own.identity(manNo, "欧阳测试")
		} else {
			own.sees("有 1 份草稿")
			own.term.Keys("enter")
		}
		own.sees("未查")
		k.lay()
		own.pageMore(i + 1)
		if i < len(kinds)-1 {
			own.quit()
		}
	}
	own.term.Keys("down") // the first line has its pages
	own.completeAll()
	own.term.Keys("f9")
	own.sees("已受理")
	own.quit()
	got := own.sheets("BJ-SQ-0120")
	// The page of SANE's test backend is a pattern without a number.
	own.leaves("五种扫描仪各一页", len(got) == len(kinds) && slices.Equal(got[1:], []int{21, 22, 23, 24}))
	d.refused, d.left = own.refused, own.left
}

// stands puts another scanner into station.toml.
func (d *duty) stands(keys string) {
	d.t.Helper()
	path := filepath.Join(d.dir, "station.toml")
	b, err := os.ReadFile(path)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(scannerSection(keys)(string(b))), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// pageMore scans until the first material has n pages.
func (d *duty) pageMore(n int) {
	d.t.Helper()
	row := regexp.MustCompile(fmt.Sprintf(`(?m)^ \S+\s+%d +(?:必要|可选)`, n))
	d.term.Keys("space")
	d.until(fmt.Sprintf("page %d", n), func() bool { return row.MatchString(d.term.Text()) })
	if strings.Contains(d.term.Text(), "边上没拍全") { // the test backend's pattern
		d.keepPage()
	}
}

// sheets are the numbers of the sheets that the one case of an item has, in their order.
func (d *duty) sheets(item string) (all []int) {
	d.t.Helper()
	ctx := context.Background()
	w, err := wire.Open(ctx, wire.Options{Data: d.dir, Demo: true, Shift: d.shift, Stderr: os.Stderr})
	if err != nil {
		d.t.Fatal(err)
	}
	defer w.Close()
	list, err := w.Store.Cases(ctx, desk.CaseFilter{Item: item})
	if err != nil || len(list) != 1 {
		d.t.Fatalf("%d cases, %v", len(list), err)
	}
	for _, m := range list[0].Materials {
		for _, p := range m.Pages {
			b, err := w.Store.OpenPage(ctx, list[0].ID, p.ID)
			if err != nil {
				d.t.Fatal(err)
			}
			all = append(all, devtest.SheetNumber(b))
		}
	}
	return all
}
