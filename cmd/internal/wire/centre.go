package wire

import (
	"cmp"
	"context"
	"log/slog"
	"os"
	"path/filepath"

	"gopkg.in/natefinch/lumberjack.v2"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
	"xiaochuang/store/centre/web"
	"xiaochuang/store/seal"
	"xiaochuang/tui/text"
)

// StreetOptions choose a street centre.
type StreetOptions struct {
	Data      string // data folder, "" for the default
	Database  string // PostgreSQL, "" for XIAOCHUANG_CENTRE_DATABASE, and without that a file of the data folder
	Scans     string // folder or bucket of the pages, "" for XIAOCHUANG_CENTRE_SCANS, and without that a folder of the data folder
	Addr      string // host and port, "" for 127.0.0.1:8080
	Cert, Key string // PEM files of TLS
	Gateway   bool   // something in front of it ends TLS or TLCP
	Street    string // nine digits, "" for those that get a code
	Suite     string // of a centre that is made now, "" for gm
}

// Dir is the data folder that the options choose: as for a desk, but
// XIAOCHUANG_CENTRE_DATA and xiaochuang-centre.
func (o StreetOptions) Dir() string {
	if o.Data != "" {
		return o.Data
	}
	if dir := os.Getenv("XIAOCHUANG_CENTRE_DATA"); dir != "" {
		return dir
	}
	base := os.Getenv("XDG_DATA_HOME")
	if base == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "/var/lib/xiaochuang-centre"
		}
		base = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(base, "xiaochuang-centre")
}

// A Street is a street centre with its log.
type Street struct {
	*centre.Centre

	log *lumberjack.Logger
}

// What a centre tells of its cases and desks.
type (
	StreetCase = centre.CaseView
	StreetDesk = centre.DeskView
	CaseChoice = centre.CaseFilter
	// An Account lets somebody of the street use the pages of the centre.
	Account = centre.Account
	// A StreetPerson is who does something at the street.
	StreetPerson = centre.Person
	// A StreetRole is what an account is for.
	StreetRole = centre.Role
)

// PeoplePath is where the pages for the street's people are.
const PeoplePath = centre.PeoplePath

// OpenStreet opens the centre of a folder and makes it where there is none. It
// serves nobody yet.
func OpenStreet(ctx context.Context, o StreetOptions) (*Street, error) {
	s := &Street{log: &lumberjack.Logger{
		Filename: filepath.Join(o.Dir(), "log", "xiaochuang-centre.log"), MaxSize: 10, MaxBackups: 4, MaxAge: 400,
	}}
	c := centre.Config{
		Dir: o.Dir(), Database: cmp.Or(o.Database, os.Getenv("XIAOCHUANG_CENTRE_DATABASE")), Scans: cmp.Or(o.Scans, os.Getenv("XIAOCHUANG_CENTRE_SCANS")), Addr: o.Addr, Cert: o.Cert, Key: o.Key, Gateway: o.Gateway, Street: o.Street,
		Log: slog.New(slog.NewJSONHandler(s.log, nil)),
	}
	var err error
	if o.Suite != "" {
		if c.Suite, err = seal.Named(o.Suite); err != nil {
			return nil, err
		}
	}
	if s.Centre, err = centre.Open(ctx, c); err != nil {
		_ = s.log.Close()
		return nil, err
	}
	s.Serving(web.New(web.Config{
		Centre: s.Centre, Secure: o.Cert != "" || o.Gateway, Log: c.Log, Clock: desk.SystemClock{},
		Words: web.Words{
			State: text.CaseState, Mode: text.ModeName, Act: text.Act, Material: text.MaterialState, Document: text.Document,
			Problem: text.CommandProblem,
		},
	}))
	return s, nil
}

// Close closes the centre and its log.
func (s *Street) Close() error {
	err := s.Centre.Close()
	if logged := s.log.Close(); err == nil {
		err = logged
	}
	return err
}
