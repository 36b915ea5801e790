package notice

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"xiaochuang/desk"
)

// Wordings are the words of a station's papers: those in force, and the template
// files that a lead edits. Nothing is printed from the files: what was adopted
// stands in the journal.
type Wordings struct {
	acts  *desk.Wordings
	books desk.Books
	files fs.FS // the lead's folder; it need not exist
	put   func(name string, b []byte) error
	log   *slog.Logger

	mu   sync.Mutex
	made map[string]*Templates // by the wordings of a paper; they never change
}

// NewWordings returns the words of a station. put writes a file of the folder
// whole or not at all.
func NewWordings(l desk.Ledger, files fs.FS, put func(name string, b []byte) error, log *slog.Logger) *Wordings {
	return &Wordings{
		acts: desk.NewWordings(l, fitting), books: l, files: files, put: put, log: log, made: map[string]*Templates{},
	}
}

// fitting refuses a template with which something is wrong.
func fitting(k desk.PaperKind, text string, inForce map[desk.PaperKind]string) error {
	if len(Check(k, text, inForce)) > 0 {
		return &desk.Problem{Kind: desk.Invalid, What: "wording.faulty"}
	}
	return nil
}

// mostMade bounds how many versions are kept compiled.
const mostMade = 64

// readWords is how long a paper waits for the words it was made with.
const readWords = 2 * time.Second

// Of returns the templates with which a paper is printed: those that it was made
// with, however long ago. Where they cannot be had it prints with the program's
// own, and the log says so.
func (w *Wordings) Of(p desk.Paper) *Templates {
	if len(p.Words) == 0 {
		return Builtin()
	}
	key := string(p.Kind) + " " + strings.Join(p.Words, " ")
	w.mu.Lock()
	defer w.mu.Unlock()
	if t := w.made[key]; t != nil {
		return t
	}
	ctx, cancel := context.WithTimeout(context.Background(), readWords)
	defer cancel()
	words := map[desk.PaperKind]string{}
	for _, id := range p.Words {
		x, err := w.books.Wording(ctx, id)
		if err != nil {
			w.log.Error("words of a paper", "wording", id, "err", err)
			return Builtin()
		}
		words[x.Kind] = x.Text
	}
	t, err := Worded(p.Kind, words[p.Kind], words[desk.PaperParts])
	if err != nil {
		w.log.Error("words of a paper", "wording", key, "err", err)
		t = Builtin()
	}
	if len(w.made) >= mostMade {
		clear(w.made)
	}
	w.made[key] = t
	return t
}

// draft reads a lead's file: a regular one of at most MaxSource bytes. One that is
// longer is read a little beyond, so that the check says so.
func (w *Wordings) draft(k desk.PaperKind) (string, error) {
	return ReadTemplate(w.files, FileOf(k))
}

// ReadTemplate reads a template file; what is no regular file is a Problem of kind
// Denied.
func ReadTemplate(files fs.FS, name string) (string, error) {
	st, err := fs.Stat(files, name)
	if err != nil {
		return "", err
	}
	if !st.Mode().IsRegular() {
		return "", &desk.Problem{Kind: desk.Denied, What: "wording.file"}
	}
	f, err := files.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxSource+1))
	if err != nil {
		return "", err
	}
	return Normal(string(b)), nil
}

// WordKinds lists what has words of its own: all papers, then their common parts.
func WordKinds() []desk.PaperKind { return append(Kinds(), desk.PaperParts) }

// Standing tells how the words of all papers stand.
func (w *Wordings) Standing(ctx context.Context) ([]Standing, error) {
	all, err := w.books.Wordings(ctx, "")
	if err != nil {
		return nil, err
	}
	inForce := desk.InForce(all)
	var out []Standing
	for _, k := range WordKinds() {
		s := Standing{Kind: k, File: FileOf(k), Draft: DraftNone}
		if i := slices.IndexFunc(all, func(x desk.Wording) bool { return x.Kind == k }); i >= 0 {
			x := all[i]
			s.Version, s.Own, s.Of, s.Staff, s.Day = x.Version, x.Own(), x.Of, x.Staff, x.Day
			s.Broken = x.Own() && len(Check(k, x.Text, inForce)) > 0
		}
		w.look(&s, inForce)
		out = append(out, s)
	}
	return out, nil
}

// look says how the lead's file stands.
func (w *Wordings) look(s *Standing, inForce map[desk.PaperKind]string) {
	text, err := w.draft(s.Kind)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if s.Own {
			s.Draft = DraftGone
		}
		return
	case err != nil:
		s.Draft = DraftClosed
		return
	}
	s.Digest = desk.DigestOf(text)
	now, own := inForce[s.Kind]
	switch {
	case own && text == now, !own && text == Source(s.Kind):
		s.Draft = DraftInForce
		return
	}
	s.Draft = DraftReady
	if s.Found = Check(s.Kind, text, inForce); len(s.Found) > 0 {
		s.Draft = DraftFaulty
	}
}

// Text is a template of a kind of paper: the lead's file as it lies there, or
// with inForce the one that papers are made with now.
func (w *Wordings) Text(ctx context.Context, k desk.PaperKind, inForce bool) (string, error) {
	if !inForce {
		switch text, err := w.draft(k); {
		case err == nil:
			return text, nil
		case !errors.Is(err, fs.ErrNotExist):
			return "", &desk.Problem{Kind: desk.Denied, What: "wording.file", Cause: err}
		}
	}
	all, err := w.books.Wordings(ctx, k)
	if err != nil {
		return "", err
	}
	if text := desk.InForce(all)[k]; text != "" {
		return text, nil
	}
	return Source(k), nil
}

// Adopt puts the lead's file in force as it was looked at: with another digest it
// has been changed since and is a Conflict.
func (w *Wordings) Adopt(ctx context.Context, rid string, d desk.Duty, k desk.PaperKind, digest string) (desk.Wording, error) {
	text, err := w.draft(k)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return desk.Wording{}, &desk.Problem{Kind: desk.NotFound, What: "wording.file"}
	case err != nil:
		return desk.Wording{}, &desk.Problem{Kind: desk.Denied, What: "wording.file", Cause: err}
	case digest != "" && digest != desk.DigestOf(text):
		return desk.Wording{}, &desk.Problem{Kind: desk.Conflict, What: "wording.edited"}
	}
	return w.acts.Adopt(ctx, rid, d, k, text)
}

// Revert puts the words of an earlier version in force again, 0 for the program's.
func (w *Wordings) Revert(ctx context.Context, rid string, d desk.Duty, k desk.PaperKind, to int) (desk.Wording, error) {
	return w.acts.Revert(ctx, rid, d, k, to)
}

// Export writes the words that are in force into the lead's folder, to be edited,
// and returns the name of the file. One that is there already is a Conflict unless
// it is to be replaced.
func (w *Wordings) Export(ctx context.Context, k desk.PaperKind, replace bool) (string, error) {
	name := FileOf(k)
	if _, err := fs.Stat(w.files, name); err == nil && !replace {
		return name, &desk.Problem{Kind: desk.Conflict, What: "wording.there", Open: []string{name}}
	}
	text, err := w.Text(ctx, k, true)
	if err != nil {
		return name, err
	}
	if err := w.put(name, []byte(text)); err != nil {
		return name, &desk.Problem{Kind: desk.Denied, What: "write", Cause: err}
	}
	return name, nil
}

// Versions lists the versions of the words of a kind of paper, the latest first.
func (w *Wordings) Versions(ctx context.Context, k desk.PaperKind) ([]desk.Wording, error) {
	return w.books.Wordings(ctx, k)
}

// Specimen lays a paper about nobody out with a template of its kind, next to
// those that are in force for the others.
func (w *Wordings) Specimen(ctx context.Context, k desk.PaperKind, text string, m Medium) (Doc, error) {
	all, err := w.books.Wordings(ctx, "")
	if err != nil {
		return Doc{}, err
	}
	words := desk.InForce(all)
	words[k] = text
	p := SpecimenOf(k)
	t, err := Worded(p.Kind, words[p.Kind], words[desk.PaperParts])
	var d Doc
	if err == nil {
		d, err = t.sets[p.Kind].layout(newSheet(p, m, 1), m)
	}
	if err != nil {
		return Doc{}, &desk.Problem{Kind: desk.Invalid, What: "wording.faulty", Cause: err}
	}
	return d, nil
}
