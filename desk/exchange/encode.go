package exchange

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"

	"xiaochuang/desk"
)

// A Format is how a table is written.
type Format string

// The formats. CSV is for people as well: what a spreadsheet would run begins with
// an apostrophe there. Lines has every text as it is.
const (
	FormatCSV   Format = "csv"   // RFC 4180, UTF-8 with a byte order mark
	FormatLines Format = "jsonl" // one JSON object a line
)

// An Encoder writes the rows of one table. End must be called after the last.
type Encoder interface {
	Row(row []string) error
	End() error
}

// NewEncoder returns the encoder of a format, or a Problem of kind Invalid.
func NewEncoder(f Format, w io.Writer, t Table) (Encoder, error) {
	switch f {
	case FormatCSV:
		return newSheet(w, t)
	case FormatLines:
		return newLines(w, t)
	}
	return nil, &desk.Problem{Kind: desk.Invalid, What: "exchange.format"}
}

// A sheet is a table in CSV.
type sheet struct{ w *csv.Writer }

func newSheet(w io.Writer, t Table) (*sheet, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	s := &sheet{csv.NewWriter(w)}
	s.w.UseCRLF = true
	var head []string
	for _, c := range t.Columns {
		head = append(head, c.Name)
	}
	return s, s.w.Write(head)
}

// Row writes a row.
func (s *sheet) Row(row []string) error {
	out := make([]string, len(row))
	for i, v := range row {
		out[i] = Cell(v)
	}
	return s.w.Write(out)
}

// End writes what is left.
func (s *sheet) End() error {
	s.w.Flush()
	return s.w.Error()
}

// Cell keeps a spreadsheet from taking a text for a formula.
func Cell(s string) string {
	if t := strings.TrimLeft(s, " \u00a0\t"); t != "" && strings.ContainsRune("=+-@|%＝＋－＠", []rune(t)[0]) {
		return "'" + s
	}
	return s
}

// A lines is a table in JSON Lines, each member in the order of its column.
type lines struct {
	w     *bufio.Writer
	names []string // as JSON
}

func newLines(w io.Writer, t Table) (*lines, error) {
	l := &lines{w: bufio.NewWriter(w)}
	for _, c := range t.Columns {
		name, err := json.Marshal(c.Name)
		if err != nil {
			return nil, err
		}
		l.names = append(l.names, string(name))
	}
	return l, nil
}

// Row writes a row; an empty cell is no member.
func (l *lines) Row(row []string) error {
	begin := byte('{')
	for i, v := range row {
		if v == "" {
			continue
		}
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		_ = l.w.WriteByte(begin) // the writer keeps the first error for Flush
		_, _ = l.w.WriteString(l.names[i] + ":")
		_, _ = l.w.Write(b)
		begin = ','
	}
	_, err := l.w.WriteString("}\n")
	return err
}

// End writes what is left.
func (l *lines) End() error { return l.w.Flush() }
