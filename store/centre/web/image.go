package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"xiaochuang/desk"
	"xiaochuang/store/centre"
)

// A look is the page that shows one scanned side.
type look struct {
	centre.CaseView

	Page   numbered
	All    int
	Before int // 0 for none
	After  int
}

// page shows one side of a case; the picture itself is asked for by the browser,
// and that is what is written down.
func (p *Pages) page(v *visit) error {
	f, err := p.c.Centre.MaskedCase(v.ctx(), v.person(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(v.r.PathValue("n"))
	if err != nil || n < 1 || n > len(f.Pages) {
		return &desk.Problem{Kind: desk.NotFound, What: "page"}
	}
	b := look{CaseView: f.CaseView, Page: numbered{f.Pages[n-1], n}, All: len(f.Pages), Before: n - 1}
	if n < len(f.Pages) {
		b.After = n + 1
	}
	return p.show(v.w, v, "page", http.StatusOK, sheet{Title: "扫描件", Wide: true, Body: b})
}

// pictures are the kinds of page that a browser shows and that hold nothing it
// would run.
var pictures = []string{"image/jpeg", "image/png"}

// image sends one side as it is opened. A desk names the kind of its pages, so
// only what is a picture, and begins as one, leaves here.
func (p *Pages) image(v *visit) error {
	i, err := p.c.Centre.Image(v.ctx(), v.person(), v.r.PathValue("id"), v.r.PathValue("sum"))
	if err != nil {
		return err
	}
	defer i.Close()
	out := &picture{w: v.w, mime: i.MIME}
	if !slices.Contains(pictures, i.MIME) {
		return &desk.Problem{Kind: desk.Invalid, What: "web.image"}
	}
	_, err = i.WriteTo(out)
	if bad, ok := errors.AsType[*notPicture](err); ok {
		return &desk.Problem{Kind: desk.Invalid, What: "web.image", Cause: bad}
	}
	if err != nil && out.began {
		p.c.Log.Error("page", "cause", err.Error())
		panic(http.ErrAbortHandler) // so that the browser knows it has a part only
	}
	return err
}

// A picture writes the head of an answer once its first bytes are known.
type picture struct {
	w     http.ResponseWriter
	mime  string
	began bool
}

// notPicture says what began otherwise than its kind.
type notPicture struct{ is string }

func (n *notPicture) Error() string { return "a page begins as " + n.is }

func (o *picture) Write(b []byte) (int, error) {
	if !o.began {
		if is := http.DetectContentType(b); is != o.mime {
			return 0, &notPicture{is}
		}
		h := o.w.Header()
		h.Set("Content-Type", o.mime)
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		h.Set("Content-Disposition", "inline")
		o.w.WriteHeader(http.StatusOK)
		o.began = true
	}
	return o.w.Write(b)
}
