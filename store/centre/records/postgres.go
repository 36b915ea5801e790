package records

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

//go:embed postgres/*.sql
var postgresSteps embed.FS

// Times and sizes of a connection. No statement of a centre is long; those that
// read everything use Snapshot.
const (
	connections   = 24
	connectTime   = 10 * time.Second
	statementTime = "60s"
	lockTime      = "20s"
	idleTime      = "60s"
)

// A Server is records in PostgreSQL. Each transaction runs at READ COMMITTED and
// locks what it decides on by name; see Tx.Lock.
type Server struct{ db *sql.DB }

// OpenServer opens the records in the database that a URL or a keyword string
// names, as libpq takes them, and makes the tables where there are none. It
// refuses a server that does not write to the disk before it acknowledges.
func OpenServer(ctx context.Context, url string, told Told) (*Server, error) {
	c, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("%w: bad address", ErrAway) // pgx quotes what may hold a password.
	}
	c.ConnectTimeout = connectTime
	for name, value := range map[string]string{
		"application_name": "xiaochuang-centre", "statement_timeout": statementTime, "lock_timeout": lockTime,
		"idle_in_transaction_session_timeout": idleTime, "synchronous_commit": "on",
		"default_transaction_isolation": "read committed", "client_encoding": "UTF8",
	} {
		c.RuntimeParams[name] = value
	}
	s := &Server{db: stdlib.OpenDB(*c)}
	s.db.SetMaxOpenConns(connections)
	s.db.SetMaxIdleConns(connections)
	s.db.SetConnMaxIdleTime(5 * time.Minute)
	if err := s.prepare(ctx, told); err != nil {
		return nil, errors.Join(ofPostgres(err), s.Close())
	}
	return s, nil
}

func (s *Server) prepare(ctx context.Context, told Told) error {
	for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		var value string
		if err := s.db.QueryRowContext(ctx, `SELECT current_setting($1)`, name).Scan(&value); err != nil {
			return err
		}
		if value != "on" {
			return fmt.Errorf("%w: %s is %s", ErrUnsafe, name, value)
		}
	}
	return s.migrate(ctx, told)
}

// Write is that of Records.
func (s *Server) Write(ctx context.Context, do func(*Tx) error) error {
	return s.patient(ctx, nil, do)
}

// Read is that of Records.
func (s *Server) Read(ctx context.Context, do func(*Tx) error) error {
	return s.patient(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, do)
}

// Row is that of Records.
func (s *Server) Row(ctx context.Context, query string, args []any, dest ...any) error {
	return ofPostgres(s.db.QueryRowContext(ctx, forPostgres(query), arguments(args)...).Scan(dest...))
}

// Snapshot is that of Records.
func (s *Server) Snapshot(ctx context.Context, do func(*Tx) error) error {
	return s.Read(ctx, func(tx *Tx) error {
		if _, err := tx.ExecContext(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `SET LOCAL idle_in_transaction_session_timeout = 0`); err != nil {
			return err
		}
		return do(tx)
	})
}

// patient tries again while transactions stand in each other's way.
func (s *Server) patient(ctx context.Context, o *sql.TxOptions, do func(*Tx) error) error {
	for tries := 0; ; tries++ {
		err := s.attempt(ctx, o, do)
		if !crossed(err) {
			return ofPostgres(err)
		}
		wait := time.NewTimer(rand.N(time.Millisecond << min(tries+1, 8)))
		select {
		case <-ctx.Done():
			wait.Stop()
			return errors.Join(fmt.Errorf("%w: %w", ErrBusy, err), ctx.Err())
		case <-wait.C:
		}
	}
}

func (s *Server) attempt(ctx context.Context, o *sql.TxOptions, do func(*Tx) error) error {
	tx, err := s.db.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	defer tx.Rollback() // After a commit it does nothing.
	if err := do(&Tx{tx: tx, postgres: true}); err != nil {
		return err
	}
	return tx.Commit()
}

// Shared is true.
func (s *Server) Shared() bool { return true }

// Place is the identifier of the cluster, its timeline and the number of the
// database: a recovery and a promotion begin a timeline (PostgreSQL 15, 26.3.5), and
// a dump is read into a database of its own. The timeline is that of the log, since
// pg_control_checkpoint tells a new one only from the next checkpoint on.
func (s *Server) Place(ctx context.Context) (string, error) {
	var place string
	err := s.db.QueryRowContext(ctx, `
		SELECT system_identifier || '/' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) || '/' || oid
		FROM pg_control_system(), pg_database
		WHERE datname = current_database()`).Scan(&place)
	return place, ofPostgres(err)
}

// Close is that of Records.
func (s *Server) Close() error { return s.db.Close() }

// crossed reports whether a transaction was ended because of another one, so that
// it may well succeed when it is tried again (PostgreSQL 15, appendix A).
func crossed(err error) bool {
	said, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (said.Code == "40001" || said.Code == "40P01")
}

func ofPostgres(err error) error {
	if err == nil {
		return nil
	}
	said, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		_, connecting := errors.AsType[*pgconn.ConnectError](err)
		_, network := errors.AsType[net.Error](err)
		gone := errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF)
		if connecting || network || gone || pgconn.Timeout(err) || errors.Is(err, sql.ErrConnDone) {
			return fmt.Errorf("%w: %w", ErrAway, err)
		}
		return err
	}
	switch class := said.Code[:min(2, len(said.Code))]; {
	case said.Code == "53100":
		return fmt.Errorf("%w: %w", ErrFull, err)
	case said.Code == "55P03", said.Code == "57014":
		return fmt.Errorf("%w: %w", ErrBusy, err)
	case class == "08", class == "53", class == "57", class == "28", class == "3D":
		return fmt.Errorf("%w: %w", ErrAway, err)
	case class == "58":
		return fmt.Errorf("%w: %w", ErrDisk, err)
	case class == "XX":
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}
