package recordstest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Dump writes a database into a file, as an administrator would with pg_dump, and
// returns the file. It goes with the server.
func (s *Server) Dump(t testing.TB, address string) (file string) {
	t.Helper()
	file = filepath.Join(s.dir, "dump-"+nameOf(address))
	s.tool(t, "pg_dump", "-Fc", "-f", file, "-d", address)
	return file
}

// Load puts a database of this server back from a file of Dump, in the place of
// what it has.
func (s *Server) Load(t testing.TB, address, file string) {
	t.Helper()
	name := nameOf(address)
	s.order(t, "DROP DATABASE "+name+" WITH (FORCE)", "CREATE DATABASE "+name)
	s.tool(t, "pg_restore", "--exit-on-error", "-d", address, file)
}

// ForRole gives a database to a role without any other right, and returns its
// address for that role.
func (s *Server) ForRole(t testing.TB, address string) string {
	t.Helper()
	role := "r" + nameOf(address)
	s.order(t, "CREATE ROLE "+role+" LOGIN", "ALTER DATABASE "+nameOf(address)+" OWNER TO "+role)
	return strings.Replace(address, "user=xc", "user="+role, 1)
}

// BaseBackup copies the whole server, while it runs, into a folder of its own and
// returns that.
func (s *Server) BaseBackup(t testing.TB) (dir string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "xc-pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if _, err := owner(dir); err != nil {
		t.Fatal(err)
	}
	s.tool(t, "pg_basebackup", "-X", "stream", "-c", "fast", "-D", filepath.Join(dir, "data"), "-d", s.address("postgres"))
	return dir
}

// Recover starts a server on a base backup, recovered to the moment at which the
// backup was whole, as after a recovery to a point in time. It is for one test.
func Recover(t testing.TB, dir string) *Server {
	t.Helper()
	bin, err1 := programs()
	as, err2 := owner(dir)
	err3 := configure(dir, "restore_command = 'false'", "recovery_target = 'immediate'", "recovery_target_action = 'promote'")
	err4 := os.WriteFile(filepath.Join(dir, "data", "recovery.signal"), nil, 0o644)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	s, err := launch(bin, dir, as)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// At is the address of a database of another server at this one.
func (s *Server) At(address string) string { return s.address(nameOf(address)) }

func nameOf(address string) string { return address[strings.LastIndex(address, "=")+1:] }

// tool runs a program of PostgreSQL's as the user whom the server runs as.
func (s *Server) tool(t testing.TB, name string, args ...string) {
	t.Helper()
	bin, err1 := programs()
	as, err2 := owner(s.dir)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(filepath.Join(bin, name), append(args, "-w")...)
	run.SysProcAttr, run.Dir = &syscall.SysProcAttr{Credential: as}, s.dir
	run.Env = append(os.Environ(), "PGUSER=xc")
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatal(fmt.Errorf("%s: %w: %s", name, err, out))
	}
}
