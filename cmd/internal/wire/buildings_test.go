package wire

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"xiaochuang/desk"
)

func TestBuildings(t *testing.T) {
	dir := t.TempDir()
	if _, err := WriteTemplate(dir); err != nil {
		t.Fatal(err)
	}
	if c, err := LoadConfig(dir); err != nil || len(c.Community[0].Estates) != 0 {
		t.Fatalf("without the file: %v", err)
	}
	write := func(s string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, buildingsFile), []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const head = "[[estate]]\ncommunity = \"110101001001\"\n"
	write(head + "name = \"一号院\"\nbuildings = [\"甲楼\", \"9-11号楼\"]\n")
	c, err := LoadConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	e := c.station().Communities[0].Estates
	if len(e) != 1 || e[0].Name != "一号院" || !slices.Equal(e[0].Buildings, []string{"甲楼", "9号楼", "10号楼", "11号楼"}) {
		t.Errorf("read %+v", e)
	}
	if k, ok := c.station().CommunityAt("北京市东城区一号院9号楼3单元"); !ok || k.Code != "110101001001" {
		t.Error("an estate does not tell its community")
	}
	for _, bad := range []struct{ file, code string }{
		{strings.Replace(head, "001001\"", "001009\"", 1) + "name = \"院\"\n", "community"},
		{head, "buildings"},
		{head + "name = \"院\"\nbuildings = [\"1-999号楼\"]\n", "buildings"},
		{head + "name = \"院\"\nbuildings = [\"9-1号楼\"]\n", "buildings"},
		{head + "name = \"院\"\nbuildings = [\"\"]\n", "buildings"},
		{head + "name = \"院\"\nhouses = []\n", "unknown_key"},
		{head + "name = 院\n", "syntax"},
		{head + "name = \"" + strings.Repeat("院", maxPlaceName+1) + "\"\n", "buildings"},
		{"# " + strings.Repeat("x", maxConfig) + "\n", "size"},
	} {
		write(bad.file)
		_, err := LoadConfig(dir)
		if got, ok := errors.AsType[*ConfigError](err); !ok || got.Code != bad.code || !errors.Is(err, &desk.Problem{Kind: desk.Invalid, What: "config"}) {
			t.Errorf("%.60q is %v, want %s", bad.file, err, bad.code)
		}
	}
}

func TestTheDemonstrationHasBuildings(t *testing.T) {
	c, err := demoConfig()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range c.Community {
		if len(k.Estates) < 2 {
			t.Errorf("%s has %d estates", k.Name, len(k.Estates))
		}
	}
}
