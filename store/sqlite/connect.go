package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/mattn/go-sqlite3"
)

// A setting is a pragma that every connection must have.
type setting struct {
	pragma string
	set    string // value to set; empty when the DSN sets it
	want   string // value to read back
}

// settings lists what is read back on every connection. Those without a value to
// set are set by the DSN, because the driver would set others: synchronous NORMAL
// among them, which loses acknowledged commits in a power cut.
func settings(queryOnly string) []setting {
	return []setting{
		{"journal_mode", "", "wal"},
		{"synchronous", "", "2"}, // FULL
		{"busy_timeout", "", "5000"},
		{"foreign_keys", "", "1"},
		{"trusted_schema", "OFF", "0"},
		{"cell_size_check", "ON", "1"},
		{"secure_delete", "ON", "1"},
		{"temp_store", "MEMORY", "2"},
		{"mmap_size", "0", "0"},
		{"wal_autocheckpoint", "200", "200"},
		{"journal_size_limit", "8388608", "8388608"},
		{"query_only", "", queryOnly},
	}
}

// A connector opens connections to one file with one list of settings. It stands
// in for a driver name, so that nothing is registered globally.
type connector struct {
	dsn      string
	settings []setting
	attach   int // databases that may be attached; VACUUM INTO needs one
}

var _ driver.Connector = (*connector)(nil)

// statements is how many prepared statements a connection keeps: more than any use
// case has, so that each is compiled once. One of the long ones takes 20 KB.
const statements = 64

// parameters are those that every connection to a live database has.
func parameters(lock string, more ...string) []string {
	return append(more,
		"_journal_mode=WAL", "_synchronous=FULL", "_txlock="+lock, "_busy_timeout=5000", "_foreign_keys=1",
		fmt.Sprint("_stmt_cache_size=", statements))
}

// writerTo connects to write. A file that it makes takes its permissions from the
// reserve file, whatever the umask.
func writerTo(path string) *connector {
	return &connector{dsn: uri(path, parameters("immediate", modeOf(path))...), settings: settings("0")}
}

// readerOf connects to read what another connection keeps open.
func readerOf(path string) *connector {
	return &connector{dsn: uri(path, parameters("deferred", "mode=ro", "_query_only=1")...), settings: settings("1")}
}

// copierOf connects for VACUUM INTO, which attaches its target and writes to it.
func copierOf(path string) *connector {
	return &connector{dsn: uri(path, parameters("deferred", "mode=ro")...), settings: settings("0"), attach: 1}
}

// lookerAt connects to a copy that nobody writes, in the journal mode it is in.
func lookerAt(path string) *connector {
	c := &connector{dsn: uri(path, "mode=ro", "_txlock=deferred", "_busy_timeout=5000", "_query_only=1")}
	for _, s := range settings("1") {
		switch s.pragma {
		case "journal_mode", "synchronous", "foreign_keys":
		default:
			c.settings = append(c.settings, s)
		}
	}
	return c
}

// modeOf gives a file that SQLite makes the permissions of the reserve file. SQLite
// takes a plus sign for itself, not for a space.
func modeOf(database string) string {
	return "modeof=" + strings.ReplaceAll(url.QueryEscape(reservePath(database)), "+", "%20")
}

// uri names a file to SQLite, whatever characters its path has.
func uri(path string, parameters ...string) string {
	return (&url.URL{Scheme: "file", Path: path, RawQuery: strings.Join(parameters, "&")}).String()
}

func pool(c *connector, size int) *sql.DB {
	p := sql.OpenDB(c)
	p.SetMaxOpenConns(size)
	p.SetMaxIdleConns(size)
	return p
}

// Driver is part of driver.Connector.
func (c *connector) Driver() driver.Driver {
	return &sqlite3.SQLiteDriver{ConnectHook: c.prepare}
}

// Connect opens a connection. Two processes that turn a new file to WAL at once
// may find it busy in spite of the timeout, so it tries again while ctx lasts.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	var wait pause
	for {
		conn, err := c.Driver().Open(c.dsn)
		if !errors.Is(classify(err), ErrBusy) {
			return conn, err
		}
		if err := wait.until(ctx, err); err != nil {
			return nil, err
		}
	}
}

// prepare sets what the DSN cannot and reads everything back.
func (c *connector) prepare(conn *sqlite3.SQLiteConn) error {
	for _, s := range c.settings {
		if s.set == "" {
			continue
		}
		if _, err := conn.Exec("PRAGMA "+s.pragma+" = "+s.set, nil); err != nil {
			return fmt.Errorf("set %s: %w", s.pragma, err)
		}
	}
	conn.SetLimit(sqlite3.SQLITE_LIMIT_ATTACHED, c.attach)
	for _, s := range c.settings {
		got, err := first(conn, "PRAGMA "+s.pragma)
		if err != nil {
			return fmt.Errorf("read %s: %w", s.pragma, err)
		}
		if got != s.want {
			return &SettingError{Name: s.pragma, Want: s.want, Got: got}
		}
	}
	if got := conn.GetLimit(sqlite3.SQLITE_LIMIT_ATTACHED); got != c.attach {
		return &SettingError{Name: "attached databases", Want: fmt.Sprint(c.attach), Got: fmt.Sprint(got)}
	}
	return nil
}

// first is the first column of the first row, as text, or "" for no row.
func first(conn *sqlite3.SQLiteConn, query string) (string, error) {
	rows, err := conn.Query(query, nil)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	values := make([]driver.Value, len(rows.Columns()))
	switch err := rows.Next(values); {
	case errors.Is(err, io.EOF):
		return "", nil
	case err != nil:
		return "", err
	}
	return fmt.Sprint(values[0]), nil
}
