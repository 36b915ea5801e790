package wire

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

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
	Backup    string // folder of the nightly backup, "" for none
	Metrics   string // where Prometheus asks, "" for nowhere
	Suite     string // of a centre that is made now, "" for gm
	Serves    bool   // whoever comes to Addr while an older program's tables are brought up to date is told to come back
	// Upgrade, if not nil, hears how far that is.
	Upgrade func(StreetUpgrade)
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

	StreetBackup = centre.Backup
	// A StreetUpgrade is a part of bringing tables up to date.
	StreetUpgrade = centre.Upgrade
	StreetMoved   = centre.Moved
	StreetRecord  = centre.Record
)

// PeoplePath is where the pages for the street's people are.
const PeoplePath = centre.PeoplePath

// OpenStreet opens the centre of a folder and makes it where there is none. It
// serves nobody yet.
func OpenStreet(ctx context.Context, o StreetOptions) (*Street, error) {
	s := &Street{log: &lumberjack.Logger{
		Filename: filepath.Join(o.Dir(), "log", "xiaochuang-centre.log"), MaxSize: 10, MaxBackups: 4, MaxAge: 400,
	}}
	c := o.config(s.log)
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
		Centre: s.Centre, Secure: o.Cert != "" || o.Gateway, Log: c.Log, Clock: desk.SystemClock{}, Scratch: o.Dir(),
		Words: web.Words{
			State: text.CaseState, Mode: text.ModeName, Act: text.Act, Material: text.MaterialState, Document: text.Document,
			Level: text.Level, Rectification: text.RectificationState, RatingTag: text.RatingTag, RatingChannel: text.RatingChannel,
			CallBack: text.CallBackWord, Cause: text.RectifyCauseWord, Remedy: text.RemedyWord, Doing: text.StreetDoing, Appeal: text.AppealState,
			Problem: text.CommandProblem,
		},
	}))
	return s, nil
}

// config is that of the centre which the options choose.
func (o StreetOptions) config(log io.Writer) centre.Config {
	c := centre.Config{
		Dir: o.Dir(), Database: cmp.Or(o.Database, os.Getenv("XIAOCHUANG_CENTRE_DATABASE")),
		Scans: cmp.Or(o.Scans, os.Getenv("XIAOCHUANG_CENTRE_SCANS")), Addr: o.Addr, Cert: o.Cert, Key: o.Key,
		Gateway: o.Gateway, Street: o.Street, Log: slog.New(slog.NewJSONHandler(log, nil)), Upgrade: o.Upgrade,
	}
	if o.Serves {
		c.Meanwhile = web.Meanwhile(text.CentreUpgrading)
	}
	return c
}

// RestoreStreet makes the centre that the options choose from a backup in a
// folder, the newest for "".
func RestoreStreet(ctx context.Context, o StreetOptions, dir, id string) (StreetBackup, StreetMoved, error) {
	return centre.Restore(ctx, dir, id, o.config(io.Discard))
}

// MigrateStreet moves a centre to where the options say, by them alone.
func MigrateStreet(ctx context.Context, s *Street, to StreetOptions) (StreetMoved, error) {
	return centre.Migrate(ctx, s.Centre, centre.Config{
		Dir: to.Data, Database: to.Database, Scans: to.Scans, Log: slog.New(slog.DiscardHandler),
	})
}

// ServeWith answers desks until ctx ends. Meanwhile it backs up each night into a
// folder, and answers Prometheus at an address, each if it is not "".
func (s *Street) ServeWith(ctx context.Context, backup, metrics string) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer func() {
		cancel()
		wg.Wait()
	}()
	if backup != "" {
		wg.Go(func() { s.Nightly(ctx, backup) })
	}
	if metrics != "" {
		var lc net.ListenConfig
		l, err := lc.Listen(ctx, "tcp", metrics)
		if err != nil {
			return &desk.Problem{Kind: desk.Unavailable, What: "centre.metrics", Cause: err}
		}
		srv := &http.Server{Handler: s.Metrics(), ReadHeaderTimeout: metricsTime, WriteTimeout: profileTime, MaxHeaderBytes: 4 << 10}
		context.AfterFunc(ctx, func() { _ = srv.Close() })
		wg.Go(func() { _ = srv.Serve(l) })
	}
	return s.Serve(ctx)
}

// metricsTime bounds how long a question for the metrics may take to come, and
// profileTime one answer: a profile is taken for as long as was asked for.
const (
	metricsTime = 30 * time.Second
	profileTime = 10 * time.Minute
)

// Close closes the centre and its log.
func (s *Street) Close() error {
	err := s.Centre.Close()
	if logged := s.log.Close(); err == nil {
		err = logged
	}
	return err
}
