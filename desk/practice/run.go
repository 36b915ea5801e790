package practice

import (
	"encoding/json"
	"time"

	"xiaochuang/desk"
)

// A Moment is a place in the practice journal.
type Moment struct {
	N    int64
	At   time.Time
	Kind desk.ActKind
}

// An act is one journal line with its body read.
type act struct {
	Moment
	note map[string]string
	body desk.Body
}

// A run is what the journal tells of one playing of a scene.
type run struct {
	acts  []act
	begun Moment
	ended Moment // the last line where it was never ended
}

// read takes the lines of one run: from its beginning to its end, or to the last
// line where it has none. Lines before the beginning are not part of it, and
// what cannot be read counts as not done.
func read(entries []desk.Entry) run {
	var r run
	for _, e := range entries {
		m := Moment{N: e.N, At: time.Time(e.Line.At), Kind: e.Line.Kind}
		if e.Line.Kind == ActBegun {
			r = run{begun: m}
			continue
		}
		a := act{Moment: m}
		if json.Unmarshal(e.Line.Body, &a.body) != nil {
			a.body = desk.Body{}
		}
		a.note = a.body.Note
		r.acts = append(r.acts, a)
		if e.Line.Kind == ActEnded {
			break
		}
	}
	r.ended = r.begun
	if n := len(r.acts); n > 0 {
		r.ended = r.acts[n-1].Moment
	}
	return r
}

// first returns the first act of a kind.
func (r *run) first(kinds ...desk.ActKind) *act { return r.after(0, kinds...) }

// after returns the first act of one of the kinds behind position n.
func (r *run) after(n int64, kinds ...desk.ActKind) *act {
	for i := range r.acts {
		for _, k := range kinds {
			if r.acts[i].Kind == k && r.acts[i].N > n {
				return &r.acts[i]
			}
		}
	}
	return nil
}

// all returns every act of a kind.
func (r *run) all(k desk.ActKind) []*act {
	var out []*act
	for i := range r.acts {
		if r.acts[i].Kind == k {
			out = append(out, &r.acts[i])
		}
	}
	return out
}

// endings returns the acts that end a visit, in order.
func (r *run) endings() []*act {
	var out []*act
	for i := range r.acts {
		if endings[r.acts[i].Kind] != "" {
			out = append(out, &r.acts[i])
		}
	}
	return out
}

// ending returns the first act with the right ending, else the last act that
// ended the visit in another way, else nil.
func (r *run) ending(want Ending) *act {
	all := r.endings()
	for _, a := range all {
		if endings[a.Kind] == want {
			return a
		}
	}
	if len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}

// A Played is one run as it stands in the journal.
type Played struct {
	Scene   string
	Digest  string
	Staff   string
	Ended   bool
	Entries []desk.Entry
}

// Runs finds the runs in journal lines, in order. One that was broken off ends
// where the next begins.
func Runs(entries []desk.Entry) []Played {
	var out []Played
	open := false
	for _, e := range entries {
		if e.Line.Kind == ActBegun {
			n := noteOf(e)
			out = append(out, Played{Scene: n[noteScene], Digest: n[noteDigest], Staff: e.Line.Staff})
			open = true
		}
		if !open {
			continue
		}
		p := &out[len(out)-1]
		p.Entries = append(p.Entries, e)
		if e.Line.Kind == ActEnded {
			p.Ended, open = true, false
		}
	}
	return out
}

func noteOf(e desk.Entry) map[string]string {
	var b struct {
		Note map[string]string `json:"note"`
	}
	if json.Unmarshal(e.Line.Body, &b) != nil {
		return nil
	}
	return b.Note
}
