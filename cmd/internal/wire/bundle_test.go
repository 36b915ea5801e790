package wire

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestABundleNamesNobody writes 10,000 invented people into every file that a
// bundle is made of, in the ways a log may come to hold them, and looks for each
// part of each of them in what comes out.
func TestABundleNamesNobody(t *testing.T) {
	d, _, _ := workshop(t)
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(s string) string { list := []rune(s); return string(list[r.IntN(len(list))]) }
	logs := filepath.Join(d.Dir, "log")
	if err := os.MkdirAll(logs, 0o700); err != nil {
		t.Fatal(err)
	}
	var secrets []string
	files := make([]strings.Builder, len(bundledLogs))
	for i := range 10_000 {
		name := pick("赵钱孙李周吴郑王𬭎") + pick("示例测试喆犇㐂䶮") + pick("甲乙丙丁")
		id := fmt.Sprintf("1101011900%02d%02d%03d%c", r.IntN(12)+1, r.IntN(28)+1, r.IntN(1000), "0123456789X"[r.IntN(11)])
		phone := fmt.Sprintf("1%010d", r.Int64N(1e10))
		land := fmt.Sprintf("010-6%07d", r.Int64N(1e7))
		street := pick("东西南北") + "某某路" + fmt.Sprint(r.IntN(900)+100) + "号院"
		b := &files[i%len(files)]
		switch i % 4 {
		case 0:
			fmt.Fprintf(b, `{"time":"2026-11-29T08:00:00Z","msg":"bad","err":"card %s of %s, %s"}`+"\n", id, name, phone)
		case 1:
			fmt.Fprintf(b, "frame % x name=%q tel:%s@%s\n", name, name, phone, street)
		case 2:
			fmt.Fprintf(b, "%s%s%s%s\n", name, id, street, land)
		default:
			fmt.Fprintf(b, "<- %s_%s|%s|%s\x1b[2J\n", id, phone, name, strings.Repeat("QUJD", 20))
		}
		secrets = append(secrets, name, id, phone, land[4:], street)
	}
	for i, name := range bundledLogs {
		if err := os.WriteFile(filepath.Join(logs, name), []byte(files[i].String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o := Options{Data: d.Dir, Demo: true, Built: time.Now().Add(-time.Hour)}
	path := filepath.Join(t.TempDir(), BundleName(time.Now()))
	list := Bundle(context.Background(), o, "test")
	if err := WriteBundle(path, list); err != nil {
		t.Fatal(err)
	}
	if err := WriteBundle(path, list); err == nil {
		t.Error("a bundle replaced another file")
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var all strings.Builder
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	said := all.String()
	for _, want := range []string{"go1.", "devices.pad.profile = xc5", `"check": "disk"`, "2026-11-29T08:00:00Z", "bad"} {
		if !strings.Contains(said, want) {
			t.Errorf("the bundle does not say %q", want)
		}
	}
	// Every one of them has a word in Han or seven digits in a row, and neither is
	// left anywhere.
	personal := regexp.MustCompile(`\p{Han}|\d{7}`)
	for _, s := range secrets {
		if !personal.MatchString(s) {
			t.Fatalf("%q would not be noticed", s)
		}
	}
	if at := personal.FindStringIndex(said); at != nil {
		t.Errorf("the bundle holds %q", said[max(0, at[0]-20):min(len(said), at[1]+20)])
	}
	for _, s := range append(secrets[:200], "QUJDQUJD", "\x1b") {
		if strings.Contains(said, s) {
			t.Errorf("the bundle holds %q", s)
		}
	}
}
