package wire

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"index/suffixarray"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// seeded is how many records the files of a bundle are made of: 300, and 10,000 with
// XC_FULL=1.
func seeded() int {
	if os.Getenv("XC_FULL") == "1" {
		return 10_000
	}
	return 300
}

// seed writes invented people into every file that a bundle is made of, in the
// ways a log may come to hold them, and the beginnings of pictures. It returns each
// part of each of them.
func seed(t *testing.T, logs string, records int) (secrets []string) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(s string) string { list := []rune(s); return string(list[r.IntN(len(list))]) }
	if err := os.MkdirAll(logs, 0o700); err != nil {
		t.Fatal(err)
	}
	files := make([]strings.Builder, len(bundledLogs))
	for i := range records {
		name := pick("赵钱孙李周吴郑王𬭎") + pick("示例测试喆犇㐂䶮") + pick("甲乙丙丁")
		id := fmt.Sprintf("1101011900%02d%02d%03d%c", r.IntN(12)+1, r.IntN(28)+1, r.IntN(1000), "0123456789X"[r.IntN(11)])
		phone := fmt.Sprintf("1%010d", r.Int64N(1e10))
		land := fmt.Sprintf("010-6%07d", r.Int64N(1e7))
		street := pick("东西南北") + "某某路" + fmt.Sprint(r.IntN(900)+100) + "号院"
		picture := append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), id...) // where a page lies, and whose it is
		coded := base64.StdEncoding.EncodeToString(bytes.Repeat(picture, 3))
		b := &files[i%len(files)]
		switch i % 6 {
		case 0:
			fmt.Fprintf(b, `{"time":"2026-11-29T08:00:00Z","msg":"bad","err":"card %s of %s, %s"}`+"\n", id, name, phone)
		case 1:
			fmt.Fprintf(b, "frame % x name=%q tel:%s@%s\n", name, name, phone, street)
		case 2:
			fmt.Fprintf(b, "%s%s%s%s\n", name, id, street, land)
		case 3:
			fmt.Fprintf(b, "<- %s_%s|%s|%s\x1b[2J\n", id, phone, name, strings.Repeat("QUJD", 20))
		case 4:
			fmt.Fprintf(b, "page %s %s\n", coded, picture)
		default:
			fmt.Fprintf(b, "%s\x00%s %s\u200b%s %s\n", id[:9], id[9:], phone[:6], phone[6:], street)
		}
		secrets = append(secrets, name, id, phone, land[4:], street, coded)
	}
	for i, name := range bundledLogs {
		if err := os.WriteFile(filepath.Join(logs, name), []byte(files[i].String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return secrets
}

// held returns how many of the secrets a text holds, and the first.
func held(said string, secrets []string) (n int, first string) {
	all := suffixarray.New([]byte(said))
	for _, s := range secrets {
		if len(all.Lookup([]byte(s), 1)) > 0 {
			if n++; n == 1 {
				first = s
			}
		}
	}
	return n, first
}

// unzipped is what a bundle says, file after file.
func unzipped(t *testing.T, path string) string {
	t.Helper()
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
	return all.String()
}

// TestABundleNamesNobody writes people into every file that a bundle is made of,
// and looks for each part of each of them in what comes out. The search is tried on
// the files themselves, and on a bundle with one name in it.
func TestABundleNamesNobody(t *testing.T) {
	d, _, _ := workshop(t)
	logs := filepath.Join(d.Dir, "log")
	secrets := seed(t, logs, seeded())
	var raw strings.Builder
	for _, name := range bundledLogs {
		b, err := os.ReadFile(filepath.Join(logs, name))
		if err != nil {
			t.Fatal(err)
		}
		raw.Write(b)
	}
	if n, _ := held(raw.String(), secrets); n < 2*seeded() {
		t.Fatalf("of %d records %d parts are found where they were written", seeded(), n)
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
	said := unzipped(t, path)
	for _, want := range []string{"go1.", "devices.pad.profile = xc5", `"check": "disk"`, "2026-11-29T08:00:00Z", "bad"} {
		if !strings.Contains(said, want) {
			t.Errorf("the bundle does not say %q", want)
		}
	}
	// Every one of them has a word in Han or seven digits in a row, or begins as a
	// picture in base64 does, and none of these is left anywhere.
	personal := regexp.MustCompile(`\p{Han}|\d{7}|/9j/4AAQ`)
	for _, s := range secrets {
		if !personal.MatchString(s) {
			t.Fatalf("%q would not be noticed", s)
		}
	}
	if at := personal.FindStringIndex(said); at != nil {
		t.Errorf("the bundle holds %q", said[max(0, at[0]-20):min(len(said), at[1]+20)])
	}
	if n, first := held(said, append(secrets, "QUJDQUJD", "\x1b", "\xff\xd8", "JFIF1")); n > 0 {
		t.Errorf("the bundle holds %q, and %d more", first, n-1)
	}
	planted := filepath.Join(t.TempDir(), "planted.zip")
	if err := WriteBundle(planted, append(list, Bundled{Name: "planted.txt", body: []byte("for " + secrets[0] + "\n")})); err != nil {
		t.Fatal(err)
	}
	if n, first := held(unzipped(t, planted), secrets); n == 0 || first != secrets[0] || !personal.MatchString(unzipped(t, planted)) {
		t.Errorf("a planted name is not found")
	}
}
