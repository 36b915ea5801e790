package web

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

const stickPath = "/web/stick"

// Limits of what is carried in by a page. One upload goes at a time: it may be a
// week of a station.
const (
	mostVolumes  = 64
	mostCarried  = 8 << 30 // bytes of all volumes
	mostFields   = 8
	mostToken    = 128
	mostCarrying = 30 * time.Minute
)

func (p *Pages) stick(v *visit) error {
	return p.show(v.w, v, "stick", http.StatusOK, sheet{Title: "U盘"})
}

// carryIn takes in the parcels of desks that somebody has on a stick, and answers
// with what goes back: one file, or all of them in one archive.
func (p *Pages) carryIn(v *visit) error {
	select {
	case p.carrying <- struct{}{}:
		defer func() { <-p.carrying }()
	default:
		return &desk.Problem{Kind: desk.Unavailable, What: "web.carrying"}
	}
	within := http.NewResponseController(v.w)
	late := time.Now().Add(mostCarrying)
	if err := errors.Join(within.SetReadDeadline(late), within.SetWriteDeadline(late)); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(p.c.Scratch, carriedMark)
	if err != nil {
		return &desk.Problem{Kind: desk.Full, What: "web.scratch", Cause: err}
	}
	defer func() { _ = os.RemoveAll(dir) }() // sweep removes what stays
	files, err := p.volumes(v, dir)
	if err != nil {
		return err
	}
	var answers []string
	_, err = p.c.Centre.CarryIn(v.ctx(), v.person(), files, func(name string, write func(io.Writer) error) error {
		name = filepath.Base(name)
		f, err := os.Create(filepath.Join(dir, "answer-"+name))
		if err != nil {
			return err
		}
		answers = append(answers, name)
		return errors.Join(write(f), f.Close())
	})
	if k := desk.KindOf(err); k == desk.Invalid || k == desk.Broken || k == desk.Denied || k == desk.Conflict || k == desk.NotFound {
		return p.show(v.w, v, "stick", statusOf(err), sheet{Title: "U盘", Wrong: p.sentence(err)})
	}
	if err != nil {
		return err
	}
	return sendAnswers(v.w, dir, answers)
}

// carriedMark begins the names of the folders of uploads.
const carriedMark = "carried-"

// sweep removes what uploads left that a stop of the program cut off. What is younger
// than an upload may take is another program's.
func (p *Pages) sweep() {
	list, err := os.ReadDir(p.c.Scratch)
	if err != nil {
		p.c.Log.Error("scratch folder", "err", err)
		return
	}
	for _, e := range list {
		about, err := e.Info()
		if err != nil || !strings.HasPrefix(e.Name(), carriedMark) || time.Since(about.ModTime()) < 2*mostCarrying {
			continue
		}
		if err := os.RemoveAll(filepath.Join(p.c.Scratch, e.Name())); err != nil {
			p.c.Log.Error("carried parcels stay", "err", err)
		}
	}
}

// volumes keeps the files of a form in a folder. The token comes before them.
func (p *Pages) volumes(v *visit, dir string) ([]centre.ParcelFile, error) {
	form := &desk.Problem{Kind: desk.Invalid, What: "web.form"}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, mostCarried)
	parts, err := v.r.MultipartReader()
	if err != nil {
		return nil, form
	}
	trusted := false
	var files []centre.ParcelFile
	for n := 0; n < mostFields+mostVolumes; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, large(err, form)
		}
		if part.FormName() == "token" {
			b, err := io.ReadAll(io.LimitReader(part, mostToken))
			trusted = err == nil && sameSite(v.r) && equal(string(b), formToken(v.token))
			continue
		}
		if !trusted {
			return nil, &desk.Problem{Kind: desk.Denied, What: "web.token"}
		}
		if part.FormName() != "parcel" || part.FileName() == "" {
			continue
		}
		f, err := keepVolume(part, dir, len(files))
		if err != nil {
			return nil, large(err, err)
		}
		files = append(files, f)
	}
	switch {
	case !trusted:
		return nil, &desk.Problem{Kind: desk.Denied, What: "web.token"}
	case len(files) == 0 || len(files) > mostVolumes:
		return nil, &desk.Problem{Kind: desk.Invalid, What: "web.parcel"}
	}
	return files, nil
}

// large passes on that a form was too large, and else returns what it is given.
func large(err, other error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	return other
}

func keepVolume(part *multipart.Part, dir string, n int) (centre.ParcelFile, error) {
	path := filepath.Join(dir, fmt.Sprintf("volume-%d", n)) // Its own name is somebody else's.
	f, err := os.Create(path)
	if err != nil {
		return centre.ParcelFile{}, err
	}
	_, err = io.Copy(f, part)
	return centre.ParcelFile{
		Name: filepath.Base(part.FileName()), Open: func() (io.ReadSeekCloser, error) { return os.Open(path) },
	}, errors.Join(err, f.Close())
}

// sendAnswers lets the browser keep the answers.
func sendAnswers(w http.ResponseWriter, dir string, names []string) error {
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	if len(names) == 1 {
		f, err := os.Open(filepath.Join(dir, "answer-"+names[0]))
		if err != nil {
			return err
		}
		defer f.Close()
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": names[0]}))
		if about, err := f.Stat(); err == nil {
			h.Set("Content-Length", fmt.Sprint(about.Size()))
		}
		w.WriteHeader(http.StatusOK)
		_, _ = io.Copy(w, f) // the browser has gone
		return nil
	}
	h.Set("Content-Disposition", `attachment; filename="answers.zip"`)
	w.WriteHeader(http.StatusOK)
	z := zip.NewWriter(w)
	for _, name := range names {
		f, err := os.Open(filepath.Join(dir, "answer-"+name))
		if err != nil {
			continue
		}
		if to, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store}); err == nil {
			_, _ = io.Copy(to, f) // the browser has gone
		}
		_ = f.Close()
	}
	_ = z.Close() // the browser has gone
	return nil
}
