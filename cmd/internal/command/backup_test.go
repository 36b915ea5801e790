package command

import (
	"os"
	"path/filepath"
	"testing"
)

// TestBackupAndRestore backs a desk up and restores it into another folder, with the
// real program.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	accepted, _ := f.casework()
	to, fresh := t.TempDir(), filepath.Join(t.TempDir(), "desk")
	f.fails(exitProblem, "backup.none_set", "backup")
	f.fails(exitNotFound, "backup.away", "backup", filepath.Join(to, "none"))
	f.fails(exitNotFound, "backup.none", "restore", to, fresh)
	b := read[backupView](t, f.ok("backup", to, "--json"))
	if b.Lines < 5 || b.New != b.Pages || b.Missing != 0 {
		t.Errorf("backup tells %+v", b)
	}
	r := read[restoredView](t, f.ok("restore", to, fresh, "--json"))
	if r.Lines != b.Lines || r.Pages != b.Pages || r.Lost != 0 || r.Backup != b.ID || r.NoKeys == b.Keys {
		t.Errorf("restore tells %+v", r)
	}
	f.fails(exitProblem, "store.exists", "restore", to, fresh)
	if r.NoKeys {
		key, err := os.ReadFile(f.dir + ".keys")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(r.Keys, key, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	g := *f
	g.dir = fresh
	if got := read[caseShowView](t, g.ok("case", "show", accepted.No, "--json")); got.No != accepted.No {
		t.Errorf("the restored desk shows %+v", got)
	}
}
