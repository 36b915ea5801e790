package wire

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/desk/exchange"
	"xiaochuang/store/centre"
)

// A TablesChoice says what is exported into the five tables and how.
type TablesChoice struct {
	centre.ExchangeChoice

	Profile      string // one that is built in, or a file; "" for exchange.DefaultProfile
	Format       exchange.Format
	Org, OrgCode string // who accepts; "" for the station of each case
}

// A LeftOut is a case that was not exported, and why.
type LeftOut struct {
	No     string
	Sealed bool // its key has not come, or was wiped
	Lacks  []exchange.Lack
}

// A TableFile is one table that was written.
type TableFile struct {
	Table  string `json:"table"`
	File   string `json:"file"`
	Rows   int    `json:"rows"`
	SHA256 string `json:"sha256"`
}

// TablesExported is what was written. It is kept beside the tables, without the
// last member, as manifest.json.
type TablesExported struct {
	Shape    string      `json:"shape"`
	Batch    string      `json:"batch"`
	At       string      `json:"at"` // Beijing time
	By       string      `json:"by"`
	Revealed bool        `json:"revealed"`
	Profile  string      `json:"profile"`
	Cases    int         `json:"cases"`
	Tables   []TableFile `json:"tables"`
	Left     []LeftOut   `json:"-"`
}

// FiveTables is the shape of ExportTables.
const FiveTables = "five-tables"

// ExportTables writes the cases that are there for a person into a new folder, a
// file a table. Nothing is left of one that could not be finished. A folder that is
// there already is a Problem of kind Denied.
func (s *Street) ExportTables(ctx context.Context, by StreetPerson, dir string, c TablesChoice) (TablesExported, error) {
	profile, err := exchangeProfile(c.Profile)
	if err != nil {
		return TablesExported{}, err
	}
	out := TablesExported{
		Shape: FiveTables, Batch: desk.NewID(time.Now()), By: by.Name, Revealed: c.Reveal, Profile: c.Profile, Tables: []TableFile{},
	}
	if out.Profile == "" {
		out.Profile = exchange.DefaultProfile
	}
	at := time.Now()
	out.At = at.In(desk.Beijing).Format(time.RFC3339)
	if _, err := os.Lstat(dir); err == nil {
		return out, &desk.Problem{Kind: desk.Denied, What: "export.there"}
	}
	part, err := newPartial(dir)
	if err != nil {
		return out, err
	}
	b := exchange.Batch{ID: out.Batch, At: at, Profile: profile, Org: c.Org, OrgCode: c.OrgCode}
	err = part.end(s.writeTables(ctx, by, part.dir, b, c, &out))
	return out, err
}

func (s *Street) writeTables(ctx context.Context, by StreetPerson, dir string, b exchange.Batch, c TablesChoice, out *TablesExported) (err error) {
	var files []*tableFile
	defer func() {
		for _, f := range files {
			_ = f.f.Close() // of one that was closed in its turn, or of an export that failed
		}
	}()
	for _, t := range b.Profile.Tables() {
		f, err := newTableFile(dir, t, c.Format)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	err = s.Exchange(ctx, by, c.ExchangeChoice, func(x exchange.Source) error {
		rows, lacks := b.Rows(x)
		if !x.Open || len(lacks) > 0 {
			out.Left = append(out.Left, LeftOut{No: x.Case.No, Sealed: !x.Open, Lacks: lacks})
			return nil
		}
		out.Cases++
		for i, list := range rows {
			for _, row := range list {
				if err := files[i].row(row); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, f := range files {
		done, err := f.end()
		if err != nil {
			return err
		}
		out.Tables = append(out.Tables, done)
	}
	m, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(dir, "manifest.json"), append(m, '\n'))
}

// A tableFile is a file that a table is written into.
type tableFile struct {
	f    *os.File
	sum  hash.Hash
	enc  exchange.Encoder
	done TableFile
}

func newTableFile(dir string, t exchange.Table, format exchange.Format) (*tableFile, error) {
	x := &tableFile{sum: sha256.New(), done: TableFile{Table: t.Name, File: t.Name + "." + string(format)}}
	var err error
	if x.f, err = os.OpenFile(filepath.Join(dir, x.done.File), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return nil, &desk.Problem{Kind: desk.Denied, What: "write", Cause: err}
	}
	if x.enc, err = exchange.NewEncoder(format, io.MultiWriter(x.f, x.sum), t); err != nil {
		return nil, errors.Join(err, x.f.Close())
	}
	return x, nil
}

func (x *tableFile) row(row []string) error {
	x.done.Rows++
	return x.enc.Row(row)
}

func (x *tableFile) end() (TableFile, error) {
	err := errors.Join(x.enc.End(), x.f.Sync(), x.f.Close())
	x.done.SHA256 = hex.EncodeToString(x.sum.Sum(nil))
	return x.done, err
}

// mostProfile bounds the file of a profile.
const mostProfile = 64 << 10

// exchangeProfile reads a profile by its name, or from a file of somebody's own.
func exchangeProfile(name string) (exchange.Profile, error) {
	switch {
	case name == "":
		return exchange.BuiltIn(exchange.DefaultProfile)
	case !strings.HasSuffix(name, ".toml"):
		return exchange.BuiltIn(name)
	}
	b, err := readBounded(name, mostProfile)
	if err != nil {
		return exchange.Profile{}, &desk.Problem{Kind: desk.NotFound, What: "exchange.profile", Open: exchange.Profiles(), Cause: err}
	}
	return exchange.ReadProfile(b)
}
