// Package recordstest holds the contract of the records port as tests, and a real
// PostgreSQL server for tests to run on.
package recordstest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// missing is what a test says where the server is not installed.
const missing = "PostgreSQL is not installed: run .ci/deps, or apt-get install postgresql-15"

// A Server is a PostgreSQL server of this test process: on a socket in a folder of
// its own, with the disk written before a commit is acknowledged. It ends with the
// process, however that ends.
type Server struct {
	dir  string
	pid  int
	stop io.Closer
	done chan struct{}
	n    atomic.Int64
}

// PID is the process that all processes of the server descend from.
func (s *Server) PID() int { return s.pid }

// shared is the server that all tests of a process use.
var shared = sync.OnceValues(start)

// Shared returns the server of this test process.
func Shared(t testing.TB) *Server {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Start returns a server for one test, which may stop it.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// Database makes an empty database and returns its address.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	return s.database(t, "")
}

// DatabaseIn makes one that keeps its tables in an empty folder, such as a disk of
// its own. Its log of changes stays with the server.
func (s *Server) DatabaseIn(t testing.TB, dir string) string {
	t.Helper()
	if _, err := owner(dir); err != nil {
		t.Fatal(err)
	}
	return s.database(t, dir)
}

func (s *Server) database(t testing.TB, dir string) string {
	t.Helper()
	name := fmt.Sprintf("t%d", s.n.Add(1))
	if dir == "" {
		s.order(t, "CREATE DATABASE "+name)
	} else {
		s.order(t, "CREATE TABLESPACE "+name+" LOCATION '"+dir+"'", "CREATE DATABASE "+name+" TABLESPACE "+name)
	}
	return s.address(name)
}

// order has the server do something as its administrator.
func (s *Server) order(t testing.TB, orders ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, s.address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	for _, q := range orders {
		if _, err := c.Exec(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
}

// Set changes a setting of the whole server, and waits until it holds.
func (s *Server) Set(t testing.TB, name, value string) {
	t.Helper()
	s.order(t, "ALTER SYSTEM SET "+name+" = "+value, "SELECT pg_reload_conf()")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, s.address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	for have := ""; have != value; {
		if err := c.QueryRow(ctx, "SELECT current_setting($1)", name).Scan(&have); err != nil {
			t.Fatal(err)
		}
	}
}

func (s *Server) address(database string) string {
	return "host=" + s.dir + " user=xc dbname=" + database
}

// Stop ends the server as a cut of its power would, and removes what it wrote.
func (s *Server) Stop() {
	s.stop.Close()
	<-s.done
}

// supervise starts the server in the folder $1 with the program $2, and ends it
// when its standard input does, which happens however the test process ends.
const supervise = `
cd "$1" || exit 1
"$2" -D "$1/data" >"$1/log" 2>&1 &
pid=$!
i=0
until grep -q 'ready to accept connections' "$1/log" 2>/dev/null; do
	kill -0 $pid 2>/dev/null || { cat "$1/log"; rm -rf "$1"; exit 1; }
	i=$((i+1)); [ $i -lt 600 ] || { cat "$1/log"; kill -QUIT $pid; rm -rf "$1"; exit 1; }
	sleep 0.05
done
echo ready
read line
kill -QUIT $pid 2>/dev/null
wait $pid
rm -rf "$1"
`

func start() (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "xc-pg-")
	if err != nil {
		return nil, err
	}
	as, err := owner(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := initialise(bin, dir, as); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return launch(bin, dir, as)
}

// launch starts the server whose data lie in a folder.
func launch(bin, dir string, as *syscall.Credential) (*Server, error) {
	run := exec.Command("sh", "-c", supervise, "sh", dir, filepath.Join(bin, "postgres"))
	run.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setpgid: true}
	in, err1 := run.StdinPipe()
	out, err2 := run.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	if err := run.Start(); err != nil {
		return nil, err
	}
	said := bufio.NewReader(out)
	if line, err := said.ReadString('\n'); line != "ready\n" {
		rest, _ := io.ReadAll(said)
		return nil, fmt.Errorf("PostgreSQL does not start: %s%s: %w", line, rest, errors.Join(err, run.Wait()))
	}
	s := &Server{dir: dir, pid: run.Process.Pid, stop: in, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		io.Copy(io.Discard, said)
		run.Wait()
		os.RemoveAll(dir) // The folder itself belongs to the user who made it in a sticky place.
	}()
	return s, nil
}

// programs is the folder of the newest server that is installed.
func programs() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		return "", errors.New(missing)
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(strings.Split(path, "/")[4])
		return n
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

// owner is whom the server runs as: it refuses to run as root.
func owner(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, errors.New(missing)
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2, os.Chown(dir, uid, gid))
}

func initialise(bin, dir string, as *syscall.Credential) error {
	data := filepath.Join(dir, "data")
	init := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "xc", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
	init.SysProcAttr, init.Dir = &syscall.SysProcAttr{Credential: as}, dir
	if out, err := init.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return configure(dir, "listen_addresses = ''", "max_connections = 200", "shared_buffers = 32MB")
}

// configure adds settings to those of a server that does not run, and has it
// listen in its own folder.
func configure(dir string, settings ...string) error {
	settings = append(settings, "unix_socket_directories = '"+dir+"'", "")
	f, err := os.OpenFile(filepath.Join(dir, "data", "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString("\n" + strings.Join(settings, "\n"))
	return errors.Join(err, f.Close())
}
